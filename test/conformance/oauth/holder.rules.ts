// Rules about what the holder of a token may ask, how a token ends, and what the server publishes (oauth spec §2.1, §2.11–§2.14, §3.5).
import { decodeJwt } from "jose";
import { expect } from "vitest";
import type { TestOrg } from "../../support/orgs.ts";
import { inBoth, type OrgRule, orgRule } from "./rule.ts";

const INTROSPECT = "/services/oauth2/introspect";
const USERINFO = "/services/oauth2/userinfo";
const REVOKE = "/services/oauth2/revoke";

const bearer = (token: string | undefined) => ({ headers: { authorization: `Bearer ${token}` } });

const about = async (org: TestOrg, app: string, token: string | undefined) =>
  (await org.post(INTROSPECT, { token, ...(await org.credentials(app)) })).json();

/** What each API answers to a token: status by name. */
async function doors(org: TestOrg, token: string | undefined): Promise<Readonly<Record<string, number>>> {
  const agentApi = "/einstein/ai-agent/v1/sessions/00000000-0000-0000-0000-000000000000/messages";
  const body = JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "Hello" } });
  const headers = { ...bearer(token).headers, "content-type": "application/json" };
  return {
    data: (await org.ask("/services/data/v60.0", bearer(token))).status,
    userinfo: (await org.ask(USERINFO, bearer(token))).status,
    agents: (await org.ask(agentApi, { method: "POST", headers, body })).status,
  };
}

const telling: readonly OrgRule[] = [
  inBoth("oauth §2.12", "Userinfo names the user, by the same sub as the ID token", async (org) => {
    const { access_token, id, id_token } = await org.redeemed("Web");
    const told = (await org.ask(USERINFO, bearer(access_token))).json();
    expect(told).toMatchObject({
      sub: id,
      preferred_username: org.ada.username,
      email: org.ada.username,
      active: true,
    });
    expect(decodeJwt(id_token!).sub).toBe(told.sub);
    expect(told).toMatchObject({
      user_id: expect.stringMatching(/^005/),
      organization_id: expect.stringMatching(/^00D/),
    });
  }),
  inBoth("oauth §2.12", "The identity URL of a reply has the keys that the mobile SDKs require", async (org) => {
    const { access_token, id } = await org.redeemed("Web");
    const answer = await org.ask(`${new URL(id!).pathname}?format=json`, bearer(access_token));
    const required =
      "username email first_name last_name display_name id user_id organization_id nick_name user_type language locale last_modified_date";
    expect(Object.keys(answer.json())).toEqual(expect.arrayContaining(required.split(" ")));
    const xml = await org.ask(`${new URL(id!).pathname}?format=xml`, bearer(access_token));
    expect(xml.headers["content-type"]).toMatch(/^application\/xml/);
  }),
  inBoth("oauth §4", "Ids of 15 and of 18 characters name the same user", async (org) => {
    const { access_token, id } = await org.redeemed("Web");
    const [orgId, userId] = new URL(id!).pathname.split("/").slice(2) as [string, string];
    const short = `/id/${orgId.slice(0, 15)}/${userId.slice(0, 15)}`;
    expect((await org.ask(short, bearer(access_token))).json().id).toBe(id);
  }),
  orgRule("oauth §2.12", "The identity URL of another org is refused: Wrong_Org", async ({ compat, strict }) => {
    const { access_token } = await compat.redeemed("Web");
    const { id } = await strict.redeemed("Web");
    const answer = await compat.ask(new URL(id!).pathname, bearer(access_token));
    expect([answer.status, answer.text]).toEqual([403, "Wrong_Org"]);
  }),
  inBoth("oauth §2.11", "An app may ask about its own tokens alone, unless it may introspect all", async (org) => {
    const { access_token, refresh_token } = await org.redeemed("Web");
    for (const token of [access_token, refresh_token]) {
      expect(await about(org, "Web", token)).toMatchObject({ active: true, username: org.ada.username });
      expect(await about(org, "Other_Web", token)).toEqual({ active: false });
      expect(await about(org, "Watcher", token)).toMatchObject({ active: true });
    }
  }),
  inBoth("RFC 7662 §2.1", "Introspection wants a proof of the client", async (org) => {
    const { access_token: token } = await org.token();
    const { client_id } = await org.credentials("Service");
    for (const fields of [{ token }, { token, client_id }, { token, client_id, client_secret: "wrong" }]) {
      expect((await org.post(INTROSPECT, fields)).json()).toMatchObject({
        error: expect.stringMatching(/^invalid_client/),
      });
    }
  }),
  inBoth("RFC 7662 §2.2", "What is no token is inactive, and nothing more is said", async (org) => {
    for (const token of ["x", "a.b.c", `5Aep8${"x".repeat(82)}`, `00D000000000000!${"A".repeat(96)}`]) {
      expect(await about(org, "Watcher", token)).toEqual({ active: false });
    }
  }),
  inBoth(
    "oauth §2.1",
    "Single access gives a link to the org, for a token with web and a user of pages",
    async (org) => {
      const { access_token } = await org.redeemed("Web");
      const answer = await org.ask("/services/oauth2/singleaccess?redirect_uri=home", bearer(access_token));
      expect(answer.json().frontdoor_uri).toMatch(new RegExp(`^${org.origin}/secur/frontdoor\\.jsp\\?otp=`));
      const out = "/services/oauth2/singleaccess?redirect_uri=https%3A%2F%2Fevil.example%2F";
      expect((await org.ask(out, bearer(access_token))).status).toBe(400);
      expect((await org.ask("/services/oauth2/singleaccess", bearer((await org.token()).access_token))).status).toBe(
        403,
      );
    },
  ),
  inBoth(
    "oauth §2.1",
    "Bootstrap turns an opaque token into a JWT of the same user, which lives no longer",
    async (org) => {
      const { access_token, id } = await org.redeemed("Old_Tokens");
      const answer = await org.ask("/agentforce/bootstrap/nameduser", { headers: { cookie: `sid=${access_token}` } });
      const { sub, exp } = decodeJwt(answer.json<{ access_token: string }>().access_token);
      expect(sub).toBe(`uid:${id!.split("/").at(-1)}`);
      // Its app's opaque tokens live ten minutes, its JWTs would live thirty.
      expect(exp).toBeLessThanOrEqual(Number((await about(org, "Old_Tokens", access_token)).exp));
    },
  ),
  // Not 401, on which clients would log in again and again: the app would give them another of the kind.
  inBoth("oauth §0.3", "An opaque token opens the data API and userinfo, and never the Agent API", async (org) => {
    const { access_token } = await org.redeemed("Old_Tokens");
    expect(await doors(org, access_token)).toEqual({ data: 200, userinfo: 200, agents: 403 });
  }),
];

