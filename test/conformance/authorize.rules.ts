// Rules of the authorization endpoint and of the pages people log in on.

import { expect } from "vitest";
import { SETUP_HOME } from "../../src/contract/setup-places.ts";
import { type Browser, type Fields, openBrowser, type Page } from "../support/browser.ts";
import { LOCAL } from "../support/callbacks.ts";
import { pkce } from "../support/identity.ts";
import type { TestServer } from "../support/server.ts";
import { type Rule, rule } from "./rule.ts";

const AUTHORIZE = "/services/oauth2/authorize";

const stranger = ({ origin }: TestServer): Browser => openBrowser(Number(new URL(origin).port), new URL(origin).host);

/** A browser logged in by the operator's link, which makes the first admin where there is none. */
async function admin(server: TestServer): Promise<Browser> {
  const browser = stranger(server);
  const { url } = (await (await server.operate("/open", {})).json()) as { url: string };
  const password = "a sentence of the operator";
  const first = { username: "root@rules.example", name: "Root", password, again: password };
  const home = await browser.submit(await browser.visit(url.slice(server.origin.length)), first);
  expect(home.path).toBe(SETUP_HOME);
  return browser;
}

/** A request as the original's command line sends it, with parameters changed, added or (undefined) left out. */
function request(change: Readonly<Record<string, string | undefined>> = {}): string {
  const sent = { response_type: "code", client_id: "PlatformCLI", redirect_uri: LOCAL, state: "s t" };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...sent, code_challenge: pkce.challenge, ...change })) {
    if (value !== undefined) query.set(name, value);
  }
  return `${AUTHORIZE}?${query}`;
}

const ask = (server: TestServer, change: Parameters<typeof request>[0] = {}) => stranger(server).visit(request(change));

const sentBack = (page: Page): Fields => {
  expect(page.left?.startsWith(`${LOCAL}?`)).toBe(true);
  return Object.fromEntries(new URL(page.left!).searchParams);
};

const plainly = (page: Page, error: string, description: string): void => {
  expect([page.status, page.left]).toEqual([400, undefined]);
  expect(page.html).toBe(`error=${error}&error_description=${encodeURIComponent(description)}`);
};

const askingForACode: readonly Rule[] = [
  rule("oauth §2.5", "a code challenge without a method is S256", async (server) => {
    const browser = await admin(server);
    const page = await browser.visit(request());
    const { code = "" } = sentBack(page.left ? page : await browser.submit(page, { choice: "allow" }));
    const form = { grant_type: "authorization_code", client_id: "PlatformCLI", redirect_uri: LOCAL, code };
    const body = new URLSearchParams({ ...form, code_verifier: pkce.verifier });
    expect((await server.fetch("/services/oauth2/token", { method: "POST", body })).status).toBe(200);
  }),
  rule("oauth §2.5", "a missing code challenge is told before anybody logs in", async (server) => {
    expect(sentBack(await ask(server, { code_challenge: undefined }))).toMatchObject({
      error: "invalid_request",
      error_description: "missing required code challenge",
    });
  }),
  rule("oauth §2.5", "an unknown client is told in a plain body", async (server) => {
    plainly(await ask(server, { client_id: "nobody" }), "invalid_client_id", "client identifier invalid");
  }),
  rule("oauth §2.15", "a redirect URI that is not registered is told in a plain body", async (server) => {
    for (const uri of [`${LOCAL}/`, `${LOCAL}?x`, "https://evil.example/", "javascript:alert(1)"]) {
      const page = await ask(server, { redirect_uri: uri });
      plainly(page, "redirect_uri_mismatch", "redirect_uri must match configuration");
    }
  }),
  rule("oauth §2.15", "a scope the app does not have is invalid_scope", async (server) => {
    expect(sentBack(await ask(server, { scope: "api pardot_api" }))).toMatchObject({ error: "invalid_scope" });
  }),
  rule("oauth §2.15", "a user who denies is access_denied, end-user denied authorization", async (server) => {
    const browser = await admin(server);
    const page = await browser.visit(request({ prompt: "consent" }));
    expect(sentBack(await browser.submit(page, { choice: "deny" }))).toMatchObject({
      error: "access_denied",
      error_description: "end-user denied authorization",
    });
  }),
  rule("RFC 6749 §3.1", "a parameter sent twice is refused, and nobody is sent anywhere", async (server) => {
    const page = await stranger(server).visit(`${request()}&client_id=PlatformCLI`);
    plainly(page, "invalid_request", "parameter sent more than once: client_id");
  }),
  rule("RFC 6749 §4.1.2.1", "a refusal takes the state back as it was", async (server) => {
    expect(sentBack(await ask(server, { response_type: "foo" })).state).toBe("s t");
  }),
  rule("RFC 9207 §2", "every answer says who answers, refusals too", async (server) => {
    expect(sentBack(await ask(server, { prompt: "none" })).iss).toBe(server.origin);
  }),
  rule("RFC 9700 §2.1.2", "there is no implicit grant", async (server) => {
    for (const type of ["token", "token id_token", "id_token"]) {
      const told = sentBack(await ask(server, { response_type: type }));
      expect(told).toMatchObject({ error: "unsupported_response_type" });
    }
  }),
  rule("OpenID Core §3.1.2.1", "a request may come as a form", async (server) => {
    const browser = stranger(server);
    const page = await browser.post(AUTHORIZE, request().split("?")[1]!, { "sec-fetch-site": "cross-site" });
    expect(page.html).toContain("Log in to");
  }),
  rule("OpenID Core §3.1.2.6", "prompt=none without a login is login_required", async (server) => {
    expect(sentBack(await ask(server, { prompt: "none" }))).toMatchObject({ error: "login_required" });
  }),
  rule("OpenID Core §3.1.2.1", "prompt=login asks a user who is logged in for a new proof", async (server) => {
    const browser = await admin(server);
    expect((await browser.visit(request({ prompt: "login" }))).html).toContain("Log in to");
  }),
];

