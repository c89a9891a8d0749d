// The data API over HTTP: what clients ask once they have logged in, and refusals in the shape they read.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDoor, type TestDoor, tokenFor } from "../../test/support/door.ts";
import { ORIGIN, openIdentity, type TestIdentity } from "../../test/support/identity.ts";
import { DataErrors, dataVersions } from "../contract/data-api.ts";
import { dataRoutes } from "./data-api.ts";

const V = "/services/data/v65.0";

let room: TestIdentity;
let door: TestDoor;
let memberId: string;
let token: string;
beforeAll(async () => {
  room = await openIdentity();
  door = await openDoor(room, dataRoutes);
  ({ memberId, token } = await tokenFor(room, { username: "ann@example.org" }, { scopes: ["api"] }));
});
afterAll(async () => {
  await door?.close();
  await room?.close();
});

const get = (path: string, one = token) => door.ask(path, { token: one });
const query = (soql: string) => get(`${V}/query?q=${encodeURIComponent(soql)}`);

describe("the data API", () => {
  test("lists its versions to everybody, and takes those of any client", async () => {
    const { status, ...answer } = await door.ask("/services/data");
    expect(status).toBe(200);
    const versions = answer.json() as { version: string; url: string }[];
    expect(versions.map(({ version }) => version)).toEqual(dataVersions);
    expect((await door.ask("/services/data/")).json()).toEqual(versions);
    for (const url of [...versions.map(({ url }) => url), "/services/data/v42.0"]) {
      expect(await get(url)).toMatchObject({ status: 200 });
    }
    for (const version of ["v999.0", "v65", "65.0", "v65.0%00", "vX.0"]) {
      expect(await get(`/services/data/${version}`)).toMatchObject({ status: 404 });
    }
  });

  test("says where its resources are, the user of the token among them", async () => {
    expect((await get(V)).json()).toEqual({
      identity: `${ORIGIN}/id/${room.orgId}/${memberId}`,
      query: `${V}/query`,
      sobjects: `${V}/sobjects`,
    });
  });

  test("answers a query, with a slash before its parameters or without", async () => {
    const soql = "q=SELECT+Username+FROM+User+WHERE+Username='ann@example.org'";
    for (const path of ["/query?", "/query/?", "/queryAll?"]) {
      const answer = await get(`${V}${path}${soql}`);
      expect(answer.headers).toMatchObject({ "cache-control": "no-store" });
      expect(answer.json()).toEqual({
        totalSize: 1,
        done: true,
        records: [{ attributes: { type: "User", url: `${V}/sobjects/User/${memberId}` }, Username: "ann@example.org" }],
      });
    }
  });

  test("tells the columns of a query in place of its records, as the sf CLI asks before it prints them", async () => {
    const soql = "SELECT Id, developername, CreatedById, (SELECT VersionNumber FROM BotVersions) FROM BotDefinition";
    const answer = await get(`${V}/query?q=${encodeURIComponent(soql)}&columns=true`);
    const plain = { aggregate: false, custom: false, insertable: false, updatable: false, joinColumns: [] };
    const untyped = { booleanType: false, numberType: false, textType: false, foreignKeyName: null };
    const column = (name: string, change: object) => ({
      ...plain,
      ...untyped,
      columnName: name,
      displayName: name,
      ...change,
    });
    expect(answer.json()).toEqual({
      columnMetadata: [
        column("Id", { apexType: "Id" }),
        column("DeveloperName", { apexType: "String", textType: true }),
        column("CreatedById", { apexType: "Id", foreignKeyName: "CreatedBy" }),
        column("BotVersions", {
          apexType: null,
          aggregate: true,
          joinColumns: [column("VersionNumber", { apexType: "Integer", numberType: true })],
        }),
      ],
      entityName: "BotDefinition",
      groupBy: false,
      idSelected: true,
      keyPrefix: "0Xx",
    });
    const refusal = await get(`${V}/query?q=SELECT+Shoe+FROM+User&columns=true`);
    expect([refusal.status, refusal.json()]).toEqual([400, [expect.objectContaining({ errorCode: "INVALID_FIELD" })]]);
  });

  test("gives one record, in any spelling of its type and id", async () => {
    const path = `${V}/sobjects/user/${memberId.slice(0, 15)}`;
    expect((await get(path)).json()).toMatchObject({ Id: memberId, Username: "ann@example.org", IsActive: true });
    expect((await get(`${path}?fields=username,%20Name`)).json()).toEqual({
      attributes: { type: "User", url: `${V}/sobjects/User/${memberId}` },
      Username: "ann@example.org",
      Name: "Ann Example",
    });
    expect((await get(`${V}/sobjects/Organization/${room.orgId}`)).json()).toMatchObject({ Name: "Test" });
  });

  test("names its types of record", async () => {
    const { sobjects } = (await get(`${V}/sobjects`)).json() as { sobjects: { name: string }[] };
    expect(sobjects.map(({ name }) => name)).toEqual(["BotDefinition", "BotVersion", "Organization", "User"]);
  });

  test("takes JWTs and opaque tokens with the scope api or full", async () => {
    const opaque = { settings: { clientCredentials: true, namedUserJwt: false }, scopes: ["full"] };
    const user = { username: "ann@example.org" };
    const { token: full } = await tokenFor(room, user, { apiName: "Full", ...opaque });
    expect(full).toContain("!");
    expect(await get(V, full)).toMatchObject({ status: 200 });
  });
});

