// Models as Setup keeps them: keys that are entered, replaced and deleted while servers run, and the model that is chosen.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SetupReply } from "../../src/contract/setup.ts";
import { converse } from "../support/conversation.ts";
import { createTestDatabase } from "../support/databases.ts";
import { type ModelStub, modelStub } from "../support/model-stub.ts";
import { projectOf } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const script = `
system:
    instructions: "You are a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "Kept_Desk"
    agent_type: "AgentforceEmployeeAgent"
start_agent desk:
    description: "The desk"
    model_config:
        model: "model://compatible/small"
    reasoning:
        instructions: ->
            | Help.
`;

const FIRST = "sk-first-key-of-the-desk-1111";
const SECOND = "sk-second-key-of-the-desk-2222";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let project: Awaited<ReturnType<typeof projectOf>>;
let stub: ModelStub;
let one: TestServer;
let other: TestServer;
beforeAll(async () => {
  database = await createTestDatabase();
  project = await projectOf({ "Kept_Desk.agent": script, "dragoman.yaml": "" });
  stub = await modelStub(({ headers, body }) =>
    headers.authorization === `Bearer ${SECOND}`
      ? { text: `I am ${body.model}.` }
      : { status: 401, text: `no such key: ${headers.authorization}` },
  );
  const config = {
    databaseUrl: database.url,
    modelBaseUrl: stub.url,
    secretKey: Buffer.alloc(32, 7).toString("base64"),
  };
  one = await startTestServer({ project: project.path, config });
  other = await startTestServer({ project: project.path, config });
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await stub?.close();
  await project?.remove();
  await database?.drop();
});

const told = async (server: TestServer, path: string, body: unknown) => {
  const response = await server.operate(path, body);
  return { status: response.status, text: await response.text() };
};
const report = async (server: TestServer) => (await (await server.operate("/models")).json()) as SetupReply<"models">;
const keyOf = ({ providers }: SetupReply<"models">, name: string) =>
  providers.flatMap(({ keys }) => keys).find((key) => key.name === name)!;
const audit = async (action: string) => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query("select * from audit where action = $1 order by id", [action]);
  const all = await client.query("select row_to_json(audit)::text as text from audit");
  await client.end();
  return { rows, text: JSON.stringify(all.rows) };
};

test("without a key the matcher answers, and the report says who asks for what and what is missing", async () => {
  const found = await report(one);
  expect(found).toMatchObject({ standing: { id: "matcher:en" }, decidedBy: null, chosen: null, kept: true });
  expect(found.asked).toEqual([
    {
      uri: "model://compatible/small",
      id: "compatible:small",
      instead: null,
      agents: [{ id: one.agents.Kept_Desk, label: "Kept Desk", subagents: ["desk"] }],
    },
  ]);
  expect(keyOf(found, "OPENAI_API_KEY")).toEqual({ name: "OPENAI_API_KEY", secret: true, from: null, entered: null });
});

test("a model is chosen on one server and answers on the others within a second or so", async () => {
  expect(await told(one, "/models/default", { model: "compatible:main" })).toMatchObject({ status: 200 });
  const standing = { id: "compatible:main", why: "it was chosen in Setup" };
  expect((await report(one)).standing).toEqual(standing);
  await expect.poll(async () => (await report(other)).standing, { timeout: 5000 }).toEqual(standing);
  expect(await (await other.operate("/status")).json()).toMatchObject({ model: standing });
});

test.each([
  ["nowhere:x", "Write provider:name, where provider is one of openai"],
  ["scripted:/etc/passwd", "Write provider:name"],
  ["openai:gpt-5", "set OPENAI_API_KEY in the environment"],
])("a model that cannot be used, %s, is refused with what to do", async (model, says) => {
  const { status, text } = await told(one, "/models/default", { model });
  expect([status, text]).toEqual([400, expect.stringContaining(says)]);
  expect((await report(one)).standing.id).toBe("compatible:main");
});

test("a key that is refused is said so by the test, without the key; its successor works at once, everywhere", async () => {
  const path = "/models/keys/DRAGOMAN_MODEL_API_KEY";
  expect((await told(one, path, { value: FIRST })).status).toBe(200);
  const refused = await told(one, "/models/try", {});
  expect(JSON.parse(refused.text)).toEqual({
    ok: false,
    why: "compatible:main refused the key (HTTP 401): check DRAGOMAN_MODEL_API_KEY.",
  });
  expect((await told(one, path, { value: SECOND })).status).toBe(200);
  expect(JSON.parse((await told(one, "/models/try", { model: "compatible:tiny" })).text)).toEqual({
    ok: true,
    id: "compatible:tiny",
    firstMs: expect.any(Number),
    ms: expect.any(Number),
  });
  await expect
    .poll(async () => JSON.parse((await told(other, "/models/try", {})).text).ok, { timeout: 5000 })
    .toBe(true);
  const desk = await converse(other, other.agents.Kept_Desk!, { bypassUser: false });
  expect(await desk.say("hello")).toMatchObject([{ type: "Inform", message: "I am small." }]);
});

