// Asking before acting, and what variables come to: a Confirm shows both on the wire (agent-api spec §6, §7.3, §9).
import assert from "node:assert/strict";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { begin, minimal, only, open, refusal, say, send, text, told, UUID } from "./talk.ts";

/** A session whose agent has proposed an action, and the proposal. */
async function proposed(server: TestServer, variables: readonly unknown[] = [], atSend: readonly unknown[] = []) {
  const { sessionId } = await open(server, { variables });
  const messages = await told(server, sessionId, { ...text(say.reserve), variables: atSend });
  return { sessionId, messages, confirm: only(messages, "Confirm") };
}

/** The values of a proposal: the agent's variables. */
const valuesOf = async (server: TestServer, variables: readonly unknown[], atSend: readonly unknown[] = []) =>
  (await proposed(server, variables, atSend)).confirm.confirm[0]!.value as Record<string, unknown>;

const refusesStart = async (server: TestServer, variables: unknown, says: string | RegExp, error?: string) =>
  refusal(await begin(server, { ...minimal(server), variables }), 400, { says, ...(error ? { error } : {}) });

export const confirmRules: readonly Rule[] = [
  rule("agent-api §7.3", "an action that needs approval is a Confirm with type, property and value", async (server) => {
    const { messages, confirm } = await proposed(server);
    assert.equal(messages.length, 1);
    assert.match(confirm.id, UUID);
    assert.equal(confirm.planId, confirm.feedbackId);
    const keys = ["confirm", "feedbackId", "id", "isContentSafe", "message", "metrics", "planId", "type"];
    assert.deepEqual(Object.keys(confirm).sort(), keys);
    assert.ok(confirm.message.length > 0);
    assert.equal(confirm.confirm.length, 1);
    const [{ type, property, value }] = confirm.confirm as [{ type: string; property?: string; value: unknown }];
    assert.match(type, /^copilotActionInput\/\w+/);
    assert.equal(property, "");
    assert.ok(typeof value === "object" && value !== null);
  }),
  rule("agent-api §6", "a Reply that echoes the proposal approves it", async (server) => {
    const { sessionId, confirm } = await proposed(server);
    const reply = { type: "Reply", sequenceId: 2, inReplyToMessageId: confirm.id, reply: confirm.confirm };
    assert.equal(only(await told(server, sessionId, { message: reply }), "Inform").message, "Reserved.");
  }),
  rule("agent-api §6", "a Cancel turns it down", async (server) => {
    const { sessionId, confirm } = await proposed(server);
    const cancel = { type: "Cancel", sequenceId: 2, inReplyToMessageId: confirm.id };
    const messages = await told(server, sessionId, { message: cancel });
    assert.equal(only(messages, "Inform").type, "Inform");
    assert.ok(messages.every(({ type }) => type !== "Confirm"));
  }),
  rule("agent-api §6", "'yes' as text does not approve: the agent proposes again, under a new id", async (server) => {
    const { sessionId, confirm } = await proposed(server);
    const again = only(await told(server, sessionId, "yes, reserve it"), "Confirm");
    assert.notEqual(again.id, confirm.id);
  }),
  rule("agent-api §9.6", "External variables are set at the start, by their bare names", async (server) => {
    const values = await valuesOf(server, [
      { name: "team_descriptor", type: "Text", value: "The Greatest Team" },
      { name: "copies", type: "Number", value: 3 },
      { name: "verified", type: "Boolean", value: true },
    ]);
    assert.deepEqual(
      { team: values.team, copies: values.copies, verified: values.verified },
      { team: "The Greatest Team", copies: 3, verified: true },
    );
  }),
  rule("agent-api §9.1", "values sent as text become the variable's type", async (server) => {
    const values = await valuesOf(server, [
      { name: "copies", type: "Number", value: "5" },
      { name: "verified", type: "Boolean", value: "true" },
    ]);
    assert.deepEqual({ copies: values.copies, verified: values.verified }, { copies: 5, verified: true });
  }),
  rule(
    "agent-api §9.1",
    "a missing type is taken from the declaration, and a missing value is null",
    async (server) => {
      const values = await valuesOf(server, [{ name: "team_descriptor", value: "Reds" }, { name: "copies" }]);
      assert.equal(values.team, "Reds");
    },
  ),
  rule("agent-api §9.2", "the builder's type names Id and Currency are taken", async (server) => {
    const values = await valuesOf(server, [
      { name: "team_descriptor", type: "Id", value: "0Xxed00000002Q1CAI" },
      { name: "copies", type: "Currency", value: "2" },
    ]);
    assert.deepEqual({ team: values.team, copies: values.copies }, { team: "0Xxed00000002Q1CAI", copies: 2 });
  }),
  rule("agent-api §9.4", "External variables can be set with a message, too", async (server) => {
    const values = await valuesOf(
      server,
      [{ name: "team_descriptor", type: "Text", value: "before" }],
      [{ name: "team_descriptor", type: "Text", value: "after" }],
    );
    assert.equal(values.team, "after");
  }),
  rule("agent-api §9.3", "a $Context variable reaches the linked variable that reads it", async (server) => {
    const values = await valuesOf(server, [{ name: "$Context.RoutableId", type: "Text", value: "0Mwxx0000004CAI" }]);
    assert.equal(values.channel, "0Mwxx0000004CAI");
  }),
  rule("agent-api §9.3", "the standard $Context variables are taken by every agent", async (server) => {
    const names = ["EndUserLanguage", "EndUserContactId", "RoutableId", "MessagingEndUserId"];
    await open(server, {
      variables: names.map((name) => ({ name: `$Context.${name}`, type: "Text", value: "en_US" })),
    });
  }),
  rule(
    "agent-api §9.4",
    "$Context.EndUserLanguage may change with a message, other $Context variables may not",
    async (server) => {
      const { sessionId } = await open(server);
      const language = { name: "$Context.EndUserLanguage", type: "Text", value: "de" };
      await told(server, sessionId, { ...text(say.anything), variables: [language] });
      const routable = { name: "$Context.RoutableId", type: "Text", value: "0Mw" };
      const response = await send(server, sessionId, { ...text(say.anything), variables: [routable] });
      await refusal(response, 400, { says: "$Context.RoutableId" });
    },
  ),
  rule(
    "agent-api §9.5",
    "an internal variable is a 400 InternalVariableMutationAttemptException, at start and on send",
    async (server) => {
      const internal = { name: "shelf_note", type: "Text", value: "x" };
      const error = "InternalVariableMutationAttemptException";
      await refusesStart(server, [internal], error, error);
      const { sessionId } = await open(server);
      const response = await send(server, sessionId, { ...text(say.anything), variables: [internal] });
      await refusal(response, 400, { error, says: "shelf_note" });
    },
  ),
  rule(
    "agent-api §9.5",
    "an unknown variable and a value of the wrong type are a 400 that names them",
    async (server) => {
      await refusesStart(server, [{ name: "tema", type: "Text", value: "x" }], "tema");
      await refusesStart(server, [{ name: "$Context.Nothing", type: "Text", value: "x" }], "$Context.Nothing");
      await refusesStart(server, [{ name: "copies", type: "Number", value: "many" }], "copies");
      await refusesStart(server, [{ name: "__proto__", type: "Text", value: "x" }], "__proto__");
      await refusesStart(server, [{ type: "Text", value: "x" }], "'name'");
      await refusesStart(server, [{ name: "copies", type: "Blob", value: 1 }], "type");
      const language = { name: "$Context.EndUserLanguage", type: "Number", value: 5 };
      await refusesStart(server, [language], "$Context.EndUserLanguage");
    },
  ),
  rule("agent-api §9.5", "one variable that fails fails the whole call: no turn runs", async (server) => {
    const { sessionId } = await open(server);
    const variables = [
      { name: "team_descriptor", type: "Text", value: "kept?" },
      { name: "shelf_note", type: "Text", value: "x" },
    ];
    await refusal(await send(server, sessionId, { ...text(say.reserve), variables }), 400);
    const { confirm } = only(await told(server, sessionId, say.reserve), "Confirm");
    assert.notEqual((confirm[0]!.value as Record<string, unknown>).team, "kept?");
  }),
  rule("agent-api §9.6", "variables never come back", async (server) => {
    const value = "unmistakable-value-7391";
    const { sessionId, ...rest } = await open(server, { variables: [{ name: "team_descriptor", value }] });
    const messages = await told(server, sessionId, say.anything);
    assert.ok(!JSON.stringify([rest, messages]).includes(value));
  }),
];
