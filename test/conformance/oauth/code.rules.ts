// Rules of the authorization code flow: who gets a code, where it goes, and who may redeem it (oauth spec §2.5; RFC 9700 §2.1).
import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { expect } from "vitest";
import { CALLBACK, LOCAL } from "../../support/callbacks.ts";
import { challengeOf, longVerifier, type TestOrg, verifier } from "../../support/orgs.ts";
import { parametersOf } from "../../support/people.ts";
import { expectGranted, expectRefused, inBoth, type OrgRule, orgRule } from "./rule.ts";

const redeem = async (org: TestOrg, app: string, code: string, change = {}) =>
  org.issue(await org.redemption(app, code, change));

const asking: readonly OrgRule[] = [
  inBoth("RFC 6749 §4.1.2", "A code comes back with the state, in the query of the callback URL", async (org) => {
    const { left } = await org.allow("Web", { state: "a b&c=d" });
    expect(left?.startsWith(`${CALLBACK}&`)).toBe(true);
    expect(new URL(left!).searchParams.get("state")).toBe("a b&c=d");
    expect(new URL(left!).searchParams.get("kept")).toBe("1");
    expect(left).not.toContain("#");
  }),
  inBoth("RFC 9700 §2.1", "A callback URL is compared whole and as text", async (org) => {
    const others = [
      `${CALLBACK}&more=1`,
      CALLBACK.replace("?kept=1", ""),
      CALLBACK.replace("callback", "Callback"),
      CALLBACK.replace("client.", "evil.client."),
    ];
    for (const redirect_uri of others) {
      const page = await org.allow("Web", { redirect_uri });
      expect([page.status, page.left, page.html]).toEqual([
        400,
        undefined,
        "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
      ]);
    }
  }),
  inBoth("RFC 9700 §2.1.1", "Of the challenge methods, plain is refused", async (org) => {
    const { error, code } = parametersOf(await org.allow("Lax", { code_challenge_method: "plain" }));
    expect([error, code]).toEqual(["invalid_request", undefined]);
  }),
  inBoth("oauth §1.4", "An app of high assurance makes the user prove it anew", async (org) => {
    const page = await (await org.adas()).visit(await org.authorizeUrl("High"));
    expect(page.html).toContain('name="password"');
  }),
];

