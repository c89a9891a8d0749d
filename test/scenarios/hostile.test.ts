// What clients, models and actions send when they are broken or mean harm: refused or made harmless, and the session lives.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const root = join(import.meta.dirname, "../..");

const replies = `rules:
  - { when: "^nul", say: "one\\0two \\ud83d three" }
  - { after: look_up, say: "Looked up." }
  - { when: "^look", tools: look_up, call: { look_up: {} } }
  - { say: "Hello." }
`;
const actionOf = (expression: string) => `export default () => (${expression});\n`;

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-hostile-"));
  await cp(join(root, "test/fixtures/project"), folder, { recursive: true });
  await writeFile(join(folder, "replies.yaml"), replies);
  server = await startTestServer({ project: relative(root, folder) });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const say = async (sessionId: string, text: string, variables: readonly object[] = []) => {
  const message = { type: "Text", text, sequenceId: 1 };
  const response = await server.api(`/sessions/${sessionId}/messages`, { body: { message, variables } });
  const body = (await response.json()) as { message?: string; messages?: { message: string }[] };
  return { status: response.status, text: body.messages?.[0]?.message ?? body.message };
};

describe("a session survives", () => {
  test("a model that says U+0000 and half a surrogate pair", async () => {
    const { sessionId } = await server.startSession("Desk");
    expect((await say(sessionId, "nul")).status).toBe(200);
    expect(await say(sessionId, "hello")).toEqual({ status: 200, text: "Hello." });
  });

  test.each([
    ["U+0000 and half a surrogate pair", `{ shelf: "a\\0b\\ud800" }`],
    ["a hundred times what it may", `{ shelf: "x".repeat(100_000_000) }`],
    ["a value nested ten thousand levels deep", `JSON.parse('{"shelf":'.repeat(10_000) + "1" + "}".repeat(10_000))`],
  ])("an action that gives back %s", async (_, expression) => {
    await writeFile(join(folder, "actions/Look_Up.ts"), actionOf(expression));
    const { sessionId } = await server.startSession("Desk");
    expect(await say(sessionId, "look")).toEqual({ status: 200, text: "Looked up." });
    expect(await say(sessionId, "hello")).toEqual({ status: 200, text: "Hello." });
  });

  test("names that no database stores, in what a client sends", async () => {
    const { sessionId } = await server.startSession("Desk");
    const message = { type: "Reply", sequenceId: 1, reply: [{ type: "x", value: { "a\ud800": "b" } }] };
    expect((await server.api(`/sessions/${sessionId}/messages`, { body: { message } })).status).toBe(200);
  });
});

test("a name of any length comes back shortened", async () => {
  const { sessionId } = await server.startSession("Desk");
  const { status, text } = await say(sessionId, "hello", [{ name: "n".repeat(500_000), type: "Text", value: "x" }]);
  expect(status).toBe(400);
  expect(text?.length).toBeLessThan(2000);
});

test("U+0000 in a path is refused before the database sees it", async () => {
  expect((await server.operate("/agents/a%00b")).status).toBe(400);
  expect((await server.operate("/apps/a%00b/credentials", {})).status).toBe(400);
  expect((await server.api("/sessions/a%00b/messages", { body: {} })).status).toBe(400);
});