const other: readonly OrgRule[] = [
  inBoth("RFC 9068 §5", "An ID token and a refresh token are no access tokens", async (org) => {
    const { id_token, refresh_token } = await org.redeemed("Web");
    for (const token of [id_token, refresh_token]) {
      const { data, agents } = await doors(org, token);
      expect([data, agents]).toEqual([401, 401]);
    }
  }),
];

const ending: readonly OrgRule[] = [
  inBoth("oauth §2.14", "Whoever holds a token may end it, and then it opens nothing", async (org) => {
    const { access_token: token } = await org.redeemed("Web");
    expect(await doors(org, token)).toEqual({ data: 200, userinfo: 200, agents: 404 });
    expect(await org.post(REVOKE, { token })).toMatchObject({ status: 200, text: "" });
    const { data, userinfo, agents } = await doors(org, token);
    expect([data, agents]).toEqual([401, 401]);
    expect([401, 403]).toContain(userinfo);
    expect(await about(org, "Web", token)).toEqual({ active: false });
  }),
  inBoth("oauth §2.14", "A refresh token ends with every access token it gave", async (org) => {
    const { access_token, refresh_token } = await org.redeemed("Web");
    expect((await org.post(REVOKE, { token: refresh_token })).status).toBe(200);
    expect(await about(org, "Web", access_token)).toEqual({ active: false });
    expect(await about(org, "Web", refresh_token)).toEqual({ active: false });
  }),
  inBoth("RFC 7009 §2.1", "Opaque tokens end, too", async (org) => {
    const { access_token: token } = await org.redeemed("Old_Tokens");
    expect((await org.post(REVOKE, { token })).status).toBe(200);
    expect((await org.ask(USERINFO, bearer(token))).status).toBeGreaterThan(400);
  }),
  orgRule("oauth §2.14", "A token of another org is not ended here", async ({ compat, strict }) => {
    const { access_token: token } = await strict.redeemed("Web");
    await compat.post(REVOKE, { token });
    expect(await about(strict, "Web", token)).toMatchObject({ active: true });
  }),
  inBoth("oauth §3.5", "Disabling an app ends its tokens and its refresh tokens at once", async (org) => {
    const name = "Other_Web";
    const { access_token, refresh_token } = await org.redeemed(name);
    await org.operate(`/apps/${name}/enabled`, { enabled: false });
    expect((await doors(org, access_token)).data).toBe(401);
    await org.operate(`/apps/${name}/enabled`, { enabled: true });
    const again = { grant_type: "refresh_token", refresh_token, ...(await org.credentials(name)) };
    expect((await org.issue(again)).status).toBe(400);
    expect((await doors(org, access_token)).data).toBe(401);
  }),
  inBoth(
    "oauth §1.5",
    "Staged credentials: the new pair works once rotated, the old until it is deleted",
    async (org) => {
      const { client_id, client_secret } = await org.credentials("Watcher");
      const works = async (pair: { client_id: string; client_secret: string }) =>
        (await org.issue({ grant_type: "client_credentials", ...pair })).status === 200;
      await org.operate("/apps/Watcher/rotation", { step: "stage" });
      const staged = (await org.operate("/apps/Watcher/rotation/credentials", {})).json<Record<string, string>>();
      const next = { client_id: staged.consumerKey!, client_secret: staged.consumerSecret! };
      const old = { client_id, client_secret };
      expect([await works(old), await works(next)]).toEqual([true, false]);
      await org.operate("/apps/Watcher/rotation", { step: "rotate" });
      expect([await works(old), await works(next)]).toEqual([true, true]);
      await org.operate("/apps/Watcher/rotation", { step: "delete" });
      expect([await works(old), await works(next)]).toEqual([false, true]);
    },
  ),
];

