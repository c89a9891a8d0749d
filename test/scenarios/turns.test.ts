// What a turn can come to, seen by a client: a language model at the far end, real HTTP on both sides.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResponseMessage } from "../../src/contract/agent-api.ts";
import { messagesOf, only, stream, told } from "../conformance/agent-api/talk.ts";
import type { StubReply } from "../support/model-stub.ts";
import { agentFile, call, type Theatre, theatre } from "../support/theatre.ts";

const route = (to: string) => `
connection messaging:
    escalation_message: "A colleague of ${to} takes over."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://${to}"
`;

const escalates = `start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Help.
        actions:
            person: @utils.escalate
                description: "To a person"
`;

const asks = (target: string, more: string) => `
connected_subagent Other:
    target: "agentforce://${target}"
    description: "Knows more"
${more}
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Help.
        actions:
            ask_other: @connected_subagent.Other
`;

const files = {
  "Farewell.agent": agentFile(
    "Farewell",
    `variables:
    done: mutable boolean = True
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Answer.
    after_reasoning:
        if @variables.done:
            transition to @subagent.closing
subagent closing:
    description: "Says goodbye"
    reasoning:
        instructions: ->
            | Say goodbye.
`,
  ),
  "Accounts.agent": agentFile(
    "Accounts",
    `variables:
    account: mutable string
    state: mutable string = "unknown"
start_agent desk:
    description: "The desk"
    actions:
        Lookup:
            description: "Looks an account up"
            inputs:
                account: string
                    description: "Account number"
                    is_required: True
            outputs:
                state: string
            target: "flow://Lookup"
        Refund:
            description: "Refunds"
            require_user_confirmation: True
            inputs:
                amount: number
                    is_required: True
                account: string
            outputs:
                refunded: number
            target: "flow://Refund"
    before_reasoning:
        if @variables.state == "unknown":
            run @actions.Lookup
                with account=@variables.account
                set @variables.state = @outputs.state
    reasoning:
        instructions: ->
            | The account is {!@variables.state}.
        actions:
            refund: @actions.Refund
                with amount=...
                with account=@variables.account
`,
  ),
  "Shop.agent": agentFile(
    "Shop",
    `start_agent seller:
    description: "Sells"
    schema: "node://byon/acme/seller/v1"
`,
  ),
  "Callee.agent": agentFile("Callee", route("Callee_Route") + escalates),
  "Routeless.agent": agentFile("Routeless", escalates),
  "Their_Route.agent": agentFile("Their_Route", asks("Callee", "")),
  "My_Route.agent": agentFile("My_Route", route("My_Route") + asks("Routeless", "    delegate_escalation: False\n")),
  "No_Route.agent": agentFile("No_Route", asks("Callee", "    delegate_escalation: False\n")),
  "actions/Lookup.ts": "export default ({ account }) => ({ state: account === 'A-1' ? 'open' : 'closed' });\n",
  "actions/Refund.ts": "export default ({ amount }) => ({ refunded: amount });\n",
  "actions/byon/acme/seller/v1.ts": "export default ({ user_input }) => ({ answer: 'We sell ' + user_input });\n",
};

let stage: Theatre;
beforeAll(async () => {
  stage = await theatre(files);
});
afterAll(() => stage?.close());

const types = (messages: readonly ResponseMessage[]) =>
  messages.map(({ type }) => type).filter((type, at, all) => type !== "TextChunk" || all[at - 1] !== type);
const streaming = { streamingCapabilities: { chunkTypes: ["Text"] } };

