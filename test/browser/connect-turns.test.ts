// A test of a connection whose turn fails, also where the script has words of its own for that; and one that is left.
import { afterAll, describe, expect, test } from "vitest";
import { activeAgent, failureIn, TESTED_APP, testConnection } from "../support/connection.ts";
import { modelStub } from "../support/model-stub.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const KEY = "sk-of-nobody-at-all-5555";
let refusal = 401;
const stub = await modelStub(() => ({ status: refusal, text: "no" }));
afterAll(() => stub.close());

/** A server whose language model refuses its key, or fails. */
const refused = await startTestServer({
  config: { model: "compatible:main", modelBaseUrl: stub.url, modelApiKey: KEY, modelRetries: 0 },
});
afterAll(() => refused.close());
const server = await startTestServer();
afterAll(() => server.close());

describe("a test of a connection", () => {
  test("names a key that the model's provider refuses, where the client heard the script's error message", async () => {
    const failure = failureIn(await testConnection(refused));
    expect(failure).toMatchObject({ problem: "model_key", step: "send", fix: { call: "visit", path: "Models/home" } });
    expect(failure!.sentence).toContain("refused the key (HTTP 401): check DRAGOMAN_MODEL_API_KEY");
    expect(failure!.heard).toContain("The desk cannot answer now. Please try again.");
    expect(JSON.stringify(failure)).not.toContain(KEY);
  });

  test("tells a model that is out of order from one that lacks its key", async () => {
    refusal = 500;
    const failure = failureIn(await testConnection(refused));
    expect(failure).toMatchObject({ problem: "model_failed", step: "send", fix: { path: "Models/home" } });
  });

  test("says at which line a script failed, and leads to it", async () => {
    const id = await activeAgent(server, "Broken", broken);
    const failure = failureIn(await testConnection(server, { agent: "Broken" }));
    expect(failure).toMatchObject({
      problem: "turn_failed",
      step: "send",
      fix: { path: `EinsteinCopilot/${id}/edit` },
    });
    expect(failure!.sentence).toContain("The agent Broken could not answer: Act");
    expect(failure!.heard).toContain("It broke.");
  });

  test("ends its session also when whoever began it leaves in the middle of the answer", async () => {
    const leaving = new AbortController();
    const reply = await server.fetch("/dragoman/v1/connect/test", {
      method: "POST",
      headers: { authorization: `Bearer ${server.running.operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify({ app: TESTED_APP, agent: "Desk", text: "slow" }),
      signal: leaving.signal,
    });
    let heard = "";
    for await (const bytes of reply.body!) {
      heard += new TextDecoder().decode(bytes);
      if (heard.includes('"step":"send"')) break;
    }
    leaving.abort();
    const [, sessionId] = /Session ([0-9a-f-]{36})/.exec(heard)!;
    await expect.poll(() => statusOf(server, sessionId!), { timeout: 10_000 }).toBe("ended");
  });
});

/** How a session stands in the event logs. */
async function statusOf({ operate }: TestServer, id: string): Promise<string | undefined> {
  const { session } = (await (await operate(`/logs/${id}`)).json()) as { session?: { status: string } };
  return session?.status;
}

const broken = `
system:
    instructions: "You are broken."
    messages:
        welcome: "Hello."
        error: "It broke."
config:
    developer_name: "Broken"
    agent_type: "AgentforceEmployeeAgent"
    description: "Fails in every turn"
start_agent broken:
    description: "Fails"
    actions:
        Act:
            description: "Leads nowhere"
            target: "flow://Nowhere"
    before_reasoning:
        run @actions.Act
    reasoning:
        instructions: |
            Answer.
`;