describe("a refusal is a list of one, with a code", () => {
  const refused = async (answer: ReturnType<TestDoor["ask"]>) => {
    const { status, json } = await answer;
    const [{ errorCode, message }, ...more] = DataErrors.parse(json()) as [DataErrors[number]];
    expect(more).toEqual([]);
    return [status, errorCode, message] as const;
  };

  /** Status and code alone. */
  const kind = async (answer: ReturnType<TestDoor["ask"]>) => (await refused(answer)).slice(0, 2);

  test("of a token that is missing, broken, or another org's: clients log in again", async () => {
    const expired = [401, "INVALID_SESSION_ID", "Session expired or invalid"];
    for (const path of [V, `${V}/query?q=x`, `${V}/sobjects/User/x`, `${V}/apps/oauth/usage`]) {
      expect(await refused(door.ask(path))).toEqual(expired);
      expect(await refused(get(path, "x.y.z"))).toEqual(expired);
      expect(await refused(door.ask(path, { token, headers: { host: "other.example" } }))).toEqual(expired);
    }
    expect((await get(V, "x.y.z")).headers["www-authenticate"]).toMatch(
      /^Bearer realm="data-api", error="invalid_token"/,
    );
  });

  test("of a token without the scope: another login would not help", async () => {
    const { token: chat } = await tokenFor(
      room,
      { username: "ann@example.org" },
      { apiName: "Chat", scopes: ["chatbot_api"] },
    );
    const [status, code, message] = await refused(get(V, chat));
    expect([status, code]).toEqual([403, "INVALID_SESSION_ID"]);
    expect(message).toMatch(/^This session is not valid for use with the REST API: .*scope api /);
  });

  test.each([
    ["SELECT Id FROM ScratchOrgInfo limit 1", "INVALID_TYPE"],
    ["SELECT Shoe FROM User", "INVALID_FIELD"],
    ["SELECT", "MALFORMED_QUERY"],
    ["SELECT Id FROM User WHERE Name = '\0'", "MALFORMED_QUERY"],
  ])("of the query %j", async (soql, code) => {
    expect(await refused(query(soql))).toEqual([400, code, expect.stringContaining("ERROR at Row:1:Column:")]);
  });

  test("I1: and the log repeats nothing of a query", async () => {
    await query("SELECT Id FROM User WHERE Shoe = 'private words'");
    expect(door.logged()).toContain('"errorCode":"INVALID_FIELD"');
    expect(door.logged()).not.toMatch(/private|Shoe/);
  });

  test("of a query that is not there, and of a page that never was", async () => {
    expect(await kind(get(`${V}/query`))).toEqual([400, "MALFORMED_QUERY"]);
    expect(await kind(get(`${V}/query/`))).toEqual([400, "MALFORMED_QUERY"]);
    expect(await kind(get(`${V}/query/01gnonsense-2000`))).toEqual([400, "INVALID_QUERY_LOCATOR"]);
    expect(await kind(get(`${V}/query/${"x".repeat(5_000)}`))).toEqual([400, "INVALID_QUERY_LOCATOR"]);
  });

  test("but who looks for the Agent API here is shown the way in its own words", async () => {
    const lost = await door.ask(`${V}/einstein/ai-agent/agents/x/sessions`, { method: "POST", token });
    expect(lost.status).toBe(404);
    expect(lost.json()).toMatchObject({ message: expect.stringContaining("/einstein/ai-agent/v1/agents/{agentId}") });
  });

  test("of what is not there, and of other methods", async () => {
    for (const path of ["/sobjects/Shoe/x", `/sobjects/User/${room.orgId}`, "/sobjects/User/x", "/limits", "/x/y/z"]) {
      expect(await kind(get(`${V}${path}`))).toEqual([404, "NOT_FOUND"]);
    }
    expect(await kind(get(`${V}/sobjects/User/${memberId}?fields=Name,Shoe`))).toEqual([400, "INVALID_FIELD"]);
    const posted = await door.ask(`${V}/query`, { token, method: "POST", payload: "x" });
    expect(posted).toMatchObject({ status: 405, headers: { allow: "GET" } });
    expect(await kind(Promise.resolve(posted))).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(await kind(door.ask(`${V}/sobjects/User`, { token, method: "POST", payload: "{}" }))).toEqual([
      404,
      "NOT_FOUND",
    ]);
  });
});
