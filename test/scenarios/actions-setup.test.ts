// Actions as Setup shows them: every target of active agents and drafts, where it leads, and a real call of one.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SetupReply } from "../../src/contract/setup.ts";
import { projectOf } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const script = (target: string) => `
system:
    instructions: "You are a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "Acting_Desk"
    agent_type: "AgentforceEmployeeAgent"
start_agent desk:
    description: "The desk"
    actions:
        Add:
            description: "Adds"
            inputs:
                first: number
                    is_required: True
                second: number
            outputs:
                sum: number
            target: "flow://Add"
        Break:
            target: "flow://Break"
        Fetch:
            target: "${target}"
    reasoning:
        instructions: ->
            | Help.
`;

let project: Awaited<ReturnType<typeof projectOf>>;
let server: TestServer;
beforeAll(async () => {
  project = await projectOf({
    "Acting_Desk.agent": script("flow://Missing"),
    "actions/Add.ts":
      "export default ({ first, second }: { first: number; second?: number }) => ({ sum: first + (second ?? 0), hidden: 1 });",
    "actions/Break.ts": "export default () => { throw new Error('the secret word is tangerine'); };",
    "dragoman.yaml":
      "actions:\n  apex://Report_*:\n    url: https://reports.example.test/{name}?key=hidden\n  flow://Old:\n    url: https://old.example.test/run\n",
  });
  server = await startTestServer({ project: project.path });
});
afterAll(async () => {
  await server?.close();
  await project?.remove();
});

const report = async () => (await (await server.operate("/actions")).json()) as SetupReply<"actions">;
const useOf = async (target: string, state = "active") =>
  (await report()).targets.find((each) => each.target === target)!.uses.find(({ version }) => version.state === state)!;
async function attempt(target: string, inputs: Readonly<Record<string, unknown>>) {
  const { agent, version, where, name } = await useOf(target);
  const body = { agent: agent.id, version: version.id, where, name, inputs };
  const response = await server.operate("/actions/try", body);
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

test("each target is listed with where it leads, or why nowhere, and with who uses it", async () => {
  const { targets, unused, unread } = await report();
  expect(targets.map(({ target, resolved, leads }) => [target, resolved, leads])).toEqual([
    ["flow://Add", true, "actions/Add.ts"],
    ["flow://Break", true, "actions/Break.ts"],
    ["flow://Missing", false, 'add actions/Missing.ts, or map flow://Missing under "actions" in dragoman.yaml'],
  ]);
  expect(await useOf("flow://Add")).toMatchObject({
    agent: { developerName: "Acting_Desk" },
    version: { number: 1, state: "active" },
    where: "desk",
    name: "Add",
    form: { inputs: [{ name: "first", type: "number", input: "number", required: true }, { name: "second" }] },
  });
  // What stands behind the question mark of a URL may be a key.
  expect(unused).toEqual([
    { pattern: "apex://Report_*", to: expect.stringMatching(/^POST https:\/\/reports\.example\.test\/[^?]*$/) },
    { pattern: "flow://Old", to: "POST https://old.example.test/run" },
  ]);
  expect(unread).toEqual([]);
});

test("a draft counts as well, and one with errors is named", async () => {
  const draft = async (source: string, base: string | null) =>
    (await (await server.operate("/agents/Acting_Desk/draft", { source, base })).json()) as { hash: string };
  const { hash } = await draft(script("apex://Report_Sales"), null);
  expect((await useOf("apex://Report_Sales", "draft")).version.state).toBe("draft");
  expect((await report()).unused.map(({ pattern }) => pattern)).toEqual(["flow://Old"]);
  await draft("config:", hash);
  expect((await report()).unread).toEqual([{ id: server.agents.Acting_Desk, label: "Acting Desk" }]);
});

test("a try is a real call: its outputs are those declared, and the trail says who made it", async () => {
  const { status, body } = await attempt("flow://Add", { first: 2, second: 3 });
  expect([status, body]).toEqual([
    200,
    { ms: expect.any(Number), key: expect.stringMatching(/^try:/), result: { ok: true, outputs: { sum: 5 } } },
  ]);
  const { entries } = (await (await server.operate("/audit-trail?what=action.try")).json()) as {
    entries: { subject: string; detail: object }[];
  };
  expect(entries[0]).toMatchObject({
    subject: server.agents.Acting_Desk,
    detail: { action: "Add", target: "flow://Add", key: body.key },
  });
});

test("a failure is a sentence, and what was thrown stays in the log", async () => {
  const { body } = await attempt("flow://Break", {});
  expect(body.result).toEqual({ ok: false, why: "Break failed.", logged: true });
  expect(JSON.stringify(body)).not.toContain("tangerine");
});

test.each([
  [{}, "The input first is required: give it a value"],
  [{ first: "two" }, "The input first is not of its declared type, number"],
  [{ first: 1, third: 3 }, "The action takes no input third. Reload the page"],
])("inputs that do not fit, %j, are refused before anything is called", async (inputs, says) => {
  const { status, body } = await attempt("flow://Add", inputs);
  expect([status, body.message]).toEqual([400, says]);
});
