// Rules of the token endpoint that every grant shares, of refresh tokens, and of assertions (oauth spec §2.2–§2.7, §2.15).
import { decodeJwt } from "jose";
import { expect } from "vitest";
import { JWT_BEARER } from "../../support/assertions.ts";
import type { TestOrg } from "../../support/orgs.ts";
import { expectGranted, expectRefused, inBoth, type OrgRule, orgRule } from "./rule.ts";

const service = async (org: TestOrg, app = "Service") => ({
  grant_type: "client_credentials",
  ...(await org.credentials(app)),
});

const clients: readonly OrgRule[] = [
  inBoth("RFC 9700 §2.4", "The password grant does not exist", async (org) => {
    const answer = await org.issue({ ...(await service(org)), grant_type: "password", ...org.ada });
    expectRefused(answer, "unsupported_grant_type", "grant type not supported");
  }),
  inBoth(
    "oauth §2.8",
    "Token exchange and the device flow say that this server does not offer them yet",
    async (org) => {
      for (const grant_type of ["urn:ietf:params:oauth:grant-type:token-exchange", "device"]) {
        const answer = await org.issue({ ...(await service(org)), grant_type });
        expectRefused(
          answer,
          "unsupported_grant_type",
          /^grant type not supported: this server does not offer .* yet$/,
        );
      }
    },
  ),
  inBoth("oauth §1.4", "Client credentials need the setting and the policy", async (org) => {
    const off = await org.issue(await service(org, "No_Flow"));
    expectRefused(off, "invalid_grant", "client credentials flow not enabled");
    const forbidden = await org.issue(await service(org, "No_Policy"));
    expectRefused(forbidden, "invalid_grant", "no client credentials user enabled");
  }),
  inBoth("oauth §1.4", "Trusted ranges are enforced", async (org) => {
    expectRefused(await org.issue(await service(org, "Elsewhere")), "invalid_grant", "authentication failure");
  }),
  inBoth("oauth §1.4", "A disabled app is unknown, with the right secret too", async (org) => {
    const disabled = await org.issue(await service(org, "Disabled"));
    const unknown = await org.issue({ ...(await service(org)), client_id: "3MVG9nobody" });
    expect([disabled.status, disabled.text]).toEqual([unknown.status, unknown.text]);
    expect(unknown.json().error).toMatch(/^invalid_client/);
  }),
  orgRule("oauth §2.15", "The consumer key of another org is unknown", async ({ compat, strict }) => {
    const theirs = await strict.credentials("Service");
    const answer = await compat.issue({ grant_type: "client_credentials", ...theirs });
    expectRefused(answer, "invalid_client_id", "client identifier invalid");
  }),
  orgRule("RFC 7523 §2.2", "A client proves itself by a signed assertion (private_key_jwt)", async (orgs) => {
    for (const [name, { form: _, ...signer }] of Object.entries(orgs.signers)) {
      const org = name === "compat" ? orgs.compat : orgs.strict;
      expectGranted(await org.issue({ grant_type: "client_credentials", ...(await signer.proof()) }));
    }
  }),
  orgRule("RFC 7523 §3", "The proof of a client is taken once", async ({ strict, signers }) => {
    const form = { grant_type: "client_credentials", ...(await signers.strict.proof()) };
    expectGranted(await strict.issue(form));
    expectRefused(await strict.issue(form), "invalid_client", "invalid client credentials", 401);
  }),
  orgRule("RFC 7523 §3", "The proof of a client for somebody else is none", async ({ strict, signers }) => {
    for (const change of [{ sub: "somebody" }, { iss: "somebody" }, { aud: "https://other.example" }, { exp: 1 }]) {
      const answer = await strict.issue({ grant_type: "client_credentials", ...(await signers.strict.proof(change)) });
      expectRefused(answer, "invalid_client", "invalid client credentials", 401);
    }
  }),
  inBoth("oauth §2.2", "One app may show a secret here, sign there, and be public elsewhere", async (org) => {
    expectGranted(await org.issue(await service(org, "Certified")));
    expect(await org.redeemed("Certified")).toMatchObject({ token_type: "Bearer" });
  }),
];