const pages: readonly Rule[] = [
  rule("RFC 9700 §4.16", "no page of a login can be framed", async (server) => {
    for (const page of [await ask(server), await (await admin(server)).visit("/home")]) {
      expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(page.headers["x-frame-options"]).toBe("DENY");
    }
  }),
  rule("RFC 9700 §4.12", "after a form the browser goes on with GET: 303, never 307", async (server) => {
    const browser = await admin(server);
    const page = await browser.visit(request({ prompt: "consent" }));
    expect((await browser.submit(page, { choice: "allow" })).status).toBe(303);
  }),
  rule("RFC 9700 §4.2", "an answer leaves no Referer behind, and no cache keeps it", async (server) => {
    const { headers } = await ask(server, { prompt: "none" });
    expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "cache-control": "no-store" });
  }),
  rule("RFC 9700 §4.7", "a form of another site logs nobody in", async (server) => {
    await admin(server);
    const browser = stranger(server);
    const who = { username: "root@rules.example", password: "a sentence of the operator" };
    const page = await browser.submit(await browser.visit("/login"), who, { origin: "https://evil.example" });
    expect(page.status).toBe(403);
    expect((await browser.post("/login", { ...who, to: "/home" })).status).toBe(403);
    expect(browser.cookies.has("sid")).toBe(false);
    expect((await browser.submit(await browser.visit("/login"), who)).path).toBe(SETUP_HOME);
  }),
  rule("RFC 9700 §4.11.2", "a login leads to a page of this server only", async (server) => {
    for (const to of ["https://evil.example/", "//evil.example/", "/\\evil.example/"]) {
      const page = await stranger(server).visit(`/login?${new URLSearchParams({ to })}`);
      expect(page.html).toContain('name="to" value="/home"');
    }
  }),
  rule("oauth §2.1", "a link that logs a browser in works once, however often it was looked at", async (server) => {
    const { url } = (await (await server.operate("/open", {})).json()) as { url: string };
    const path = url.slice(server.origin.length);
    expect((await stranger(server).visit(path)).status).toBe(200);
    const browser = stranger(server);
    expect((await browser.submit(await browser.visit(path))).path).toBe(SETUP_HOME);
    expect((await stranger(server).visit(path)).status).toBe(403);
  }),
];

export const authorizeRules: readonly Rule[] = [...askingForACode, ...pages];
