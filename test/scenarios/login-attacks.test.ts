// What is tried against people at their browsers: forms of other sites, redirects that lead away, words that want to be code.
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { logIn as attempt } from "../../src/identity/people/login.ts";
import { type Browser, formOf } from "../support/browser.ts";
import { CALLBACK, LOCAL, NATIVE } from "../support/callbacks.ts";
import { ORIGIN } from "../support/identity.ts";
import { ADA, openPeople, parametersOf } from "../support/people.ts";

const { room, app, fresh, logIn, authorizeUrl, forgetApprovals, close } = await openPeople();
afterAll(close);

let browser: Browser;
beforeEach(() => {
  browser = fresh();
  room.clock.now += 3_600_000;
});

describe("a form from another site", () => {
  test.each([
    ["that the browser calls cross-site", { "sec-fetch-site": "cross-site" }],
    ["from a sibling domain", { "sec-fetch-site": "same-site" }],
    ["with another origin", { origin: "https://evil.example.test" }],
    ["with no origin to speak of", { origin: "null" }],
  ])("%s logs nobody in or out and allows nothing", async (_, headers) => {
    const login = await browser.visit("/login");
    expect((await browser.submit(login, ADA, headers)).status).toBe(403);
    expect(browser.cookies.has("__Host-sid")).toBe(false);
    const home = await logIn(browser);
    expect((await browser.submit(home, {}, headers)).status).toBe(403);
    expect((await browser.visit("/home")).path).toBe("/home");
    await forgetApprovals();
    const consent = await browser.visit(authorizeUrl());
    const answer = await browser.submit(consent, { choice: "allow" }, headers);
    expect([answer.status, answer.left]).toEqual([403, undefined]);
  });

  test("of a browser that does not say where it is from lacks the word (CSRF on login, on consent, on logout)", async () => {
    await browser.visit("/login");
    for (const csrf of ["", "guess", formOf((await fresh().visit("/login")).html).has.csrf!]) {
      expect((await browser.post("/login", { ...ADA, csrf, to: "/home" })).status).toBe(403);
    }
    expect(browser.cookies.has("__Host-sid")).toBe(false);
    await logIn(browser);
    await forgetApprovals();
    const request = new URL(authorizeUrl(), ORIGIN).search.slice(1);
    const page = await browser.post("/services/oauth2/approve", { request, choice: "allow", csrf: "guess" });
    expect([page.left, page.html]).toEqual([undefined, expect.stringContaining("Allow access to")]);
    await browser.post("/logout", { csrf: "guess" });
    expect((await browser.visit("/home")).path).toBe("/home");
  });

  test("cannot use the word of another session", async () => {
    await logIn(browser);
    await forgetApprovals();
    const theirs = fresh();
    await logIn(theirs);
    const { has } = formOf((await theirs.visit(authorizeUrl())).html);
    expect((await browser.post("/services/oauth2/approve", { ...has, choice: "allow" })).left).toBeUndefined();
  });
});

