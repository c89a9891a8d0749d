// Apps that ask for a code: what the user is shown, what the app is told, and who may use it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Browser, formOf } from "../support/browser.ts";
import { CALLBACK, LOCAL } from "../support/callbacks.ts";
import { granted, ORIGIN, pkce } from "../support/identity.ts";
import { ADA, openPeople, parametersOf } from "../support/people.ts";

const { room, app, adaId, fresh, logIn, authorizeUrl, forgetApprovals, close } = await openPeople();
afterAll(close);

let browser: Browser;
beforeEach(() => {
  browser = fresh();
  room.clock.now += 3_600_000;
});

describe("an app that asks for a code", () => {
  beforeEach(forgetApprovals);

  test("gets one when the user has logged in and allowed it, with its state and who answers", async () => {
    const login = await browser.visit(authorizeUrl({ login_hint: ADA.username }));
    expect(login.html).toContain("to continue to <strong>Web &#60;Client&#62; &#38; Co</strong>");
    expect(formOf(login.html).has.username).toBe(ADA.username);
    const consent = await browser.submit(login, ADA);
    expect(consent.html).toContain("Allow access to Web &#60;Client&#62; &#38; Co?");
    expect(consent.html).toContain("Access chatbot services");
    expect(consent.html).toContain("client.example.test");
    const back = await browser.submit(consent, { choice: "allow" });
    expect(back.left).toMatch(/^https:\/\/client\.example\.test\/callback\?kept=1&code=/);
    expect(parametersOf(back)).toEqual({ kept: "1", code: expect.any(String), state: "a state", iss: ORIGIN });
    expect(back.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(back.status).toBe(303);
  });

  test("exchanges the code for a token of that user", async () => {
    await logIn(browser);
    const url = authorizeUrl({ code_challenge: pkce.challenge, redirect_uri: LOCAL });
    const { code = "" } = parametersOf(await browser.submit(await browser.visit(url), { choice: "allow" }));
    const form = { grant_type: "authorization_code", client_id: app.consumerKey, code, redirect_uri: LOCAL };
    const token = granted(await room.post({ ...form, code_verifier: pkce.verifier }));
    expect(token.id).toBe(`${ORIGIN}/id/${room.orgId}/${adaId}`);
  });

  test("is not asked for again what was allowed, and is asked for what is new", async () => {
    await logIn(browser);
    await browser.submit(await browser.visit(authorizeUrl({ scope: "api" })), { choice: "allow" });
    const again = await browser.visit(authorizeUrl({ scope: "api" }));
    expect([again.status, parametersOf(again).code]).toEqual([302, expect.any(String)]);
    expect((await browser.visit(authorizeUrl({ scope: "api sfap_api" }))).html).toContain("Allow access to");
    expect((await browser.visit(authorizeUrl({ scope: "api", prompt: "consent" }))).html).toContain("Allow access to");
  });

  test("hears of a user who denies", async () => {
    await logIn(browser);
    const back = await browser.submit(await browser.visit(authorizeUrl()), { choice: "deny" });
    expect(parametersOf(back)).toEqual({
      kept: "1",
      error: "access_denied",
      error_description: "end-user denied authorization",
      state: "a state",
      iss: ORIGIN,
    });
  });

  test("with prompt=login makes the user prove it anew, once", async () => {
    await logIn(browser);
    room.clock.now += 1000;
    const url = authorizeUrl({ prompt: "login", scope: "api" });
    const login = await browser.visit(url);
    expect(login.html).toContain("Log in to");
    const consent = await browser.submit(login, ADA);
    expect(consent.html).toContain("Allow access to");
    expect(parametersOf(await browser.submit(consent, { choice: "allow" })).code).toEqual(expect.any(String));
    room.clock.now += 1000;
    expect((await browser.visit(url)).html).toContain("Log in to");
    const { to } = formOf(login.html).has;
    const replayed = new URL(to!, ORIGIN);
    replayed.searchParams.set("scope", "api sfap_api");
    expect((await browser.visit(replayed.pathname + replayed.search)).html).toContain("Log in to");
  });

  test("is no older in this browser than here, however old a page of another browser says that it is", async () => {
    const asked = { login: { prompt: "login" }, account: { prompt: "select_account" }, proof: { max_age: "60" } };
    const elsewhere = fresh();
    const prepared: string[] = [];
    for (const change of Object.values(asked)) {
      const { to } = formOf((await elsewhere.visit(authorizeUrl(change))).html).has;
      prepared.push(to!);
    }
    room.clock.now += 1000;
    await logIn(browser);
    room.clock.now += 10 * 60_000;
    const [login, account, proof] = await Promise.all(prepared.map(async (path) => (await browser.visit(path)).html));
    expect(login).toContain("Log in to");
    expect(account).toContain(`Continue as ${ADA.username}`);
    expect(proof).toContain("Log in to");
    const high = await room.declare({
      apiName: "High_Elsewhere",
      settings: { callbackUrls: [CALLBACK] },
      policies: { sessionLevel: "high" },
      runAs: undefined,
    });
    const own = formOf((await elsewhere.visit(authorizeUrl({ client_id: high.consumerKey }))).html).has;
    room.clock.now += 1000;
    await logIn(browser);
    room.clock.now += 1000;
    expect((await browser.visit(own.to!)).html).toContain("Log in to");
    // In the browser that asked, the same page leads on.
    await logIn(elsewhere);
    expect((await elsewhere.visit(own.to!)).html).toContain("Allow access to");
  });

  test("with max_age makes a user prove it anew whose proof is older", async () => {
    await logIn(browser);
    room.clock.now += 60_000;
    expect((await browser.visit(authorizeUrl({ max_age: "120" }))).html).toContain("Allow access to");
    expect((await browser.visit(authorizeUrl({ max_age: "30" }))).html).toContain("Log in to");
  });

  test("with prompt=select_account lets the user choose another", async () => {
    await logIn(browser);
    room.clock.now += 1000;
    const page = await browser.visit(authorizeUrl({ prompt: "select_account" }));
    expect(page.html).toContain(`Continue as ${ADA.username}`);
    expect((await browser.submit(page, { choice: "continue" })).html).toContain("Allow access to");
    expect((await browser.submit(page, { choice: "switch" })).html).toContain("Log in to");
    expect(browser.cookies.has("__Host-sid")).toBe(false);
  });

  test("without a page hears what a page would have asked", async () => {
    const quiet = async (change: Record<string, string>) =>
      parametersOf(await browser.visit(authorizeUrl(change))).error;
    expect(await quiet({ prompt: "none" })).toBe("login_required");
    expect(await quiet({ immediate: "true" })).toBe("immediate_unsuccessful");
    await logIn(browser);
    expect(await quiet({ prompt: "none" })).toBe("consent_required");
    expect(await quiet({ immediate: "true" })).toBe("immediate_unsuccessful");
    await browser.submit(await browser.visit(authorizeUrl()), { choice: "allow" });
    expect(parametersOf(await browser.visit(authorizeUrl({ prompt: "none" }))).code).toEqual(expect.any(String));
  });

  test("may send its request as a form: it comes back as the same request", async () => {
    const body = new URL(authorizeUrl(), ORIGIN).search.slice(1);
    const headers = { "sec-fetch-site": "cross-site", origin: "https://client.example.test" };
    const page = await browser.post("/services/oauth2/authorize", body, headers);
    expect(page.html).toContain("Log in to");
  });

  test("twice over gets two codes, each its own", async () => {
    await logIn(browser);
    const consent = await browser.visit(authorizeUrl());
    const [one, two] = await Promise.all([1, 2].map(() => browser.submit(consent, { choice: "allow" })));
    expect(parametersOf(one!).code).not.toBe(parametersOf(two!).code);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, string | undefined>>, string, string])[] = [
    ["token", { response_type: "token" }, "unsupported_response_type", "response type not supported"],
    ["no response type", { response_type: undefined }, "unsupported_response_type", "response type not supported"],
    ["credentials", { response_type: "code_credentials" }, "unsupported_response_type", "response type not supported"],
    ["no challenge", { code_challenge: undefined }, "invalid_request", "missing required code challenge"],
    ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request", "code_challenge_method must be S256"],
    ["half a challenge", { code_challenge: "abc" }, "invalid_request", "invalid code challenge"],
    ["another's scope", { scope: "api web" }, "invalid_scope", "the requested scope is not allowed"],
    ["a scope of none", { scope: "constructor" }, "invalid_scope", "the requested scope is not allowed"],
    ["a strange prompt", { prompt: "shout" }, "invalid_request", "prompt not supported"],
    [
      "two prompts that exclude each other",
      { prompt: "none login" },
      "invalid_request",
      "prompt none cannot be combined",
    ],
    ["a request object", { request: "e30.e30." }, "request_not_supported", "request objects are not supported"],
    ["a form for a reply", { response_mode: "form_post" }, "invalid_request", "response_mode not supported"],
    [
      "a nonce with a line break",
      { nonce: "a\r\nb" },
      "invalid_request",
      "nonce must be at most 512 characters of visible text",
    ],
    ["no age", { max_age: "-1" }, "invalid_request", "max_age must be a number of seconds"],
  ];
  test.each(refusals)(
    "asking with %s is told so at its redirect URI, before anybody logs in",
    async (_, change, error, why) => {
      const back = await browser.visit(authorizeUrl(change));
      expect(parametersOf(back)).toEqual({ kept: "1", error, error_description: why, state: "a state", iss: ORIGIN });
    },
  );
});

describe("an org that speaks strictly", () => {
  beforeAll(() => room.speak({ profile: "strict" }));
  afterAll(() => room.speak({}));
  beforeEach(forgetApprovals);
  const S256 = { code_challenge_method: "S256" };

  test("takes a challenge only with its method, and wants one of every app", async () => {
    const lax = await room.declare({
      apiName: "Lax",
      settings: { callbackUrls: [CALLBACK], pkceRequired: false },
      policies: {},
      runAs: undefined,
    });
    expect(parametersOf(await browser.visit(authorizeUrl())).error_description).toBe(
      "code_challenge_method must be S256",
    );
    const bare = { client_id: lax.consumerKey, code_challenge: undefined };
    expect(parametersOf(await browser.visit(authorizeUrl(bare))).error_description).toBe(
      "missing required code challenge",
    );
    expect((await browser.visit(authorizeUrl(S256))).html).toContain("Log in to");
  });

  test("sends a native app back to whatever port it has, and asks the user each time", async () => {
    await logIn(browser);
    const url = authorizeUrl({ ...S256, redirect_uri: "http://localhost:50123/OauthRedirect" });
    for (let time = 0; time < 2; time++) {
      const back = await browser.submit(await browser.visit(url), { choice: "allow" });
      expect(back.left).toMatch(/^http:\/\/localhost:50123\/OauthRedirect\?code=/);
    }
  });

  test("refuses a user who is not admitted in the RFC's word", async () => {
    const closed = await room.declare({
      apiName: "Closed_Too",
      settings: { callbackUrls: [CALLBACK] },
      policies: { permittedUsers: "pre_authorized" },
      runAs: undefined,
    });
    await logIn(browser);
    const back = await browser.visit(authorizeUrl({ ...S256, client_id: closed.consumerKey }));
    expect(parametersOf(back).error).toBe("access_denied");
  });
});

describe("who may use an app", () => {
  test("only pre-authorized users, where the policy says so", async () => {
    const closed = await room.declare({
      apiName: "Closed",
      settings: { callbackUrls: [CALLBACK] },
      policies: { permittedUsers: "pre_authorized" },
      runAs: undefined,
    });
    await logIn(browser);
    const back = await browser.visit(authorizeUrl({ client_id: closed.consumerKey }));
    expect(parametersOf(back)).toMatchObject({
      error: "invalid_app_access",
      error_description: "user is not admin approved to access this app",
    });
  });

  test("nobody outside the trusted ranges", async () => {
    const walled = await room.declare({
      apiName: "Walled",
      settings: { callbackUrls: [CALLBACK] },
      policies: { trustedRanges: ["203.0.113.0/24"] },
      runAs: undefined,
    });
    const back = await browser.visit(authorizeUrl({ client_id: walled.consumerKey }));
    expect(parametersOf(back)).toMatchObject({ error: "access_denied" });
  });

  test("a user who has just proved it, where the policy asks for high assurance", async () => {
    const high = await room.declare({
      apiName: "High",
      settings: { callbackUrls: [CALLBACK] },
      policies: { sessionLevel: "high" },
      runAs: undefined,
    });
    await logIn(browser);
    room.clock.now += 1000;
    const login = await browser.visit(authorizeUrl({ client_id: high.consumerKey }));
    expect(login.html).toContain("Log in to");
    expect((await browser.submit(login, ADA)).html).toContain("Allow access to");
  });

  test("nobody, once the app is disabled", async () => {
    const off = await room.declare({
      apiName: "Off",
      settings: { callbackUrls: [CALLBACK] },
      policies: {},
      runAs: undefined,
      enabled: false,
    });
    const page = await browser.visit(authorizeUrl({ client_id: off.consumerKey }));
    expect([page.status, page.html]).toEqual([
      400,
      "error=invalid_client_id&error_description=client%20identifier%20invalid",
    ]);
  });
});
