// Who the user of a token is, as clients ask after a login: userinfo, the identity URL, single access and bootstrap.
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDoor, type TestDoor, tokenFor } from "../../test/support/door.ts";
import { ORIGIN, openIdentity, type TestIdentity } from "../../test/support/identity.ts";
import { mintId, prefixes } from "../contract/ids.ts";
import { IdentityRecord, UserInfo } from "../contract/userinfo.ts";
import { keySet } from "../identity/holders/discovery.ts";
import { identityRoutes } from "./identity.ts";
import { identityInfoRoutes } from "./identity-info.ts";

const USERINFO = "/services/oauth2/userinfo";
const SINGLE_ACCESS = "/services/oauth2/singleaccess";
const BOOTSTRAP = "/agentforce/bootstrap/nameduser";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const ann = {
  username: "ann@example.org",
  email: "ann@mail.example",
  firstName: "Ann",
  lastName: "O'Neill <&>",
  timeZone: "Asia/Kolkata",
  locale: "en_GB",
} as const;

let room: TestIdentity;
let door: TestDoor;
let memberId: string;
let token: string;
beforeAll(async () => {
  room = await openIdentity();
  door = await openDoor(room, identityInfoRoutes, identityRoutes);
});
beforeEach(async () => {
  ({ memberId, token } = await tokenFor(room, ann, { apiName: "Whole", scopes: ["api", "web", "refresh_token"] }));
});
afterEach(() => room.speak({}));
afterAll(async () => {
  await door?.close();
  await room?.close();
});

const withScopes = async (...scopes: string[]) =>
  (await tokenFor(room, ann, { apiName: `With_${scopes.join("_")}`, scopes })).token;

/** A refusal in one word. */
const inAWord = (status: number, body: string) => ({
  status,
  body,
  headers: expect.objectContaining({ "content-type": "text/plain;charset=UTF-8", "cache-control": "no-store" }),
});

describe("userinfo", () => {
  test("tells who the user is, where the APIs are, and nothing that no record says", async () => {
    const { status, headers, ...answer } = await door.ask(USERINFO, { token });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "cache-control": "no-store" });
    expect(UserInfo.parse(answer.json())).toEqual({
      sub: `${ORIGIN}/id/${room.orgId}/${memberId}`,
      user_id: memberId,
      organization_id: room.orgId,
      preferred_username: "ann@example.org",
      nickname: "ann",
      name: "Ann Example",
      given_name: "Ann",
      family_name: "O'Neill <&>",
      email: "ann@mail.example",
      email_verified: false,
      zoneinfo: "Asia/Kolkata",
      utcOffset: 19_800_000,
      locale: "en_GB",
      language: "en_GB",
      active: true,
      user_type: "STANDARD",
      is_app_installed: true,
      updated_at: "2026-11-23T12:00:00.250Z",
      urls: {
        rest: `${ORIGIN}/services/data/v{version}/`,
        sobjects: `${ORIGIN}/services/data/v{version}/sobjects/`,
        query: `${ORIGIN}/services/data/v{version}/query/`,
        custom_domain: ORIGIN,
      },
    });
  });

  test("takes the token from a header or a form, of GET or POST, a JWT or an opaque one", async () => {
    const opaque = (await tokenFor(room, ann, { apiName: "Opaque", settings: { clientCredentials: true } })).token;
    expect(opaque).toContain("!");
    for (const one of [token, opaque]) {
      expect(await door.ask(USERINFO, { token: one })).toMatchObject({ status: 200 });
      expect(await door.ask(USERINFO, { token: one, method: "POST" })).toMatchObject({ status: 200 });
      const payload = new URLSearchParams({ access_token: one }).toString();
      expect(await door.ask(USERINFO, { method: "POST", headers: FORM, payload })).toMatchObject({ status: 200 });
      expect(await door.ask(`${USERINFO}?access_token=${one}`)).toEqual(
        expect.objectContaining(inAWord(403, "Missing_OAuth_Token")),
      );
    }
  });

  test("tells what the scopes of the token open", async () => {
    const keys = async (...scopes: string[]) =>
      Object.keys((await door.ask(USERINFO, { token: await withScopes(...scopes) })).json() as object);
    const all = Object.keys((await door.ask(USERINFO, { token })).json() as object);
    for (const scope of ["id", "profile", "email", "phone", "address", "full"]) expect(await keys(scope)).toEqual(all);
    expect(await keys("openid")).toEqual(["sub", "user_id", "organization_id"]);

    await room.speak({ profile: "strict" });
    expect(await keys("openid", "email")).toEqual(["sub", "user_id", "organization_id", "email", "email_verified"]);
    expect(await keys("openid", "profile")).not.toContain("email");
    expect(await keys("api")).toEqual(all);
    expect((await door.ask(USERINFO, { token: await withScopes("profile") })).json()).toMatchObject({
      updated_at: Date.parse("2026-11-23T12:00:00Z") / 1000,
    });
  });

  test("refuses in one word, and in the strict profile as RFC 6750 says", async () => {
    const chat = await withScopes("chatbot_api", "sfap_api");
    const cases = [
      [undefined, "Missing_OAuth_Token", 401, /^Bearer realm="dragoman"$/],
      ["x.y.z", "Bad_OAuth_Token", 401, /^Bearer realm="dragoman", error="invalid_token"/],
      [`${room.orgId.slice(0, 15)}!${"x".repeat(96)}`, "Bad_OAuth_Token", 401, /error="invalid_token"/],
      [chat, "Invalid_Scope", 403, /error="insufficient_scope"/],
    ] as const;
    for (const [bad, word] of cases) {
      expect(await door.ask(USERINFO, bad === undefined ? {} : { token: bad })).toMatchObject(inAWord(403, word));
    }
    await room.speak({ profile: "strict" });
    for (const [bad, , status, challenge] of cases) {
      const answer = await door.ask(USERINFO, bad === undefined ? {} : { token: bad });
      expect(answer.status).toBe(status);
      expect(answer.headers["www-authenticate"]).toMatch(challenge);
    }
  });

  test("refuses a token at the domain of another org, and that of a user who was deactivated", async () => {
    expect(await door.ask(USERINFO, { token, headers: { host: "elsewhere.example" } })).toMatchObject(
      inAWord(403, "Bad_OAuth_Token"),
    );
    await room.store.db.updateTable("member").set({ active: false }).where("id", "=", memberId).execute();
    room.identity.records.forget();
    expect(await door.ask(USERINFO, { token })).toMatchObject(inAWord(403, "Bad_OAuth_Token"));
  });
});

