// What happens before the first word of the user (agent-script spec §5.2).
import assert from "node:assert/strict";
import { z } from "zod";
import { type MessagesResponse, PlanResponse, PREVIEW_PATH } from "../../../src/contract/agent-api.ts";
import { initialState, welcome } from "../../../src/reasoning/begin.ts";
import { desk } from "../../support/stage.ts";
import { ok, only, open, say, send } from "../agent-api/talk.ts";
import { type Rule, rule } from "../rule.ts";
import { play, service } from "./on-stage.ts";

const Sent = z.object({ messages_sent: z.array(z.object({ role: z.string(), text: z.string() })) });
const here = { turnKey: "", connection: "messaging", modality: "text" } as const;
const plain = `
    reasoning:
        instructions: ->
            | Serve.
`;

export const sessionStartRules: readonly Rule[] = [
  rule(
    "agent-script §5.2 (1)",
    "mutable variables begin with their defaults, and with None where there is none",
    async () => {
      const { variables } = initialState(desk(plain), {});
      assert.deepEqual(variables, { name: "you", count: 0, code: null, items: [] });
    },
  ),
  rule("agent-script §5.2 (1)", "a linked variable the host does not give is None", async () => {
    assert.equal(initialState(service("", plain), {}).variables.who, null);
  }),
  rule("agent-script §5.2 (1)", "a default is held to its variable's type when the script is checked", async () => {
    const agent = desk(plain, "    day: mutable date = 2026-12-24\n    price: mutable currency = 0\n");
    assert.deepEqual([agent.variables.day?.default, agent.variables.price?.default], ["2026-12-24", 0]);
  }),
  rule("agent-script §5.2 (2)", "an action nobody can run harms nothing until it is called", async () => {
    const agent = desk(`
    actions:
        Nowhere:
            outputs:
                x: string
            target: "flow://Nowhere"
    reasoning:
        instructions: ->
            | Serve.
        actions:
            nowhere: @actions.Nowhere
`);
    const lost = () => ({ ok: false, reason: "unresolved", message: "Nothing answers here." }) as const;
    assert.deepEqual((await play(agent, ["Hello."], { Nowhere: lost })).said, ["Hello."]);
    const take = await play(agent, [[["nowhere"]], "It is closed."], { Nowhere: lost });
    assert.deepEqual(take.said, ["It is closed."]);
  }),
  rule("agent-script §5.2 (3)", "the welcome is rendered with linked variables, its line breaks kept", async () => {
    const agent = service("", plain);
    assert.equal(welcome(agent, initialState(agent, { who: "U1" }), here), "Hello U1.\nHow may I help?");
  }),
  rule("agent-script §5.2 (3)", "a script without a welcome greets nobody", async () => {
    const { welcome: _, ...agent } = service("", plain);
    assert.equal(welcome(agent, initialState(agent, {}), here), undefined);
  }),
  rule(
    "agent-script §5.2 (4)",
    "the welcome costs no model call, and the model finds it in the history as the agent's words",
    async (server) => {
      const { sessionId, messages } = await open(server);
      const answer = only((await ok<MessagesResponse>(await send(server, sessionId, say.anything))).messages, "Inform");
      const authorization = `Bearer ${await server.token()}`;
      const path = `${PREVIEW_PATH}/sessions/${sessionId}/plans/${answer.planId}`;
      const { plan } = PlanResponse.parse(await ok(await server.fetch(path, { headers: { authorization } })));
      const calls = plan.filter(({ type }) => type === "LLMStep");
      assert.equal(calls.length, 1);
      assert.deepEqual(Sent.parse(calls[0]).messages_sent[0], {
        role: "assistant",
        text: only(messages, "Inform").message,
      });
    },
  ),
];