describe("two messages in one turn (agent-script §5.4)", () => {
  test("are two Informs in the order they were said, and both are in the history", async () => {
    const sessionId = await stage.begin("Farewell");
    stage.says({ text: "Here you are." }, { text: "Goodbye." });
    expect(await told(stage.server, sessionId, "help")).toMatchObject([
      { type: "Inform", message: "Here you are." },
      { type: "Inform", message: "Goodbye." },
    ]);
    stage.says({ text: "Again." }, { text: "Bye." });
    await told(stage.server, sessionId, "more");
    expect(stage.sent()).toMatch(/"help".*Here you are\..*Goodbye\..*"more".*Again\./);
  });

  test("are streamed as two answers, each with its chunks before it", async () => {
    const sessionId = await stage.begin("Farewell", streaming);
    stage.says({ text: ["Here ", "you are."] }, { text: ["Good", "bye."] });
    const messages = messagesOf((await stream(stage.server, sessionId, "help")).packets);
    expect(types(messages)).toEqual(["TextChunk", "Inform", "TextChunk", "Inform", "EndOfTurn"]);
    const chunks = messages.flatMap((message) => (message.type === "TextChunk" ? [message] : []));
    expect(chunks.map(({ offset, message }) => [offset, message])).toEqual([
      [1, "Here "],
      [2, "you are."],
      [3, "Good"],
      [4, "bye."],
    ]);
  });
});

describe("an answer that the provider's filter stops (agent-script §5.4, §5.10)", () => {
  const filtered: StubReply = { text: ["Some", "thing bad"], finish: "content_filter" };

  test("is taken back, and the model is asked once more and told why", async () => {
    const sessionId = await stage.begin("Farewell", streaming);
    stage.says(filtered, { text: "Something good." }, { text: "Goodbye." });
    const messages = messagesOf((await stream(stage.server, sessionId, "help")).packets);
    expect(types(messages).slice(0, 4)).toEqual(["TextChunk", "ValidationFailureChunk", "TextChunk", "Inform"]);
    expect(messages).toContainEqual(expect.objectContaining({ reason: "the answer was withheld" }));
    expect(JSON.stringify(stage.requests.at(-2)?.body.messages)).toContain("withheld by a content filter");
    expect(stage.sent()).not.toContain("Something bad");
    const first = messages.find(({ type }) => type === "Inform") as Extract<ResponseMessage, { type: "Inform" }>;
    expect(await stage.planOf(sessionId, first.planId)).toContainEqual(
      expect.objectContaining({ type: "ReasoningStep", category: "UNSAFE" }),
    );
  });

  test("twice ends in the script's error message, and the conversation goes on", async () => {
    const sessionId = await stage.begin("Farewell");
    stage.says(filtered, filtered);
    expect(await told(stage.server, sessionId, "help")).toMatchObject([
      { type: "Inform", message: "The desk is closed." },
    ]);
    stage.says({ text: "Here." }, { text: "Bye." });
    expect(await told(stage.server, sessionId, "help")).toMatchObject([{ message: "Here." }, { message: "Bye." }]);
  });
});

describe("what a script needs and the user has not said (agent-api §7.2)", () => {
  test("is an Inquire; its Reply is stored, and the action runs with it", async () => {
    const sessionId = await stage.begin("Accounts");
    const [inquire] = await told(stage.server, sessionId, "my account");
    expect(inquire).toMatchObject({
      type: "Inquire",
      message: "Please give: Account number.",
      collect: [{ targetType: "copilotActionInput/Lookup", targetProperty: "account", data: null }],
    });
    stage.says({ text: "It is open." });
    const reply = [{ type: "copilotActionInput/Lookup", property: "account", value: "A-1" }];
    const message = { type: "Reply", sequenceId: 2, inReplyToMessageId: inquire!.id, reply };
    expect(await told(stage.server, sessionId, { message })).toMatchObject([
      { type: "Inform", message: "It is open." },
    ]);
    expect(stage.sent()).toContain("The account is open.");
  });

  test("is let go of by a Cancel, which is answered in words", async () => {
    const sessionId = await stage.begin("Accounts");
    const [inquire] = await told(stage.server, sessionId, "my account");
    const message = { type: "Cancel", sequenceId: 2, inReplyToMessageId: inquire!.id };
    expect(only(await told(stage.server, sessionId, { message }), "Inform").message).not.toBe("");
  });
});