const publishing: readonly OrgRule[] = [
  inBoth(
    "RFC 8414 §2",
    "Both discovery documents name this org as issuer and lead to endpoints that answer",
    async (org) => {
      for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]) {
        const published = (await org.ask(path)).json();
        expect(published.issuer).toBe(org.origin);
        for (const [name, url] of Object.entries(published)) {
          if (!/(_endpoint|_uri)$/.test(name)) continue;
          expect(String(url).startsWith(org.origin), name).toBe(true);
          expect((await org.ask(new URL(String(url)).pathname)).status, name).not.toBe(404);
        }
      }
    },
  ),
  inBoth("RFC 8414 §2", "Discovery lists S256 alone, no implicit flow, and iss in answers", async (org) => {
    expect((await org.ask("/.well-known/openid-configuration")).json()).toMatchObject({
      code_challenge_methods_supported: ["S256"],
      response_types_supported: ["code"],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: expect.not.arrayContaining(["password", "implicit"]),
      token_endpoint_auth_methods_supported: expect.arrayContaining(["private_key_jwt", "client_secret_basic", "none"]),
    });
  }),
  inBoth("RFC 9728 §3.3", "Protected-resource metadata names the resource it was asked for", async (org) => {
    const path = "/.well-known/oauth-protected-resource/einstein/ai-agent/v1";
    const { resource, authorization_servers } = (await org.ask(path)).json();
    expect([resource, authorization_servers]).toEqual([`${org.origin}/einstein/ai-agent/v1`, [org.origin]]);
  }),
  orgRule("oauth §3.2", "Each org publishes its own keys", async ({ compat, strict }) => {
    const kids = async (org: TestOrg) =>
      (await org.ask("/id/keys")).json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid);
    const [mine, theirs] = [await kids(compat), await kids(strict)];
    expect(mine.length * theirs.length).toBeGreaterThan(0);
    expect(mine.filter((kid) => theirs.includes(kid))).toEqual([]);
  }),
  inBoth("oauth §2.1", "A host that is no org's gets no token", async (org) => {
    const headers = { host: "login.example.com" };
    const answer = await org.issue(
      { grant_type: "client_credentials", ...(await org.credentials("Service")) },
      headers,
    );
    expect(answer.json()).toEqual({
      error: "invalid_grant",
      error_description: "request not supported on this domain",
    });
  }),
];

export const holderRules: readonly OrgRule[] = [...telling, ...other, ...ending, ...publishing];