describe("the identity URL", () => {
  const path = (org = room.orgId, user = memberId) => `/id/${org}/${user}`;

  test("tells the same in its own words, for ids of 15 and of 18 characters", async () => {
    const whole = await door.ask(path(), { token });
    expect(whole).toMatchObject({ status: 200, headers: { "content-type": "application/json;charset=UTF-8" } });
    expect(IdentityRecord.parse(whole.json())).toMatchObject({
      id: `${ORIGIN}${path()}`,
      asserted_user: true,
      user_id: memberId,
      organization_id: room.orgId,
      username: "ann@example.org",
      nick_name: "ann",
      display_name: "Ann Example",
      first_name: "Ann",
      last_name: "O'Neill <&>",
      timezone: "Asia/Kolkata",
      last_modified_date: "2026-11-23T12:00:00.250Z",
      urls: { custom_domain: ORIGIN },
    });
    const short = await door.ask(path(room.orgId.slice(0, 15), memberId.slice(0, 15)), { token });
    expect(short).toMatchObject({ status: 200, body: whole.body });
  });

  test("says null for what a record does not have, and the whole name for a last name", async () => {
    const bare = await tokenFor(room, { username: "bare@example.org", name: "Bare" });
    const { token } = bare;
    expect((await door.ask(path(room.orgId, bare.memberId), { token })).json()).toMatchObject({
      first_name: null,
      last_name: "Bare",
      email: null,
      email_verified: false,
    });
  });

  test("is XML for who asks so", async () => {
    const answer = await door.ask(`${path()}?format=xml`, { token });
    expect(answer.headers).toMatchObject({ "content-type": "application/xml;charset=UTF-8" });
    expect(answer.body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><user><id>https:/);
    expect(answer.body).toContain("<last_name>O&#39;Neill &#60;&#38;&#62;</last_name>");
    expect(answer.body).toContain("<urls><rest>");
    expect(await door.ask(`${path()}?format=constructor`, { token })).toMatchObject(inAWord(406, "Invalid_Format"));
  });

  test("I1: takes the token from the query, as jsforce sends it, and never writes it to the log", async () => {
    const opaque = (await tokenFor(room, ann, { apiName: "Opaque", settings: { clientCredentials: true } })).token;
    for (const one of [token, opaque]) {
      const query = `format=json&oauth_token=${encodeURIComponent(one)}`;
      expect(await door.ask(`${path()}?${query}`)).toMatchObject({ status: 200 });
      const refused = [
        await door.ask(`${path("x")}?${query}`),
        await door.ask(`${path()}?${query}x`),
        await door.ask(`${path()}/more?${query}`),
        await door.ask(`${path()}?${query}`, { method: "POST" }),
        await door.ask(`/id/%zz/x?${query}`),
        await door.ask(`/id/${"x".repeat(600)}/x?${query}`),
        await door.ask(`${USERINFO}?${query}`),
      ];
      for (const { status, body } of refused) {
        expect(status).toBeGreaterThanOrEqual(400);
        expect(body).not.toContain(one);
      }
      expect(door.logged()).toContain("Bad_Id");
      expect(door.logged()).not.toContain(one);
      expect(door.logged()).not.toContain(encodeURIComponent(one));
    }
  });

  test("takes no token from the query in the strict profile", async () => {
    await room.speak({ profile: "strict" });
    const query = `?oauth_token=${encodeURIComponent(token)}`;
    expect(await door.ask(`${path()}${query}`)).toMatchObject({ status: 401 });
    expect(await door.ask(`${path()}${query}`, { token })).toMatchObject({ status: 200 });
  });

  test("refuses in one word what is not the user of the token", async () => {
    const someone = mintId(prefixes.user, room.identity.random);
    const cases = [
      [path("00D000000000000"), {}, 403, "Missing_OAuth_Token"],
      [path(), { token: "x.y.z" }, 403, "Bad_OAuth_Token"],
      [path("nonsense"), { token }, 404, "Bad_Id"],
      [path(memberId, room.orgId), { token }, 404, "Bad_Id"],
      [path("00D000000000001"), { token }, 403, "Wrong_Org"],
      [path(room.orgId, someone), { token }, 403, "No_Access"],
      [path(), { token: await withScopes("chatbot_api") }, 403, "Invalid_Scope"],
    ] as const;
    for (const [at, asked, status, word] of cases)
      expect(await door.ask(at, asked)).toMatchObject(inAWord(status, word));
  });
});

