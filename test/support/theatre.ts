// A server whose agents are written by the test, and whose model, at the far end of real HTTP, says what the test has it say.
import { type PlanResponse, PREVIEW_PATH } from "../../src/contract/agent-api.ts";
import { modelStub, type StubReply, type StubRequest } from "./model-stub.ts";
import { projectOf } from "./project.ts";
import { startTestServer, type TestServer } from "./server.ts";

export interface Theatre {
  readonly server: TestServer;
  /** What the model was asked, in order. */
  readonly requests: readonly StubRequest[];
  /** What the model says next; what was left from before is forgotten. */
  says(...replies: readonly StubReply[]): void;
  /** The messages the model was sent last, as text. */
  sent(): string;
  /** A new session with an agent. */
  begin(agent: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  planOf(sessionId: string, planId: string): Promise<PlanResponse["plan"]>;
  close(): Promise<void>;
}

/** @param files as `projectOf` takes them */
export async function theatre(files: Readonly<Record<string, string>>): Promise<Theatre> {
  let replies: StubReply[] = [];
  const project = await projectOf(files);
  const stub = await modelStub(() => replies.shift() ?? { status: 400, text: "nothing left to say" });
  const config = { model: "compatible:stub", modelBaseUrl: stub.url, modelRetries: 0 };
  const server = await startTestServer({ project: project.path, config });
  return {
    server,
    requests: stub.requests,
    says: (...next) => {
      replies = [...next];
    },
    sent: () => JSON.stringify(stub.requests.at(-1)?.body.messages),
    begin: async (agent, more = {}) => (await server.startSession(agent, more)).sessionId,
    planOf: async (sessionId, planId) => {
      const headers = { authorization: `Bearer ${await server.token()}` };
      const response = await server.fetch(`${PREVIEW_PATH}/sessions/${sessionId}/plans/${planId}`, { headers });
      return ((await response.json()) as PlanResponse).plan;
    },
    close: async () => {
      await server.close();
      await stub.close();
      await project.remove();
    },
  };
}

/** A model's call of one tool. */
export const call = (name: string, args: Readonly<Record<string, unknown>> = {}): StubReply => ({
  calls: [{ name, arguments: args }],
});

/** A script: who the agent is, and then `body`. */
export const agentFile = (name: string, body: string) => `system:
    instructions: "You work at a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "${name}"
    agent_type: "AgentforceEmployeeAgent"
${body}`;