const shapes: readonly OrgRule[] = [
  inBoth("oauth §2.3", "A reply comes as form or as XML where format asks for it", async (org) => {
    const asked = async (format: string) => org.issue({ ...(await service(org)), format });
    const form = await asked("urlencoded");
    expect(form.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(new URLSearchParams(form.text).get("token_type")).toBe("Bearer");
    const xml = await asked("xml");
    expect(xml.headers["content-type"]).toMatch(/^application\/xml/);
    expect(xml.text).toContain("<token_type>Bearer</token_type>");
  }),
  inBoth("oauth §2.4", "An inactive run-as user ends the app's tokens and gets no more", async (org) => {
    const { access_token } = await org.token();
    const headers = { authorization: `Bearer ${access_token}` };
    const user = `/users/${encodeURIComponent(org.ada.username.replace("ada@", "api.user@"))}/active`;
    await org.operate(user, { active: false });
    const [answer, data] = [await org.issue(await service(org)), await org.ask("/services/data/v60.0", { headers })];
    await org.operate(user, { active: true });
    expectRefused(answer, "invalid_grant", "no client credentials user enabled");
    expect(data.status).toBe(401);
    expect((await org.token()).access_token).not.toBe(access_token);
  }),
  inBoth("RFC 9700 §4.10.2", "A token is for the org that gave it, and for no other audience", async (org) => {
    expect(decodeJwt((await org.token()).access_token!).aud).toEqual([org.origin]);
  }),
  inBoth(
    "RFC 9700 §4.15",
    "What a client gets for itself never has the client's own name as its subject",
    async (org) => {
      const { sub, client_id } = decodeJwt((await org.token()).access_token!);
      expect(sub).toMatch(/^uid:005\w{15}$/);
      expect(sub).not.toContain(String(client_id));
    },
  ),
  inBoth(
    "RFC 9700 §4.13",
    "A header that says where a request came from is not believed of a stranger",
    async (org) => {
      const headers = { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9", "x-real-ip": "203.0.113.9" };
      const answer = await org.issue(await service(org, "Elsewhere"), headers);
      expectRefused(answer, "invalid_grant", "authentication failure");
    },
  ),
];

const refresh = async (org: TestOrg, app: string, refresh_token: string | undefined, change = {}) =>
  org.issue({ grant_type: "refresh_token", refresh_token, ...(await org.credentials(app)), ...change });

const refreshes: readonly OrgRule[] = [
  inBoth(
    "oauth §2.6",
    "A refresh gives a new access token and, without rotation, no new refresh token",
    async (org) => {
      const { refresh_token, id } = await org.redeemed("Web");
      const reply = expectGranted(await refresh(org, "Web", refresh_token));
      expect(reply.id).toBe(id);
      expect(reply).not.toHaveProperty("refresh_token");
      expectGranted(await refresh(org, "Web", refresh_token));
    },
  ),
  inBoth("RFC 9700 §4.14.2", "With rotation each use gives a new one, and reuse ends the whole family", async (org) => {
    const { refresh_token: first } = await org.redeemed("Rotating");
    const { refresh_token: second, access_token } = expectGranted(await refresh(org, "Rotating", first));
    expect(second).not.toBe(first);
    expectRefused(await refresh(org, "Rotating", first), "invalid_grant", "expired access/refresh token");
    expectRefused(await refresh(org, "Rotating", second), "invalid_grant", "expired access/refresh token");
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await org.ask("/services/oauth2/userinfo", { headers })).status).toBeGreaterThan(400);
  }),
  inBoth("RFC 6749 §10.4", "A refresh token is of no use to another client", async (org) => {
    const { refresh_token } = await org.redeemed("Web");
    expectRefused(await refresh(org, "Other_Web", refresh_token), "invalid_grant", "expired access/refresh token");
    expectGranted(await refresh(org, "Web", refresh_token));
  }),
  inBoth("oauth §1.2", "A secret that is not needed is checked all the same when it is sent", async (org) => {
    const { refresh_token } = await org.redeemed("Native");
    const { error } = (await refresh(org, "Native", refresh_token, { client_secret: "wrong" })).json();
    expect(error).toBe("invalid_client");
  }),
  orgRule("RFC 6749 §6", "A refresh may ask for less, and never for more", async ({ strict }) => {
    const { refresh_token } = await strict.redeemed("Web", { scope: "api refresh_token" });
    expect(expectGranted(await refresh(strict, "Web", refresh_token, { scope: "api" })).scope).toBe("api");
    const wider = await refresh(strict, "Web", refresh_token, { scope: "api web" });
    expectRefused(wider, "invalid_scope", "the requested scope is not allowed");
  }),
];

