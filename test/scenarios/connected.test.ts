// An agent that asks another agent of the same server.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessagesResponse } from "../../src/contract/agent-api.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const ask = async (sessionId: string, text: string, path = "messages") =>
  server.api(`/sessions/${sessionId}/${path}`, { body: { message: { type: "Text", sequenceId: 1, text } } });

test("the answer of the agent that was asked reaches the user in the words of the one that asked", async () => {
  const { sessionId } = await server.startSession("Desk");
  const { messages } = (await (await ask(sessionId, "stacks, please")).json()) as MessagesResponse;
  expect(messages).toMatchObject([{ type: "Inform", message: "The stacks have it: vault nine." }]);
});

test("its loading text is shown while it is asked, and its own words are not streamed", async () => {
  const { sessionId } = await server.startSession("Desk", { streamingCapabilities: { chunkTypes: ["Text"] } });
  const stream = await (await ask(sessionId, "stacks, please", "messages/stream")).text();
  expect(stream).toContain("Calling the stacks");
  expect(stream).not.toContain('"Vault nine."');
});

test("an agent that is not active cannot be asked, and the user still gets an answer", async () => {
  await server.operate("/agents/Stacks/deactivate", {});
  const { sessionId } = await server.startSession("Desk");
  const reply = await ask(sessionId, "stacks, please");
  expect(reply.status).toBe(200);
  await server.operate("/agents/Stacks/activate", {});
});