const redeeming: readonly OrgRule[] = [
  inBoth("oauth §2.5", "A code gives an access token, a refresh token and an ID token", async (org) => {
    const reply = await org.redeemed("Web");
    expect(reply).toMatchObject({ token_type: "Bearer", token_format: "jwt", refresh_token: expect.any(String) });
    expect(reply.scope?.split(" ")).toContain("refresh_token");
    expect(reply.id_token?.split(".")).toHaveLength(3);
  }),
  inBoth("RFC 7636 Appendix B", "The verifier of the RFC's example opens its challenge", async (org) => {
    const code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    expect(challengeOf(code_verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    const code = await org.code("Web", { code_challenge: challengeOf(code_verifier) });
    expectGranted(await redeem(org, "Web", code, { code_verifier }));
  }),
  orgRule(
    "oauth §0.5",
    "A verifier of 171 characters, as the sf CLI and jsforce send it, is taken",
    async ({ compat }) => {
      const code = await compat.code("Native", { code_challenge: challengeOf(longVerifier) });
      expectGranted(await redeem(compat, "Native", code, { code_verifier: longVerifier }));
    },
  ),
  inBoth("RFC 7636 §4.6", "Another verifier, none, or the challenge itself opens nothing", async (org) => {
    const code = await org.code("Web");
    for (const code_verifier of ["w".repeat(64), undefined, challengeOf(verifier), "short"]) {
      expectRefused(await redeem(org, "Web", code, { code_verifier }), "invalid_grant", "invalid code verifier");
    }
    expectGranted(await redeem(org, "Web", code));
  }),
  inBoth("RFC 9700 §4.5.3", "A replayed code is refused, and ends what it gave", async (org) => {
    const code = await org.code("Web");
    const { access_token, refresh_token } = expectGranted(await redeem(org, "Web", code));
    expectRefused(await redeem(org, "Web", code), "invalid_grant", "expired authorization code");
    const credentials = await org.credentials("Web");
    for (const token of [access_token, refresh_token]) {
      expect((await org.post("/services/oauth2/introspect", { token, ...credentials })).json()).toEqual({
        active: false,
      });
    }
  }),
  inBoth("RFC 9700 §4.5", "A code is of no use to another client", async (org) => {
    const code = await org.code("Web");
    expectRefused(await redeem(org, "Other_Web", code), "invalid_grant", "invalid authorization code");
    expectGranted(await redeem(org, "Web", code));
  }),
  orgRule("oauth §2.1", "A code is of no use at another org", async ({ compat, strict }) => {
    const code = await compat.code("Web");
    expectRefused(await redeem(strict, "Web", code), "invalid_grant", "invalid authorization code");
  }),
  inBoth("RFC 6749 §4.1.3", "The redirect URI must be the one of the request", async (org) => {
    const code = await org.code("Web");
    const answer = await redeem(org, "Web", code, { redirect_uri: LOCAL });
    expect(answer.json().error_description).toBe("redirect_uri must match configuration");
  }),
  inBoth(
    "RFC 9700 §4.8",
    "A verifier that belongs to no challenge is refused: PKCE cannot be taken off",
    async (org) => {
      const code = await org.code("Web");
      const { code_verifier: _, ...without } = await org.redemption("Web", code);
      expectRefused(await org.issue(without), "invalid_grant", "invalid code verifier");
    },
  ),
  inBoth("oauth §2.2", "A client with a secret must show it; one without must not need it", async (org) => {
    const code = await org.code("Web");
    const answer = await redeem(org, "Web", code, { client_secret: undefined });
    expect(answer.json().error).toBe("invalid_client");
    expectGranted(await redeem(org, "Native", await org.code("Native")));
  }),
  inBoth(
    "OpenID Connect Core §3.1.3.7",
    "An ID token is verified by what discovery says, and has the nonce",
    async (org) => {
      const { id_token, id } = await org.redeemed("Web", { nonce: "n-0S6_WzA2Mj" });
      const keys = (await org.ask("/id/keys")).json<{ keys: [] }>();
      const { payload } = await jwtVerify(id_token!, createLocalJWKSet(keys), {
        issuer: org.origin,
        audience: (await org.credentials("Web")).client_id,
        algorithms: ["RS256"],
      });
      expect(payload).toMatchObject({ sub: id, nonce: "n-0S6_WzA2Mj", auth_time: expect.any(Number) });
      expect(payload.exp! - payload.iat!).toBe(120);
    },
  ),
  inBoth("RFC 9700 §4.6", "An ID token says which access token it came with: at_hash", async (org) => {
    const { id_token, access_token } = await org.redeemed("Web");
    const half = createHash("sha256").update(access_token!).digest().subarray(0, 16);
    expect(decodeJwt(id_token!).at_hash).toBe(half.toString("base64url"));
  }),
  inBoth("oauth §1.4", "With the policy Zero there is no refresh token, and no word of one", async (org) => {
    const reply = await org.redeemed("Brief");
    expect(reply).not.toHaveProperty("refresh_token");
    expect(reply.scope?.split(" ")).not.toContain("refresh_token");
  }),
  inBoth(
    "oauth §2.3",
    "Without JWTs a token is opaque, has the org in front, and token_format is absent",
    async (org) => {
      const reply = await org.redeemed("Old_Tokens");
      const orgId = reply.id!.split("/").at(-2)!;
      expect(reply.access_token).toMatch(new RegExp(`^${orgId.slice(0, 15)}![A-Za-z0-9._]{96}$`));
      expect(reply).not.toHaveProperty("token_format");
    },
  ),
  inBoth("oauth §3.1", "A user's token says uid, app and scopes, and which grant it came by", async (org) => {
    const { access_token, id, scope } = await org.redeemed("Web");
    expect(decodeJwt(access_token!)).toMatchObject({
      sub: `uid:${id!.split("/").at(-1)}`,
      client_id: (await org.credentials("Web")).client_id,
      scp: scope,
      iss: org.origin,
      grant_id: expect.any(String),
    });
  }),
];

export const codeRules: readonly OrgRule[] = [...asking, ...redeeming];
