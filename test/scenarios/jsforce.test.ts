// Clients of the original after their login: jsforce as it comes from npm, and the requests its command line sends.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsforce from "jsforce";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const ANN = "ann@harbour.example";

const project = `org:
  name: Harbour
users:
  - { username: api.user@harbour.example, name: API User }
  - { username: ${ANN}, name: Ann Example, kind: standard, role: admin, firstName: Ann, lastName: Example }
apps:
  - { name: Agent_Client, runAs: api.user@harbour.example }
  - { name: Session, runAs: ${ANN}, namedUserJwt: false, scopes: [api, web, refresh_token, chatbot_api, sfap_api] }
settings:
  model: scripted:replies.yaml
`;

let folder: string;
let server: StartedServer;
const secrets: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dragoman-jsforce-"));
  cpSync(join(import.meta.dirname, "../fixtures/project"), join(folder, "project"), { recursive: true });
  writeFileSync(join(folder, "project/dragoman.yaml"), project);
  server = await startCommand({
    project: join(folder, "project"),
    data: join(folder, "data"),
    model: `scripted:${join(folder, "project/replies.yaml")}`,
    env: { DRAGOMAN_LOG_LEVEL: "debug" },
  });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function credentials(app: string): Promise<{ clientId: string; clientSecret: string }> {
  const env = (await server.ask("env", "--app", app)) as Record<string, string>;
  secrets.push(env.CONSUMER_SECRET!);
  return { clientId: env.CONSUMER_KEY!, clientSecret: env.CONSUMER_SECRET! };
}

describe("jsforce", () => {
  test("logs in by client credentials, asks who it is, queries, and logs out", async () => {
    const oauth2 = { loginUrl: server.origin, ...(await credentials("Agent_Client")) };
    const connection = new jsforce.Connection({ oauth2 });
    const user = await connection.authorize({ grant_type: "client_credentials" });
    const accessToken = connection.accessToken!;
    secrets.push(accessToken);
    expect(connection.instanceUrl).toBe(server.origin);

    const identity = await connection.identity();
    expect(identity).toMatchObject({ user_id: user.id, username: "api.user@harbour.example", active: true });
    const alone = new jsforce.Connection({ instanceUrl: server.origin, accessToken });
    expect((await alone.identity()).id).toBe(identity.id);

    const agents = await server.agents();
    const found = await connection.query<{ Id: string; DeveloperName: string }>(
      "SELECT Id, DeveloperName, (SELECT Status FROM BotVersions) FROM BotDefinition ORDER BY DeveloperName",
    );
    expect(Object.fromEntries(found.records.map(({ Id, DeveloperName }) => [DeveloperName, Id]))).toEqual(agents);
    expect(found.records[0]).toMatchObject({ BotVersions: { records: [{ Status: "Active" }] } });
    const one = await connection.sobject("User").retrieve(user.id);
    expect(one).toMatchObject({ Id: user.id, Username: "api.user@harbour.example" });
    await expect(connection.query("SELECT Shoe FROM User")).rejects.toMatchObject({ errorCode: "INVALID_FIELD" });

    await connection.logout();
    const later = new jsforce.Connection({ instanceUrl: server.origin, accessToken });
    await expect(later.query("SELECT Id FROM User")).rejects.toMatchObject({ errorCode: "INVALID_SESSION_ID" });
    await expect(later.identity()).rejects.toThrow(/Session expired or invalid/);
  });
});

describe("what the command line of the original asks after a login", () => {
  let token: string;
  beforeAll(async () => {
    const { clientId, clientSecret } = await credentials("Session");
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
    const reply = await fetch(`${server.origin}/services/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    token = ((await reply.json()) as { access_token: string }).access_token;
    secrets.push(token);
  });

  const ask = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) => {
    const reply = await fetch(`${server.origin}${path}`, {
      headers: {
        "content-type": "application/json",
        "user-agent": "sfdx toolbelt:",
        "sforce-call-options": "client=sfdx toolbelt:",
        ...headers,
      },
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> & Record<string, unknown>[] };
  };
  const query = (version: string, soql: string) =>
    ask(`/services/data/v${version}/query?q=${encodeURIComponent(soql)}`);

  test("it learns the username, that the org is no Dev Hub, the versions, and what org it is", async () => {
    const { body: info } = await ask("/services/oauth2/userinfo");
    expect(info).toMatchObject({
      user_id: expect.stringMatching(/^005/),
      organization_id: expect.stringMatching(/^00D/),
    });
    const { body: user } = await ask(`/services/data/v51.0/sobjects/User/${info.user_id}`);
    expect(user).toMatchObject({ Username: ANN });

    const hub = await ask("/services/data/v51.0/query?q=SELECT%20Id%20FROM%20ScratchOrgInfo%20limit%201");
    expect(hub).toMatchObject({ status: 400, body: [{ errorCode: "INVALID_TYPE" }] });

    const { body: versions } = await ask("/services/data", {});
    const newest = String(versions.map(({ version }) => Number(version)).sort((a, b) => b - a)[0]);
    const org = await query(
      `${newest}.0`,
      "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization",
    );
    expect(org.body).toMatchObject({
      totalSize: 1,
      records: [{ Name: "Harbour", IsSandbox: false, NamespacePrefix: null, OrganizationType: "Dragoman" }],
    });
  });

  test("it opens the org in a browser, without a slash before the page", async () => {
    const { status, body } = await ask("/services/oauth2/singleaccess?redirect_uri=lightning%2Fpage%2Fhome");
    expect(status).toBe(200);
    const link = new URL(String(body.frontdoor_uri));
    secrets.push(link.searchParams.get("otp")!);
    expect(link.origin + link.pathname).toBe(`${server.origin}/secur/frontdoor.jsp`);
    const taken = await fetch(link, { redirect: "manual" });
    expect(taken.status).toBeLessThan(400);
  });

  test("it lists the agents it can preview, gets a JWT for the session it has, and starts with it", async () => {
    const { body } = await query(
      "65.0",
      "SELECT Id, DeveloperName, MasterLabel FROM BotDefinition WHERE Id IN (SELECT BotDefinitionId FROM BotVersion WHERE Status = 'active')",
    );
    const records = body.records as unknown as { Id: string; DeveloperName: string }[];
    const { Id } = records.find(({ DeveloperName }) => DeveloperName === "Desk")!;
    const jwt = (await ask("/agentforce/bootstrap/nameduser", { cookie: `sid=${token}` })).body.access_token as string;
    secrets.push(jwt);
    const started = await fetch(`${server.origin}/einstein/ai-agent/v1/agents/${Id}/sessions`, {
      method: "POST",
      headers: { authorization: `Bearer ${jwt}`, "content-type": "application/json", "x-client-name": "afdx" },
      body: JSON.stringify({
        externalSessionKey: crypto.randomUUID(),
        instanceConfig: { endpoint: server.origin },
        streamingCapabilities: { chunkTypes: ["Text"] },
        bypassUser: true,
      }),
    });
    expect(started.status).toBe(200);
  });
});

test("I1: at its most talkative the log says nothing of the tokens and secrets that passed", () => {
  const log = server.printed();
  expect(log).toContain("/id/:orgId/:userId");
  expect(secrets.length).toBeGreaterThan(4);
  for (const secret of secrets) {
    expect(log).not.toContain(secret);
    expect(log).not.toContain(encodeURIComponent(secret));
  }
});
