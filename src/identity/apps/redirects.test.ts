// Callback URLs: which an app may have, which request names one, and how an answer is put behind it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callbackProblem, formTargetOf, matchRedirect, withParameters } from "./redirects.ts";

describe("an app may be called back at", () => {
  test.each([
    "https://client.example/callback",
    "https://client.example:8443/a?b=c",
    "http://localhost:1717/OauthRedirect",
    "http://127.0.0.1/cb",
    "http://[::1]:9000/cb",
    "myapp://done",
    "com.example.app:/oauth",
    "testsfdc:///mobilesdk/detect/oauth/done",
  ])("%s", (url) => {
    expect(callbackProblem(url)).toBeUndefined();
  });
});

describe("an app may not be called back at", () => {
  test.each([
    ["http://client.example/cb", "in clear"],
    ["http://localhost.evil.example/cb", "in clear"],
    ["https://client.example/#x", "fragment"],
    ["https://client.example/#", "fragment"],
    ["https://user@client.example/", "user name"],
    ["javascript:alert(1)", "scheme"],
    ["JavaScript:alert(1)", "scheme"],
    ["data:text/html,x", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["wss://client.example/", "scheme"],
    ["client.example/cb", "absolute URL"],
    ["//client.example/cb", "absolute URL"],
    ["", "absolute URL"],
    ["https://client.example/\r\nSet-Cookie: a=b", "absolute URL"],
    ["https://client.example/\t", "absolute URL"],
    ["https://clіent.example/", "absolute URL"],
    ["https://client.example\\@evil.example/", "absolute URL"],
  ])("%j", (url, why) => {
    expect(callbackProblem(url)).toContain(why);
  });
});

describe("a redirect URI", () => {
  const registered = ["http://localhost:1717/OauthRedirect", "http://127.0.0.1/cb", "https://client.example/cb"];

  test("is compared whole, port included", () => {
    const exact = { anyLoopbackPort: false };
    expect(matchRedirect(registered, registered[0]!, exact)).toBe(registered[0]);
    expect(matchRedirect(registered, "http://localhost:1718/OauthRedirect", exact)).toBeUndefined();
  });

  test("on a loopback address may have any port where the profile is strict, and differs in nothing else", () => {
    const any = { anyLoopbackPort: true };
    expect(matchRedirect(registered, "http://127.0.0.1:50123/cb", any)).toBe("http://127.0.0.1:50123/cb");
    expect(matchRedirect(registered, "http://localhost:9/OauthRedirect", any)).toBe("http://localhost:9/OauthRedirect");
    for (const wrong of [
      "http://127.0.0.1:50123/cb/",
      "http://127.0.0.1:50123/cb?x",
      "http://127.0.0.1:99999999/cb",
      "http://localhost:50123/cb",
      "http://127.0.0.1:1@evil.example/cb",
      "http://127.0.0.1:1\\.evil.example/cb",
      "https://client.example:444/cb",
      "https://127.0.0.1:1/cb",
    ]) {
      expect(matchRedirect(registered, wrong, any)).toBeUndefined();
    }
  });

  test("that no app should have registered is not used, though it is registered", () => {
    const bad = ["javascript:alert(1)", "https://client.example/#x"];
    for (const url of bad) expect(matchRedirect(bad, url, { anyLoopbackPort: true })).toBeUndefined();
  });

  test("keeps what it has when an answer is added, and any answer comes back as it was", () => {
    for (const uri of [
      "https://c.example/cb",
      "https://c.example/cb?",
      "https://c.example/cb?a=%20b&c",
      "app:/x?y=z",
    ]) {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme" }), (state) => {
          const whole = withParameters(uri, { code: "x", state, iss: undefined });
          expect(whole.startsWith(uri)).toBe(true);
          expect(whole).toMatch(/^[\x21-\x7e]+$/);
          const read = new URLSearchParams(whole.slice(whole.indexOf("?")));
          expect([read.get("code"), read.get("state"), read.get("iss")]).toEqual(["x", state, null]);
        }),
        { numRuns: 50 },
      );
    }
  });

  test.each([
    ["https://client.example:8443/cb?x=1", "https://client.example:8443"],
    ["http://localhost:1717/OauthRedirect", "http://localhost:1717"],
    ["myapp://done/there", "myapp:"],
  ])("%s is named %s in a page's policy", (url, source) => {
    expect(formTargetOf(url)).toBe(source);
  });
});