const assertions: readonly OrgRule[] = [
  orgRule(
    "oauth §2.7",
    "An assertion gives a token without client_id, and no refresh token",
    async ({ compat, signers }) => {
      const reply = expectGranted(await compat.issue(await signers.compat.form()));
      expect(reply).toMatchObject({ token_format: "jwt", id: expect.stringContaining(compat.origin) });
      expect(reply).not.toHaveProperty("refresh_token");
    },
  ),
  orgRule(
    "oauth §2.7",
    "A user who has not approved the app: user hasn't approved this consumer",
    async ({ compat, signers }) => {
      for (const sub of ["ben@harbour.example", "nobody@harbour.example"]) {
        const answer = await compat.issue(await signers.compat.form({ sub }));
        expectRefused(answer, "invalid_grant", "user hasn't approved this consumer");
      }
    },
  ),
  orgRule(
    "oauth §2.7",
    "A foreign audience is told as such, so that clients can try the next",
    async ({ compat, signers }) => {
      const answer = await compat.issue(await signers.compat.form({ aud: "https://other.example" }));
      expectRefused(answer, "invalid_grant", "audience is invalid");
    },
  ),
  orgRule(
    "RFC 7523 §3",
    "An expired or not yet valid assertion, or one issued in the future, is refused",
    async (orgs) => {
      const now = Math.floor(Date.now() / 1000);
      for (const change of [{ exp: now - 60 }, { nbf: now + 120 }, { iat: now + 120 }]) {
        const answer = await orgs.compat.issue(await orgs.signers.compat.form(change));
        expectRefused(answer, "invalid_grant", "invalid assertion");
      }
    },
  ),
  orgRule("RFC 7523 §5", "A replayed assertion is refused, in both profiles", async ({ compat, strict, signers }) => {
    const sent = [[compat, await signers.compat.form()] as const, [strict, await signers.strict.form()] as const];
    for (const [org, form] of sent) {
      expectGranted(await org.issue(form));
      expectRefused(await org.issue(form), "invalid_grant", "invalid assertion");
    }
  }),
  orgRule("RFC 7523 §3", "An assertion signed by another key, or by none, is refused", async ({ compat, signers }) => {
    const theirs = await signers.strict.form({ iss: signers.compat.client_id, aud: compat.origin });
    expectRefused(await compat.issue(theirs), "invalid_grant", "invalid assertion");
    const [, claims] = (await signers.compat.sign()).split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const answer = await compat.issue({ grant_type: JWT_BEARER, assertion: `${none}.${claims}.` });
    expectRefused(answer, "invalid_grant", "invalid assertion");
  }),
  inBoth("oauth §2.7", "An app without a certificate has no such flow", async (org) => {
    const { client_id: iss } = await org.credentials("Web");
    const claims = Buffer.from(JSON.stringify({ iss, sub: org.ada.username, aud: org.origin, exp: 9e9 }));
    const header = Buffer.from('{"alg":"RS256"}').toString("base64url");
    const assertion = `${header}.${claims.toString("base64url")}.c2ln`;
    const answer = await org.issue({ grant_type: JWT_BEARER, assertion });
    expectRefused(answer, "unsupported_grant_type", "grant type not supported");
  }),
];

export const tokenRules: readonly OrgRule[] = [...clients, ...shapes, ...refreshes, ...assertions];
