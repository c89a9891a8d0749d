// Every habit of the original where it is on, and what happens in its place where it is off. The sentences are the table's own.

import { decodeProtectedHeader } from "jose";
import { expect } from "vitest";
import { SETUP_HOME } from "../../../src/contract/setup-places.ts";
import { type QuirkName, quirks } from "../../../src/identity/orgs/quirks.ts";
import type { Signer } from "../../support/assertions.ts";
import { CALLBACK, LOCAL } from "../../support/callbacks.ts";
import { challengeOf, formText, longVerifier, type TestOrg, TOKEN } from "../../support/orgs.ts";
import { parametersOf } from "../../support/people.ts";
import { expectGranted, expectRefused, type OrgRule, orgRule } from "./rule.ts";

type Check = (org: TestOrg, signer: Signer) => Promise<void>;

/** How each habit shows: on, as in `compat`, and off, as in `strict`. */
const shows: Readonly<Record<QuirkName, { readonly on: Check; readonly off: Check }>> = {
  scope_refused: {
    on: async (org) => expectRefused(await narrowed(org), "invalid_request", "scope parameter not supported"),
    off: async (org) => expect(expectGranted(await narrowed(org)).scope).toBe("api"),
  },
  query_parameters: {
    on: async (org) => void expectGranted(await inQuery(org)),
    off: async (org) => expectRefused(await inQuery(org), "unsupported_grant_type", "grant type not supported"),
  },
  client_errors_400: {
    on: async (org) => {
      expectRefused(await unknownClient(org), "invalid_client_id", "client identifier invalid");
      expectRefused(await unprovenClient(org), "invalid_client", "invalid client credentials");
    },
    off: async (org) => {
      for (const answer of [await unknownClient(org), await unprovenClient(org)]) {
        expectRefused(answer, "invalid_client", "invalid client credentials", 401);
        expect(answer.headers["www-authenticate"]).toMatch(/^Basic realm=/);
      }
    },
  },
  vendor_error_codes: {
    on: async (org) => expectRefused(await misdirected(org), "redirect_uri_mismatch", "redirect_uri must match"),
    off: async (org) => expectRefused(await misdirected(org), "invalid_grant", "redirect_uri must match"),
  },
  no_expires_in: {
    on: async (org) => expect(await org.token()).not.toHaveProperty("expires_in"),
    off: async (org) => expect(await org.token()).toMatchObject({ expires_in: expect.any(Number) }),
  },
  typ_jwt: {
    on: async (org) => expect(await typeOfToken(org)).toBe("JWT"),
    off: async (org) => expect(await typeOfToken(org)).toBe("at+jwt"),
  },
  long_verifier: {
    on: async (org) => void expectGranted(await longVerified(org)),
    off: async (org) => expectRefused(await longVerified(org), "invalid_grant", "invalid code verifier"),
  },
  assertion_milliseconds: {
    on: async (org, signer) => void expectGranted(await org.issue(await signer.form({ exp: Date.now() + 300 }))),
    off: async (org, signer) => {
      const answer = await org.issue(await signer.form({ exp: Date.now() + 300 }));
      expectRefused(answer, "invalid_grant", "invalid assertion");
    },
  },
  assertion_any_age: {
    on: async (org, signer) => void expectGranted(await org.issue(await signer.form({ exp: inSeconds(86_400) }))),
    off: async (org, signer) => {
      const answer = await org.issue(await signer.form({ exp: inSeconds(86_400) }));
      expectRefused(answer, "invalid_grant", "invalid assertion");
    },
  },
  vendor_audiences: {
    on: async (org, signer) => {
      for (const aud of VENDOR) expectGranted(await org.issue(await signer.form({ aud })));
    },
    off: async (org, signer) => {
      for (const aud of VENDOR) {
        expectRefused(await org.issue(await signer.form({ aud })), "invalid_grant", "audience is invalid");
      }
    },
  },
  unknown_token_400: {
    on: async (org) => {
      expectRefused(await revoke(org, UNKNOWN_TOKEN), "invalid_token", "invalid token");
      expectRefused(await revoke(org, "no token"), "unsupported_token_type", "not supported");
    },
    off: async (org) => {
      for (const token of [UNKNOWN_TOKEN, "no token"]) {
        expect(await revoke(org, token)).toMatchObject({ status: 200, text: "" });
      }
    },
  },
  revoke_by_get: {
    on: async (org) => {
      const { access_token } = await org.redeemed("Web");
      const path = `/services/oauth2/revoke?${formText({ token: access_token, callback: "done" })}`;
      expect(await org.ask(path)).toMatchObject({ status: 200, text: "/**/done({});" });
      expect(await isActive(org, "Web", access_token)).toBe(false);
    },
    off: async (org) => {
      const { access_token } = await org.redeemed("Web");
      expectRefused(
        await org.ask(`/services/oauth2/revoke?${formText({ token: access_token })}`),
        "invalid_request",
        "POST",
      );
      expect(await isActive(org, "Web", access_token)).toBe(true);
    },
  },
  refusals_in_words: {
    on: async (org) => {
      expect(await userinfo(org, "nobody's")).toMatchObject({ status: 403, text: "Bad_OAuth_Token" });
      expect(await org.ask(USERINFO)).toMatchObject({ status: 403, text: "Missing_OAuth_Token" });
    },
    off: async (org) => {
      const { status, headers } = await userinfo(org, "nobody's");
      expect([status, headers["www-authenticate"]]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
    },
  },
  token_in_address: {
    on: async (org) => expect((await identityByAddress(org)).status).toBe(200),
    off: async (org) => expect((await identityByAddress(org)).status).toBe(401),
  },
  one_identity_scope: {
    on: async (org) => expect(await toldByEmail(org)).toMatchObject({ email: org.ada.username, name: "Ada Example" }),
    off: async (org) => {
      const told = await toldByEmail(org);
      expect(told).toMatchObject({ email: org.ada.username });
      expect(told).not.toHaveProperty("name");
    },
  },
  updated_at_text: {
    on: async (org) => expect((await told(org)).updated_at).toMatch(/^\d{4}-\d\d-\d\dT/),
    off: async (org) => expect((await told(org)).updated_at).toEqual(expect.any(Number)),
  },
  plain_introspection: {
    on: async (org) => {
      const about = await introspectOwn(org);
      expect(about).toMatchObject({ active: true, token_type: "access_token" });
      expect(Object.keys(about).sort()).toEqual(
        ["active", "client_id", "exp", "iat", "nbf", "scope", "sub", "token_type", "username"].sort(),
      );
    },
    off: async (org) => {
      const more = { token_type: "Bearer", iss: org.origin, aud: [org.origin], jti: expect.any(String) };
      expect(await introspectOwn(org)).toMatchObject({ active: true, ...more });
    },
  },
  implied_s256: {
    on: async (org) => expect(await org.code("Web", { code_challenge_method: undefined })).toEqual(expect.any(String)),
    off: async (org) => {
      const { error } = parametersOf(await org.allow("Web", { code_challenge_method: undefined }));
      expect(error).toBe("invalid_request");
    },
  },
  optional_challenge: {
    on: async (org) => expect(await org.code("Lax", UNCHALLENGED)).toEqual(expect.any(String)),
    off: async (org) => {
      const { error, error_description } = parametersOf(await org.allow("Lax", UNCHALLENGED));
      expect([error, error_description]).toEqual(["invalid_request", "missing required code challenge"]);
    },
  },
  fixed_loopback_port: {
    on: async (org) => {
      const page = await org.allow("Native", { redirect_uri: OTHER_PORT });
      expect([page.status, page.left, page.html]).toEqual([400, undefined, expect.stringContaining("mismatch")]);
    },
    off: async (org) => {
      const page = await org.allow("Native", { redirect_uri: OTHER_PORT });
      expect(page.left?.startsWith(`${OTHER_PORT}?code=`)).toBe(true);
      expect((await org.allow("Web", { redirect_uri: CALLBACK.replace(".test/", ".test:8443/") })).status).toBe(400);
    },
  },
  remembered_native_apps: {
    on: async (org) => expect((await nativeAgain(org)).left).toContain("code="),
    off: async (org) => expect((await nativeAgain(org)).html).toContain("Allow access to"),
  },
  kept_public_refresh_tokens: {
    on: async (org) => expect(expectGranted(await refreshedNative(org))).not.toHaveProperty("refresh_token"),
    off: async (org) => expect(expectGranted(await refreshedNative(org)).refresh_token).toMatch(/^5Aep8/),
  },
  app_access_error: {
    on: async (org) => expect(parametersOf(await org.allow("Closed")).error).toBe("invalid_app_access"),
    off: async (org) => expect(parametersOf(await org.allow("Closed")).error).toBe("access_denied"),
  },
  frontdoor_at_once: {
    on: async (org) => expect((await throughFrontdoor(org)).path).toBe(SETUP_HOME),
    off: async (org) => expect((await throughFrontdoor(org)).html).toContain("Continue as "),
  },
};

/** The rules: each habit on in the one org, off in the other. */
export const quirkRules: readonly OrgRule[] = (Object.keys(quirks) as QuirkName[]).flatMap((name) => [
  orgRule(`compat: ${name}`, quirks[name].sentence, ({ compat, signers }) => shows[name].on(compat, signers.compat)),
  orgRule(`strict: ${name}`, quirks[name].strict, ({ strict, signers }) => shows[name].off(strict, signers.strict)),
]);

const VENDOR = ["https://login.salesforce.com", "https://test.salesforce.com"];
const UNKNOWN_TOKEN = `5Aep8${"x".repeat(82)}`;
const USERINFO = "/services/oauth2/userinfo";
const UNCHALLENGED = { code_challenge: undefined, code_challenge_method: undefined };
const OTHER_PORT = LOCAL.replace("1717", "51717");

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const service = async (org: TestOrg) => ({ grant_type: "client_credentials", ...(await org.credentials("Service")) });
const narrowed = async (org: TestOrg) => org.issue({ ...(await service(org)), scope: "api" });
const inQuery = async (org: TestOrg) => org.ask(`${TOKEN}?${formText(await service(org))}`, { method: "POST" });
const unknownClient = async (org: TestOrg) => org.issue({ ...(await service(org)), client_id: "3MVG9nobody" });
const unprovenClient = async (org: TestOrg) => org.issue({ ...(await service(org)), client_secret: "wrong" });
const typeOfToken = async (org: TestOrg) => decodeProtectedHeader((await org.token()).access_token!).typ;

const misdirected = async (org: TestOrg) =>
  org.issue(await org.redemption("Web", await org.code("Web"), { redirect_uri: LOCAL }));

async function longVerified(org: TestOrg) {
  const code = await org.code("Web", { code_challenge: challengeOf(longVerifier) });
  return org.issue(await org.redemption("Web", code, { code_verifier: longVerifier }));
}

const revoke = (org: TestOrg, token: string) => org.post("/services/oauth2/revoke", { token });

const userinfo = (org: TestOrg, token: string) => org.ask(USERINFO, { headers: { authorization: `Bearer ${token}` } });

async function told(org: TestOrg, change = {}): Promise<Readonly<Record<string, unknown>>> {
  const answer = await userinfo(org, (await org.redeemed("Web", change)).access_token!);
  expect(answer.status).toBe(200);
  return answer.json();
}

const toldByEmail = (org: TestOrg) => told(org, { scope: "openid email" });

async function identityByAddress(org: TestOrg) {
  const { id, access_token } = await org.redeemed("Web");
  return org.ask(`${new URL(id!).pathname}?${formText({ oauth_token: access_token })}`);
}

async function introspectOwn(org: TestOrg): Promise<Readonly<Record<string, unknown>>> {
  const { access_token: token } = await org.token();
  return (await org.post("/services/oauth2/introspect", { token, ...(await org.credentials("Service")) })).json();
}

async function isActive(org: TestOrg, app: string, token: string | undefined): Promise<unknown> {
  const answer = await org.post("/services/oauth2/introspect", { token, ...(await org.credentials(app)) });
  return answer.json().active;
}

async function refreshedNative(org: TestOrg) {
  const { refresh_token } = await org.redeemed("Native");
  const { client_id } = await org.credentials("Native");
  return org.issue({ grant_type: "refresh_token", refresh_token, client_id });
}

/** Where a browser arrives that a program opened at a link of single access. */
async function throughFrontdoor(org: TestOrg) {
  const headers = { authorization: `Bearer ${(await org.redeemed("Web")).access_token}` };
  const answer = await org.ask("/services/oauth2/singleaccess", { headers });
  const { pathname, search } = new URL(answer.json<{ frontdoor_uri: string }>().frontdoor_uri);
  const alone = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  return org.browser().visit(pathname + search, alone);
}

/** A request of an app on the user's device that Ada has allowed before. */
async function nativeAgain(org: TestOrg) {
  await org.code("Native");
  return (await org.adas()).visit(await org.authorizeUrl("Native"));
}