describe("a request that is not to be trusted is answered here, with a plain body", () => {
  test.each([
    ["an unknown client", { client_id: "3MVG9nobody" }, "invalid_client_id", "client identifier invalid"],
    ["no client", { client_id: undefined }, "invalid_client_id", "client identifier invalid"],
    ["a client no database takes", { client_id: "a\0b" }, "invalid_client_id", "client identifier invalid"],
    ["no redirect URI", { redirect_uri: undefined }, "redirect_uri_missing", "redirect_uri must be sent"],
  ])("%s", async (_, change, error, why) => {
    const page = await browser.visit(authorizeUrl(change));
    expect([page.status, page.left]).toEqual([400, undefined]);
    expect(page.headers["content-type"]).toBe("text/plain;charset=UTF-8");
    expect(page.html).toBe(`error=${error}&error_description=${encodeURIComponent(why)}`);
  });

  test("a parameter sent twice, one that cannot be decoded, a request without end", async () => {
    for (const more of ["&client_id=x", "&scope=%ff", `&state2=${"x".repeat(7000)}`]) {
      const page = await browser.visit(authorizeUrl() + more);
      expect([page.status, page.left, page.html.slice(0, 21)]).toEqual([400, undefined, "error=invalid_request"]);
    }
    const page = await browser.post("/services/oauth2/authorize", `state=${"x".repeat(40_000)}`);
    expect(page.status).toBe(413);
  });

  const nasty = [
    "https://client.example.test/callback",
    "https://client.example.test/callback?kept=1&more=2",
    "https://client.example.test/callback?kept=1#fragment",
    "https://client.example.test/callback?kept=1/",
    "https://client.example.test/callback/../callback?kept=1",
    "https://client.example.test//callback?kept=1",
    "https://client.example.test:443/callback?kept=1",
    "https://CLIENT.example.test/callback?kept=1",
    "HTTPS://client.example.test/callback?kept=1",
    "http://client.example.test/callback?kept=1",
    "https://client.example.test.evil.example/callback?kept=1",
    "https://client.example.test@evil.example/callback?kept=1",
    "https://evil.example/https://client.example.test/callback?kept=1",
    "https://evil.example\\@client.example.test/callback?kept=1",
    "https://client.example.test\\.evil.example/callback?kept=1",
    "https:client.example.test/callback?kept=1",
    "//client.example.test/callback?kept=1",
    "///evil.example",
    "/\\evil.example",
    "/home",
    "javascript:alert(1)//https://client.example.test/callback?kept=1",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "https://client.example.test/callback?kept=1\r\nSet-Cookie: a=b",
    "https://client.example.test/callback?kept=1%0d%0aSet-Cookie:%20a=b",
    "https://client.example.test/callback?kept=1\0",
    " https://client.example.test/callback?kept=1",
    "https://client.example.test/callback?kept=1 ",
    "https://client.example.test/callbаck?kept=1",
    "http://localhost:1718/OauthRedirect",
    "http://localhost:1717/OauthRedirect/",
    "http://localhost:1717.evil.example/OauthRedirect",
    "http://127.0.0.1:1717/OauthRedirect",
    "myapp://back/further",
    "myapp:back",
  ];
  test.each(nasty)("the redirect URI %j", async (uri) => {
    await logIn(browser);
    const page = await browser.visit(authorizeUrl({ redirect_uri: uri }));
    expect([page.status, page.left]).toEqual([400, undefined]);
    expect(page.html).toBe("error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration");
    expect(page.headers["set-cookie"]).toBeUndefined();
  });

  test("but each registered one is taken: https, localhost and an app's own scheme", async () => {
    await logIn(browser);
    for (const uri of [CALLBACK, LOCAL, NATIVE]) {
      const back = await browser.visit(authorizeUrl({ redirect_uri: uri, prompt: "none", scope: "openid" }));
      expect(back.left?.startsWith(uri)).toBe(true);
      expect(back.headers.location).not.toMatch(/[\r\n ]/);
    }
  });

  test.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/home/../..//evil.example",
    "\t//evil.example",
    "/%2f/evil.example",
    "/services/oauth2/authorize",
    "/services/oauth2/token?x",
    "javascript:alert(1)",
    "/home\r\nSet-Cookie: a=b",
    "/logout",
  ])("a login that should lead to %j leads home", async (to) => {
    const page = await browser.submit(await browser.visit(`/login?${new URLSearchParams({ to })}`), ADA);
    expect(page.path).toBe("/home");
    await browser.submit(page);
    const forged = await browser.submit(await browser.visit("/login"), { ...ADA, to });
    expect([forged.path, forged.left]).toEqual(["/home", undefined]);
  });
});