test("a Reply may edit what the model proposed, and nothing that the script fixed (agent-api §6)", async () => {
  const refund = async (value: object) => {
    const sessionId = await stage.begin("Accounts");
    const [inquire] = await told(stage.server, sessionId, "hi");
    stage.says({ text: "Hello." }, call("refund", { amount: 5 }));
    const reply = [{ type: "copilotActionInput/Lookup", property: "account", value: "A-1" }];
    const message = { type: "Reply", sequenceId: 2, inReplyToMessageId: inquire!.id, reply };
    await told(stage.server, sessionId, { message });
    const confirm = only(await told(stage.server, sessionId, "refund me"), "Confirm");
    expect(confirm.confirm[0]?.value).toEqual({ amount: 5, account: "A-1" });
    stage.says({ text: "Done." });
    const edited = [{ ...confirm.confirm[0]!, value }];
    const answer = { type: "Reply", sequenceId: 3, inReplyToMessageId: confirm.id, reply: edited };
    const { planId } = only(await told(stage.server, sessionId, { message: answer }), "Inform");
    return (await stage.planOf(sessionId, planId)).find(({ type }) => type === "FunctionStep");
  };
  expect(await refund({ amount: 3, account: "A-1" })).toMatchObject({
    function: { name: "Refund", input: { amount: 3, account: "A-1" }, output: { refunded: 3 }, errors: [] },
  });
  expect(await refund({ amount: 5, account: "A-2" })).toBeUndefined();
});

describe("an escalation", () => {
  const handover = (messages: readonly ResponseMessage[]) => [
    messages[0] && "message" in messages[0] ? messages[0].message : undefined,
    only(messages, "Escalate").targets[0]?.value,
  ];

  test("of an agent that was asked goes out by that agent's route", async () => {
    const sessionId = await stage.begin("Their_Route");
    stage.says(call("ask_other"), call("person"));
    const messages = await told(stage.server, sessionId, "a person, please");
    expect(handover(messages)).toEqual(["A colleague of Callee_Route takes over.", "Callee_Route"]);
  });

  test("goes out by the asking agent's route where `delegate_escalation` is False", async () => {
    const sessionId = await stage.begin("My_Route");
    stage.says(call("ask_other"), call("person"));
    const messages = await told(stage.server, sessionId, "a person, please");
    expect(handover(messages)).toEqual(["I am handing you over to a person.", "My_Route"]);
  });

  test("leads nowhere where that agent has none, even if the one that was asked has", async () => {
    const sessionId = await stage.begin("No_Route");
    stage.says(call("ask_other"), call("person"), { text: "Nobody is there." }, { text: "Sorry, nobody." });
    expect(await told(stage.server, sessionId, "a person, please")).toMatchObject([{ message: "Sorry, nobody." }]);
  });

  test("that succeeded is said in words; the user's next message is the agent's again", async () => {
    const sessionId = await stage.begin("Callee");
    stage.says(call("person"));
    await told(stage.server, sessionId, "a person, please");
    expect(
      await told(stage.server, sessionId, { message: { type: "TransferSucceeded", sequenceId: 2 } }),
    ).toMatchObject([{ type: "Inform", message: "A person has taken over this conversation." }]);
    stage.says({ text: "Back again." });
    expect(await told(stage.server, sessionId, "hello?")).toMatchObject([{ type: "Inform", message: "Back again." }]);
  });

  test("that failed is told to the model, which answers", async () => {
    const sessionId = await stage.begin("Callee");
    stage.says(call("person"), { text: "Nobody is free; shall I try?" });
    await told(stage.server, sessionId, "a person, please");
    const message = { type: "TransferFailed", sequenceId: 2, reason: "NoAgentAvailable" };
    expect(await told(stage.server, sessionId, { message })).toMatchObject([
      { message: "Nobody is free; shall I try?" },
    ]);
    expect(stage.sent()).toContain("Nobody could take over the conversation: NoAgentAvailable");
  });
});

test("a `node://` is answered by its handler, without a model", async () => {
  const sessionId = await stage.begin("Shop");
  expect(await told(stage.server, sessionId, "mugs")).toMatchObject([{ type: "Inform", message: "We sell mugs" }]);
});

test("the model hears the user's language and time zone", async () => {
  const language = { name: "$Context.EndUserLanguage", type: "Text", value: "de" };
  const sessionId = await stage.begin("Farewell", { tz: "Europe/Berlin", variables: [language] });
  stage.says({ text: "Bitte." }, { text: "Tschüss." });
  await told(stage.server, sessionId, "Hallo");
  expect(stage.sent()).toContain("Answer in the language of the locale de.\\nThe user's time zone is Europe/Berlin.");
});
