// Rules of what clients ask after they have logged in: who the user is, what is published, and the data API.
import { expect } from "vitest";
import { DataErrors, QueryResult } from "../../src/contract/data-api.ts";
import { IdentityRecord, UserInfo } from "../../src/contract/userinfo.ts";
import type { TestServer } from "../support/server.ts";
import { type Rule, rule } from "./rule.ts";

const USER = "api.user@conformance.example";
const USERINFO = "/services/oauth2/userinfo";
const V = "/services/data/v65.0";

const bearer = async (server: TestServer) => ({ authorization: `Bearer ${await server.token()}` });

async function ask(server: TestServer, path: string, headers?: Readonly<Record<string, string>>): Promise<Response> {
  return server.fetch(path, { headers: headers ?? (await bearer(server)) });
}

const json = async (server: TestServer, path: string) => {
  const response = await ask(server, path);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

/** The path of the identity URL in a token reply. */
const identityPath = async (server: TestServer) => {
  const { id } = (await (await server.issue()).json()) as { id: string };
  return new URL(id).pathname;
};

/** A refusal in one word, as plain text. */
const isWord = async (response: Response, status: number, word: string) => {
  expect([response.status, await response.text()]).toEqual([status, word]);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
};

const query = (server: TestServer, soql: string) => ask(server, `${V}/query?q=${encodeURIComponent(soql)}`);
const isDataError = async (response: Response, status: number, errorCode: string, message: RegExp) => {
  expect(response.status).toBe(status);
  expect(DataErrors.parse(await response.json())).toEqual([{ errorCode, message: expect.stringMatching(message) }]);
};

const user: readonly Rule[] = [
  rule("oauth §2.12", "Userinfo names the user and the org of the token, and where the APIs are", async (server) => {
    const info = UserInfo.parse(await json(server, USERINFO));
    expect(info).toMatchObject({ preferred_username: USER, active: true, urls: { custom_domain: server.origin } });
    expect(info.sub).toBe(`${server.origin}/id/${info.organization_id}/${info.user_id}`);
    expect(info.urls?.rest).toBe(`${server.origin}/services/data/v{version}/`);
  }),
  rule("OIDC Core §5.3.1", "Userinfo answers POST with the token in the form, too", async (server) => {
    const body = new URLSearchParams({ access_token: await server.token() });
    expect((await server.fetch(USERINFO, { method: "POST", body })).status).toBe(200);
  }),
  rule(
    "oauth §2.12",
    "Userinfo without a token is 403 Missing_OAuth_Token, with a bad one Bad_OAuth_Token",
    async (server) => {
      await isWord(await ask(server, USERINFO, {}), 403, "Missing_OAuth_Token");
      await isWord(await ask(server, USERINFO, { authorization: "Bearer x.y.z" }), 403, "Bad_OAuth_Token");
    },
  ),
  rule(
    "oauth §2.12",
    "The identity URL of a token reply tells its user as JSON, and as XML for who asks so",
    async (server) => {
      const path = await identityPath(server);
      const { id, username } = IdentityRecord.parse(await json(server, path));
      expect({ id, username }).toEqual({ id: `${server.origin}${path}`, username: USER });
      const xml = await ask(server, `${path}?format=xml`);
      expect(await xml.text()).toContain(`<username>${USER}</username>`);
    },
  ),
  rule("oauth §5", "The identity URL takes the token from oauth_token, as jsforce sends it", async (server) => {
    const path = `${await identityPath(server)}?format=json&oauth_token=${encodeURIComponent(await server.token())}`;
    expect((await ask(server, path, {})).status).toBe(200);
  }),
  rule(
    "oauth §4",
    "The identity URL takes ids of 15 characters, and refuses another org's in one word",
    async (server) => {
      const [, , org, member] = (await identityPath(server)).split("/") as [string, string, string, string];
      expect((await ask(server, `/id/${org.slice(0, 15)}/${member.slice(0, 15)}`)).status).toBe(200);
      await isWord(await ask(server, `/id/00D000000000001/${member}`), 403, "Wrong_Org");
      await isWord(await ask(server, `/id/${org}/${member}`, {}), 403, "Missing_OAuth_Token");
    },
  ),
  rule(
    "oauth §2.1",
    "Single access needs the scope web: 403 Invalid_Scope without it, Bad_OAuth_Token without a token that holds",
    async (server) => {
      await isWord(await ask(server, "/services/oauth2/singleaccess"), 403, "Invalid_Scope");
      const bad = { authorization: "Bearer x.y.z" };
      await isWord(await ask(server, "/services/oauth2/singleaccess", bad), 403, "Bad_OAuth_Token");
    },
  ),
  rule(
    "oauth §2.1",
    "The bootstrap of a named user reads the token from the cookie sid, and needs its three scopes",
    async (server) => {
      const path = "/agentforce/bootstrap/nameduser";
      expect((await ask(server, path)).status).toBe(401);
      expect((await ask(server, path, { cookie: `sid=${await server.token()}` })).status).toBe(403);
    },
  ),
];

const published: readonly Rule[] = [
  rule(
    "RFC 9728 §3",
    "Protected resource metadata names the resource asked about and the server that gives its tokens",
    async (server) => {
      for (const path of ["", "/einstein/ai-agent/v1", "/services/data"]) {
        const metadata = await json(server, `/.well-known/oauth-protected-resource${path}`);
        expect(metadata).toMatchObject({
          resource: `${server.origin}${path}`,
          authorization_servers: [server.origin],
          bearer_methods_supported: ["header"],
        });
      }
    },
  ),
];

const dataApi: readonly Rule[] = [
  rule("oauth §5", "The data API lists its versions without a token", async (server) => {
    const versions = (await (await ask(server, "/services/data", {})).json()) as Record<string, string>[];
    expect(versions.length).toBeGreaterThan(5);
    for (const { version, url } of versions) expect(url).toBe(`/services/data/v${version}`);
  }),
  rule("oauth §5", "A version says where the identity URL of the token is", async (server) => {
    expect((await json(server, V)).identity).toBe(`${server.origin}${await identityPath(server)}`);
  }),
  rule("oauth §5", "The user of the token is a record with a Username", async (server) => {
    const { user_id } = await json(server, USERINFO);
    expect(await json(server, `${V}/sobjects/User/${user_id}`)).toMatchObject({ Id: user_id, Username: USER });
  }),
  rule("oauth §5", "A query for scratch orgs is refused: the org is no Dev Hub", async (server) => {
    const refused = await query(server, "SELECT Id FROM ScratchOrgInfo limit 1");
    await isDataError(refused, 400, "INVALID_TYPE", /'ScratchOrgInfo' is not supported/);
  }),
  rule("oauth §5", "A query for the organization has the fields the command line reads", async (server) => {
    const soql =
      "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization";
    const { totalSize, done, records } = QueryResult.parse(await (await query(server, soql)).json());
    expect({ totalSize, done }).toEqual({ totalSize: 1, done: true });
    expect(records[0]).toMatchObject({ Name: "Conformance", IsSandbox: false, TrialExpirationDate: null });
  }),
  rule("platform §1.4", "A query for bot definitions finds the ids that sessions are started with", async (server) => {
    const result = await query(server, "SELECT Id, DeveloperName, (SELECT Status FROM BotVersions) FROM BotDefinition");
    const { records } = QueryResult.parse(await result.json());
    expect(Object.fromEntries(records.map((one) => [one.DeveloperName, one.Id]))).toEqual(server.agents);
    for (const { BotVersions } of records) expect(BotVersions).toMatchObject({ records: [{ Status: "Active" }] });
  }),
  rule("oauth §2.12", "The data API answers a bad token with 401 and INVALID_SESSION_ID in a list", async (server) => {
    const refused = await ask(server, V, { authorization: "Bearer x.y.z" });
    await isDataError(refused, 401, "INVALID_SESSION_ID", /^Session expired or invalid$/);
  }),
  rule("oauth §5", "A query that cannot be read is refused with its row and column", async (server) => {
    await isDataError(await query(server, "SELECT FROM User"), 400, "MALFORMED_QUERY", /ERROR at Row:1:Column:8/);
    await isDataError(await query(server, "SELECT Shoe FROM User"), 400, "INVALID_FIELD", /No such column 'Shoe'/);
  }),
  rule("oauth §1.5", "The credentials of apps are for administrators", async (server) => {
    const refused = await ask(server, `${V}/apps/oauth/usage`);
    await isDataError(refused, 403, "INSUFFICIENT_ACCESS", /Only an administrator/);
  }),
];

export const afterLoginRules: readonly Rule[] = [...user, ...published, ...dataApi];