describe("single access", () => {
  const link = async (query = "", asked = {}) => {
    const answer = await door.ask(`${SINGLE_ACCESS}${query}`, { token, ...asked });
    expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
    return (answer.json() as { frontdoor_uri: string }).frontdoor_uri;
  };
  const kept = () =>
    room.store.db
      .selectFrom("one_time_link")
      .select(["purpose", "member_id", "goes_to", "expires_at"])
      .orderBy("issued_at", "desc")
      .orderBy("expires_at", "desc")
      .execute();

  test("gives a link for a minute that logs in the user of the token, and stores no copy of it", async () => {
    const url = await link();
    expect(url).toMatch(new RegExp(`^${ORIGIN}/secur/frontdoor\\.jsp\\?otp=`));
    const [row] = await kept();
    expect(row).toMatchObject({ purpose: "frontdoor", member_id: memberId, goes_to: null });
    expect(row!.expires_at.getTime() - room.clock.now).toBe(60_000);
    expect(door.logged()).not.toContain(new URL(url).searchParams.get("otp"));
  });

  test("leads to a place in the org, however the client writes it, and to no other", async () => {
    room.clock.now += 1000;
    const cases = [
      ["?redirect_uri=lightning/setup/x%3Fy=1", {}, "/lightning/setup/x?y=1"],
      [`?redirect_uri=${encodeURIComponent(`${ORIGIN}/home`)}`, {}, "/home"],
      ["", { method: "POST", headers: FORM, payload: "redirect_uri=%2Fsetup" }, "/setup"],
    ] as const;
    for (const [query, asked, goesTo] of cases) {
      room.clock.now += 1000;
      await link(query, asked);
      expect((await kept())[0]).toMatchObject({ goes_to: goesTo });
    }
    for (const foreign of [
      "https://evil.example/",
      "//evil.example",
      "\\\\evil.example",
      "javascript:alert(1)",
      "http://[",
    ]) {
      const query = `?redirect_uri=${encodeURIComponent(foreign)}`;
      expect(await door.ask(`${SINGLE_ACCESS}${query}`, { token })).toMatchObject(inAWord(400, "Invalid_Redirect_Uri"));
    }
  });

  test("needs the scope web, and a user who logs in to pages", async () => {
    const refused = async (one: string) => door.ask(SINGLE_ACCESS, { token: one });
    expect(await refused(await withScopes("api"))).toMatchObject(inAWord(403, "Invalid_Scope"));
    expect(await door.ask(SINGLE_ACCESS)).toMatchObject(inAWord(403, "Missing_OAuth_Token"));
    const machine = { username: "machine@example.org", kind: "api_only" } as const;
    const { token: theirs } = await tokenFor(room, machine, { scopes: ["web"] });
    expect(await refused(theirs)).toMatchObject(inAWord(403, "No_Access"));
  });
});