test("a key is never shown again: only its last four characters, in no reply and no row of the audit trail", async () => {
  const found = await report(one);
  expect(keyOf(found, "DRAGOMAN_MODEL_API_KEY")).toMatchObject({ from: "setup", entered: { endsWith: "2222" } });
  const { rows, text } = await audit("model_key.set");
  expect(rows.map(({ subject, detail }) => [subject, detail])).toEqual([
    ["DRAGOMAN_MODEL_API_KEY", { endsWith: "1111" }],
    ["DRAGOMAN_MODEL_API_KEY", { endsWith: "2222" }],
  ]);
  for (const key of [FIRST, SECOND]) expect(text + JSON.stringify(found)).not.toContain(key);
});

test("a value that cannot be a key is refused, and not repeated", async () => {
  const { status, text } = await told(one, "/models/keys/OPENAI_API_KEY", { value: "two words of mine" });
  expect([status, text]).toEqual([400, expect.stringContaining("copy the key whole")]);
  expect(text).not.toContain("two words");
  expect((await told(one, "/models/keys/AZURE_RESOURCE_NAME", { value: "evil.test/#" })).status).toBe(400);
  expect((await told(one, "/models/keys/PATH", { value: "x".repeat(20) })).status).toBe(400);
});

test("a key that the chosen model needs is kept until another model is chosen", async () => {
  await told(one, "/models/keys/OPENAI_API_KEY", { value: "sk-openai-key-for-nothing" });
  expect((await told(one, "/models/default", { model: "openai:gpt-5" })).status).toBe(200);
  const needed = await told(one, "/models/keys/OPENAI_API_KEY/delete", {});
  expect([needed.status, needed.text]).toEqual([400, expect.stringContaining("OPENAI_API_KEY is in use")]);
  await told(one, "/models/default", { model: null });
  expect((await report(one)).standing).toEqual({ id: "openai:gpt-5.4-mini", why: "OPENAI_API_KEY is set in Setup" });
  expect((await told(one, "/models/keys/OPENAI_API_KEY/delete", {})).status).toBe(200);
  expect((await report(one)).standing.id).toBe("matcher:en");
});

test("dragoman key reseal seals the keys anew, too", async () => {
  const config = {
    databaseUrl: database.url,
    modelBaseUrl: stub.url,
    secretKey: Buffer.alloc(32, 8).toString("base64"),
    secretKeyPrevious: [Buffer.alloc(32, 7).toString("base64")],
  };
  const third = await startTestServer({ project: project.path, config });
  expect((await told(third, "/keys/reseal", {})).status).toBe(200);
  await third.close();
  const last = await startTestServer({ project: project.path, config: { ...config, secretKeyPrevious: [] } });
  expect(JSON.parse((await told(last, "/models/try", { model: "compatible:main" })).text).ok).toBe(true);
  await last.close();
});

test("a key in the environment goes before the one entered in Setup, and a model in the environment decides", async () => {
  const server = await startTestServer({
    project: project.path,
    env: { ANTHROPIC_API_KEY: "sk-ant-of-the-environment" },
    config: { model: "anthropic:claude", modelBaseUrl: stub.url, decided: new Set(["model"]) },
  });
  await told(server, "/models/keys/ANTHROPIC_API_KEY", { value: "sk-ant-of-setup-3333" });
  await told(server, "/models/default", { model: "matcher" });
  const found = await report(server);
  expect(found).toMatchObject({ decidedBy: "environment", chosen: "matcher", standing: { id: "anthropic:claude" } });
  expect(keyOf(found, "ANTHROPIC_API_KEY")).toMatchObject({ from: "environment", entered: { endsWith: "3333" } });
  expect((await told(server, "/models/keys/ANTHROPIC_API_KEY/delete", {})).status).toBe(200);
  await server.close();
});

test("models are the server's: the admin of another org sees them, and is refused to change them", async () => {
  const server = await startTestServer({
    project: (await otherOrg()).path,
    config: { modelBaseUrl: stub.url },
  });
  const asked = "?org=other.example.test";
  const seen = (await (await server.operate(`/models${asked}`)).json()) as SetupReply<"models">;
  expect(seen).toMatchObject({ kept: false, standing: { id: "matcher:en" } });
  for (const path of ["/models/keys/OPENAI_API_KEY", "/models/default", "/models/try"]) {
    const body = path.includes("keys") ? { value: FIRST } : path.includes("default") ? { model: null } : {};
    const { status, text } = await told(server, `${path}${asked}`, body);
    expect([path, status, text]).toEqual([path, 400, expect.stringContaining("at its first org")]);
  }
  await server.close();
});

const folders: { remove(): Promise<void> }[] = [];
afterAll(() => Promise.all(folders.map((each) => each.remove())));

async function otherOrg() {
  const folder = await projectOf({
    "Kept_Desk.agent": script,
    "dragoman.yaml": "orgs:\n  - name: Other\n    myDomain: other.example.test\n",
  });
  folders.push(folder);
  return folder;
}