describe("what a page echoes", () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror='x'>\`{{7*7}}`;

  test("is text, in every parameter", async () => {
    const names = ["state", "login_hint", "nonce", "display", "scope", "ui_locales", HOSTILE];
    for (const name of names) {
      const page = await browser.visit(authorizeUrl({ [name]: HOSTILE }));
      expect(page.html).not.toContain("<script");
      expect(page.html).not.toContain("onerror='x'");
    }
    const hinted = await browser.visit(authorizeUrl({ login_hint: HOSTILE }));
    expect(formOf(hinted.html).has.username).toBe(HOSTILE);
    for (const page of [
      await logIn(browser, { username: HOSTILE, password: HOSTILE }),
      await browser.visit(`/login?hint=${encodeURIComponent(HOSTILE)}`),
    ]) {
      expect(page.html).not.toContain("<script");
    }
  });

  test("a state comes back as it was, and cannot end a header", async () => {
    await logIn(browser);
    await browser.submit(await browser.visit(authorizeUrl()), { choice: "allow" });
    const state = "a b+c%20\r\nSet-Cookie: x=y; <é\u{1f600}>&error=1";
    const back = await browser.visit(authorizeUrl({ state }));
    expect(parametersOf(back).state).toBe(state);
    expect(back.headers["set-cookie"]).toBeUndefined();
    expect(parametersOf(back)).not.toHaveProperty("error");
  });

  test("cannot be framed, scripted or sent elsewhere, and the policy lets the answer reach the client", async () => {
    const pages = [await browser.visit("/login"), await browser.visit(authorizeUrl())];
    for (const { headers, html } of [...pages, await logIn(browser)]) {
      const policy = String(headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      });
      expect(html).toContain('<html lang="en">');
      expect(html).not.toMatch(/<script|\s(?:style|on\w+)=/i);
    }
    expect(pages[0]!.headers["content-security-policy"]).toContain("form-action 'self';");
    expect(pages[1]!.headers["content-security-policy"]).toContain("form-action 'self' https://client.example.test;");
  });

  test("a form too large is a page of one sentence", async () => {
    const page = await browser.post("/login", { ...ADA, csrf: "x".repeat(40_000) });
    expect(page.status).toBe(413);
    expect(page.html).toContain("too large");
  });
});

test("guesses of one network sent at once are not all looked at: each costs the server a slow hash", async () => {
  const org = await room.org();
  const visitor = { address: "198.51.100.77", userAgent: "", cookies: undefined };
  const guess = (number: number) =>
    attempt(room.identity, org, { username: `nobody${number}@example.org`, password: "a guess" }, visitor);
  const outcomes = await Promise.all(Array.from({ length: 60 }, (_, number) => guess(number)));
  expect(outcomes.filter((outcome) => "refused" in outcome)).toHaveLength(30);
  expect(outcomes.filter((outcome) => "waitMs" in outcome)).toHaveLength(30);
});

test("any form and any query is answered with a page or a redirect, never with a fault or a session", async () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(
      "%",
      "%00",
      "%ff",
      "+",
      "&",
      "=",
      "__proto__",
      "constructor",
      "\ud800",
      "allow",
      "code",
      app.consumerKey,
    ),
  );
  const name = fc.oneof(
    word,
    fc.constantFrom(
      "client_id",
      "redirect_uri",
      "prompt",
      "request",
      "choice",
      "csrf",
      "to",
      "username",
      "password",
      "began",
    ),
  );
  const form = fc
    .array(fc.tuple(name, word), { maxLength: 8 })
    .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"));
  const path = fc.constantFrom(
    "/login",
    "/logout",
    "/open/x",
    "/password",
    "/services/oauth2/approve",
    "/services/oauth2/authorize",
  );
  await fc.assert(
    fc.asyncProperty(path, form, async (to, text) => {
      const posted = await browser.post(to, Buffer.from(text).toString("latin1"));
      const asked = await browser.ask(`${to}?${encodeURI(text.toWellFormed())}`);
      for (const { status } of [posted, asked]) expect([200, 303, 400, 403, 404, 413, 429]).toContain(status);
      expect(browser.cookies.has("__Host-sid")).toBe(false);
    }),
    { numRuns: 150 },
  );
});