describe("bootstrap", () => {
  const scopes = ["api", "chatbot_api", "sfap_api", "web"];
  const settings = { clientCredentials: true, namedUserJwt: false };

  test("turns the token of a session into a JWT of its user that does not outlive it", async () => {
    const { token: opaque } = await tokenFor(room, ann, { apiName: "Session", scopes, settings });
    room.clock.now += 100 * 60_000;
    const answer = await door.ask(BOOTSTRAP, { headers: { cookie: `a=b; sid=${opaque}; c=d` } });
    expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
    const { access_token, ...about } = answer.json() as { access_token: string };
    expect(about).toEqual({
      ...{ token_format: "jwt", token_type: "Bearer", scope: scopes.join(" ") },
      ...{ issued_at: String(room.clock.now), api_instance_url: ORIGIN },
    });
    const keys = createLocalJWKSet(await keySet(room.identity, await room.org()));
    const { payload } = await jwtVerify(access_token, keys, { currentDate: new Date(room.clock.now) });
    expect(payload).toMatchObject({ sub: `uid:${memberId}`, iss: ORIGIN, scope: scopes.join(" ") });
    expect(payload.sfdc_app_id).toMatch(/^0xI/);
    const sessionEnds = room.clock.now + 20 * 60_000;
    expect(payload.exp! * 1000).toBeLessThanOrEqual(sessionEnds);
    expect(payload.exp! * 1000).toBeGreaterThan(sessionEnds - 2_000);
    expect(door.logged()).not.toContain(access_token);

    // Nor does a JWT that is asked for with that JWT.
    room.clock.now += 60_000;
    const again = await door.ask(BOOTSTRAP, { headers: { cookie: `sid=${access_token}` } });
    expect(decodeJwt((again.json() as { access_token: string }).access_token).exp).toBeLessThanOrEqual(payload.exp!);
    expect(await door.ask(USERINFO, { token: access_token })).toMatchObject({ status: 200 });
  });

  test.each(["the session's token", "the JWT"])("ends with either of the two: %s is revoked", async (which) => {
    const { token: session } = await tokenFor(room, ann, { apiName: "Session", scopes, settings });
    const answer = await door.ask(BOOTSTRAP, { headers: { cookie: `sid=${session}` } });
    const { access_token: jwt } = answer.json() as { access_token: string };
    expect((await room.revoke({ token: which === "the JWT" ? jwt : session })).status).toBe(200);
    for (const token of [session, jwt]) expect((await door.ask(USERINFO, { token })).status).not.toBe(200);
    room.clock.now += 31 * 60_000;
    expect((await door.ask(USERINFO, { token: session })).status).not.toBe(200);
  });

  test("needs the token in the cookie, once, with all three scopes", async () => {
    const { token: session } = await tokenFor(room, ann, { apiName: "Session", scopes, settings });
    const ask = (headers: Record<string, string>) => door.ask(BOOTSTRAP, { headers });
    expect(await ask({})).toMatchObject({ status: 401 });
    expect(await ask({ authorization: `Bearer ${session}` })).toMatchObject({ status: 401 });
    expect(await ask({ cookie: "sid=nonsense" })).toMatchObject({ status: 401 });
    expect(await ask({ cookie: `sid=${session}; sid=${session}` })).toMatchObject({ status: 401 });
    const lacking = await ask({ cookie: `sid=${token}` });
    expect(lacking).toMatchObject({ status: 403 });
    expect(lacking.json()).toMatchObject({ message: expect.stringContaining("chatbot_api sfap_api") });
  });
});

describe("what is published of the resources", () => {
  test.each(["", "/einstein/ai-agent/v1", "/services/data"])("names the resource asked about: %s", async (path) => {
    const answer = await door.ask(`/.well-known/oauth-protected-resource${path}`);
    expect(answer.json()).toMatchObject({
      resource: `${ORIGIN}${path}`,
      authorization_servers: [ORIGIN],
      bearer_methods_supported: ["header"],
    });
  });

  test("both discovery documents lead to endpoints that are there", async () => {
    const configuration = (await door.ask("/.well-known/openid-configuration")).json() as Record<string, string>;
    expect(configuration.userinfo_endpoint).toBe(`${ORIGIN}${USERINFO}`);
    expect(configuration.claims_supported).toEqual(expect.arrayContaining(Object.keys(UserInfo.shape)));
    const server = (await door.ask("/.well-known/oauth-authorization-server")).json() as Record<string, string>;
    expect(server.issuer).toBe(ORIGIN);
    for (const endpoint of [configuration.userinfo_endpoint, configuration.jwks_uri, server.token_endpoint]) {
      expect((await door.ask(new URL(endpoint!).pathname)).status).not.toBe(404);
    }
  });
});
