// Scripts that ask for models of their own: who answers, with which parameters, and what is said of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlanResponse, PREVIEW_PATH } from "../../src/contract/agent-api.ts";
import { converse } from "../support/conversation.ts";
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
    developer_name: "Models_Desk"
    agent_type: "AgentforceEmployeeAgent"
    file_upload:
        mode: "managed"
model_config:
    model: "model://sfdc_ai__DefaultGPT4Omni"
    params:
        temperature: 0.2
        max_tokens: 300
start_agent router:
    description: "Routes"
    model_config:
        model: "model://sfdc_ai__DefaultEinsteinHyperClassifier"
    reasoning:
        instructions: ->
            | Pick one.
        actions:
            to_desk: @utils.transition to @subagent.desk
                description: "To the desk"
subagent desk:
    description: "The desk"
    model_config:
        params:
            temperature: 1
            top_p: 7
    skills:
        finder:
            target: "skill://Finder"
    reasoning:
        instructions: ->
            | Help.
`;

let project: Awaited<ReturnType<typeof projectOf>>;
let stub: ModelStub;
let server: TestServer;
beforeAll(async () => {
  project = await projectOf({
    "Models_Desk.agent": script,
    "dragoman.yaml": "models:\n  sfdc_ai__DefaultGPT4Omni: compatible:omni\n",
  });
  stub = await modelStub(({ body }) =>
    body.model === "main" ? { calls: [{ name: "to_desk", arguments: {} }] } : { text: `I am ${body.model}.` },
  );
  server = await startTestServer({
    project: project.path,
    config: { model: "compatible:main", modelBaseUrl: stub.url },
  });
});
afterAll(async () => {
  await server?.close();
  await stub?.close();
  await project?.remove();
});

test("each subagent is answered by the model it asks for, with its parameters over the agent's", async () => {
  const conversation = await converse(server, server.agents.Models_Desk!, { bypassUser: false });
  const messages = await conversation.say("hello");
  expect(messages).toMatchObject([{ type: "Inform", message: "I am omni." }]);
  expect(
    stub.requests.map(({ body: { model, temperature, max_tokens, top_p } }) => ({
      model,
      temperature,
      max_tokens,
      top_p,
    })),
  ).toEqual([
    { model: "main", temperature: 0.2, max_tokens: 300, top_p: undefined },
    { model: "omni", temperature: 1, max_tokens: 300, top_p: undefined },
  ]);

  const planId = messages[0]!.type === "Inform" ? messages[0]!.planId : "";
  const path = `${PREVIEW_PATH}/sessions/${conversation.sessionId}/plans/${planId}`;
  const response = await server.fetch(path, { headers: { authorization: `Bearer ${await server.token()}` } });
  const { plan } = (await response.json()) as PlanResponse;
  expect(plan.filter(({ type }) => type === "LLMStep")).toMatchObject([
    { model_requested: "model://sfdc_ai__DefaultEinsteinHyperClassifier", model: "compatible:main" },
    { model_requested: "model://sfdc_ai__DefaultGPT4Omni", model: "compatible:omni" },
  ]);
});

test("the start says which model was replaced, which parameter does nothing, and which skill and files there are not", () => {
  const warnings = server.running.summary.problems.filter(({ severity }) => severity === "warning");
  expect(warnings).toMatchObject([
    {
      code: "model-substituted",
      line: 17,
      message:
        "model://sfdc_ai__DefaultEinsteinHyperClassifier is answered by compatible:main: no model is named sfdc_ai__DefaultEinsteinHyperClassifier here",
    },
    { code: "model-parameter", message: "params.top_p is 7 and has no effect: expected a number from 0 to 1" },
    {
      code: "skill-unresolved",
      message: "skill://Finder leads nowhere: this server has no skills, and offers the model none",
    },
    {
      code: "files-unsupported",
      message: "file_upload is managed, and no file will come: the Agent API has no message that carries one",
    },
  ]);
});
