// How the matcher talks: facts, courtesies, refusals, offers, changes of mind and what it cannot do.
import { afterAll, describe, expect, test } from "vitest";
import { toolOf } from "../../../test/behaviour/models.ts";
import { agent, did, getOrder, refund, startMatcher, user, way } from "../../../test/support/ask-matcher.ts";
import { whatIAm } from "./answer.ts";

const { ask, close } = startMatcher();
afterAll(close);

describe("answers from instructions", () => {
  const instructions = `There are 6 beds free tonight.
A bed costs 28 euros a night, and 18 euros for members.
Supper is soup and dumplings, served at half past six.
The path from the valley takes three hours and is marked red and white.
Dogs are welcome in the winter room.
Never promise a bed. Always be kind. If they ask for the owner, call get_owner.`;
  const answer = async (say: string) => (await ask({ say, instructions })).text;

  test("are the sentences that fit the question", async () => {
    expect(await answer("can I bring my dog?")).toBe("Dogs are welcome in the winter room.");
    expect(await answer("what can I eat")).toBe("Supper is soup and dumplings, served at half past six.");
  });

  test("never are commands, tools or templates", async () => {
    for (const say of ["promise me a bed", "are you kind?", "who is the owner?", "get_owner"]) {
      expect(await answer(say)).not.toMatch(/Never|Always|get_owner|\{!/);
    }
  });

  test("are an honest word when nothing fits, with what it is said once", async () => {
    const first = await answer("do you sell cars?");
    expect(first).toMatch(/^I did not find an answer to that\.\n\nThis is what I know:\n- There are 6 beds/);
    expect(first.endsWith(whatIAm)).toBe(true);
    const again = await ask({ messages: [user("do you sell cars?"), agent(first), user("or boats?")], instructions });
    expect(again.text).toBe("I did not find an answer to that.");
  });
});

describe("courtesies", () => {
  const tools = [way("orders", "Customer asks about an order"), toolOf("bye", "Customer is done", {}, "end")];

  for (const [say, text] of [
    ["Hello!", "Hello! I can help with:\n- an order"],
    ["thanks a lot", "You are welcome. Is there anything else I can help you with?"],
  ] as const) {
    test(`"${say}" is answered in kind`, async () => expect(await ask({ say, tools })).toEqual({ text, calls: [] }));
  }

  test("a goodbye ends the conversation where that is on offer", async () => {
    const { text, calls } = await ask({ say: "ok, that's all, bye", tools });
    expect(text).toBe("Goodbye, and have a nice day.");
    expect(calls).toEqual([{ name: "bye", arguments: {} }]);
    expect((await ask({ say: "bye" })).calls).toEqual([]);
  });

  test("a greeting before a question is no more than that", async () => {
    expect((await ask({ say: "Hello, where is my order?", tools })).calls).toEqual([{ name: "orders", arguments: {} }]);
  });
});

describe("a call that waits for approval", () => {
  const proposed = [
    user("I want my money back for PX-77, because it is torn"),
    ...did("refund", { order_id: "PX-77", reason: "it is torn" }, { declined: true, message: "The user declined." }),
  ];
  const tools = [getOrder, refund];

  test("is left alone in plain words once it is declined", async () => {
    expect(await ask({ messages: proposed, tools })).toEqual({
      text: "All right, I left that as it is. Is there anything else I can help you with?",
      calls: [],
    });
  });

  test.for(["no", "never mind", "cancel"])('is left alone on "%s"', async (say) => {
    const { text, calls } = await ask({ messages: [...proposed, user(say)], tools });
    expect(text).toMatch(/^All right, I left that as it is\./);
    expect(calls).toEqual([]);
  });

  test("is proposed again on a yes in words, and with what the user changed", async () => {
    const again = await ask({ messages: [...proposed, user("yes")], tools });
    expect(again.calls).toEqual([{ name: "refund", arguments: { order_id: "PX-77", reason: "it is torn" } }]);
    const changed = await ask({ messages: [...proposed, user("I mean PX-88")], tools });
    expect(changed.calls).toEqual([{ name: "refund", arguments: { order_id: "PX-88", reason: "it is torn" } }]);
  });

  test("does not hold up another request", async () => {
    const { calls } = await ask({ messages: [...proposed, user("where is my parcel PX-99?")], tools });
    expect(calls).toEqual([{ name: "get_order", arguments: { order_id: "PX-99" } }]);
  });
});

describe("a desk", () => {
  const remember = toolOf(
    "remember",
    "Store the order number",
    { order_id: "Order number such as PX-1234" },
    "variables",
  );
  const orders = way("orders", 'An order on its way: "where is my parcel", "cancel it"');
  const questions = way("questions", 'A general question: "how long does a refund take"');
  const kept = did("remember", { order_id: "PX-96" }, { order_id: "PX-96" });
  const asked = [user("refund please"), agent("Could you give me the order number?"), user("PX-96")];
  const instructions = "Order PX-96 came 140 days ago, which is too late for a refund.";

  test("keeps the bare code that answers its question", async () => {
    const { text, calls } = await ask({
      messages: [...asked, ...kept],
      tools: [remember, orders, questions],
      instructions,
    });
    expect(calls).toEqual([]);
    expect(text).toBe(instructions);
  });

  test("that was reached in this turn is left again only for words that are nearly an example", async () => {
    const reached = did("returns", {}, { next: "returns" });
    const tools = [orders, questions];
    const stays = await ask({ messages: [user("can I cancel the refund?"), ...reached], tools, instructions });
    expect(stays.calls).toEqual([]);
    const leaves = await ask({ messages: [user("how long does a refund take?"), ...reached], tools, instructions });
    expect(leaves.calls).toEqual([{ name: "questions", arguments: {} }]);
  });

  test("that was reached by accepting an offer does what it is there for", async () => {
    const { calls } = await ask({
      messages: [
        user("do you sell kayaks?"),
        agent("No. Would you like a colleague?"),
        user("yes"),
        ...did("person", {}, { next: "person" }),
      ],
      tools: [
        toolOf("hand_over", "Bring a colleague in", {}, "escalate"),
        toolOf("call_back", 'Arrange a call: "call me back"', { phone: "Phone number" }),
        way("small_talk", 'Chat: "thank you", "goodbye", "that is all"'),
      ],
      instructions: "Hand the conversation over with hand_over.",
    });
    expect(calls).toEqual([{ name: "hand_over", arguments: {} }]);
  });

  test("answers with its own words where another has only the same form of question", async () => {
    const returns = way("returns", 'Sending back: "can I return it?"');
    const words = "A parcel on its way can be neither changed nor cancelled.";
    expect((await ask({ say: "can I cancel it?", tools: [returns], instructions: words })).text).toBe(words);
  });
});

describe("an offer", () => {
  const label = toolOf("label", 'Make a return label: "I need a return label"', { reason: "The reason of the return" });
  const offer = "It can be returned. Would you like a return label?";
  const answered = (say: string) =>
    ask({
      messages: [user("I want to return it"), agent(offer), user(say)],
      tools: [label],
      instructions: "It can be returned.\nOffer a return label with label.",
    });

  test("is taken up by an answer that gives what it needs", async () => {
    expect((await answered("they are too small")).calls).toEqual([
      { name: "label", arguments: { reason: "they are too small" } },
    ]);
  });

  test("is taken up by asking for it, which is no reason", async () => {
    expect(await answered("I need a return label")).toEqual({
      text: "Could you give me the reason of the return?",
      calls: [],
    });
  });

  test.for(["maybe", "hm", "no", "what is that?"])('is neither taken up nor repeated on "%s"', async (say) => {
    const { text, calls } = await answered(say);
    expect(calls).toEqual([]);
    expect(text).not.toBe(offer);
  });
});

describe("what it is", () => {
  const say = "are you a robot?";

  test("is told whenever it is asked", async () => {
    const system = "You are the warden of a hut. Be kind.";
    const { text } = await ask({ messages: [agent(whatIAm), user(say)], system });
    expect(text).toBe(`I am the warden of a hut.\n\n${whatIAm}`);
  });

  test("does not follow a question that leads on", async () => {
    const messages = [user("I want to return my boots"), ...did("returns", {}, { next: "returns" })];
    const { text } = await ask({ messages, instructions: "Ask for the order number." });
    expect(text).toBe("Could you give me the order number?");
  });
});

describe("the rest of a conversation", () => {
  test("several requests are answered one by one, and the next is named", async () => {
    const say = "where is PX-12 and can I have a refund?";
    const tools = [getOrder, toolOf("refund", 'Pay back: "can I have a refund"', { reason: "The reason" })];
    const first = await ask({ say, tools });
    expect(first.calls).toEqual([{ name: "get_order", arguments: { order_id: "PX-12" } }]);
    const messages = [user(say), ...did("get_order", { order_id: "PX-12" }, { status: "packed" })];
    expect((await ask({ messages, tools })).text).toBe(
      'The status is packed. One thing at a time: please ask me next "can I have a refund".',
    );
  });

  test('"and" or "what about" goes on with the last request', async () => {
    const messages = [
      user("where is my parcel PX-1234?"),
      ...did("get_order", { order_id: "PX-1234" }, { status: "packed" }),
      agent("The status is packed. Is there anything else I can help you with?"),
      user("thanks"),
      agent("You are welcome. Is there anything else I can help you with?"),
      user("what about PX-2222?"),
    ];
    expect((await ask({ messages, tools: [getOrder, refund] })).calls).toEqual([
      { name: "get_order", arguments: { order_id: "PX-2222" } },
    ]);
  });

  test('"what about" another one takes over no answers about the first', async () => {
    const messages = [
      user("I want my money back for PX-1234"),
      agent("Could you tell me why you want a refund?"),
      user("It is torn"),
      ...did("refund", { order_id: "PX-1234", reason: "It is torn" }, { done: true }),
      agent("The money is on its way. Is there anything else I can help you with?"),
      user("what about PX-2222?"),
    ];
    const { text, calls } = await ask({ messages, tools: [getOrder, refund] });
    expect(calls).toEqual([]);
    expect(text).toBe("Could you tell me why you want a refund?");
  });

  test("the digits of a code are enough when it was asked for", async () => {
    const messages = [user("where is my parcel"), agent("Could you give me the order number?"), user("1042")];
    expect((await ask({ messages, tools: [getOrder] })).calls).toEqual([
      { name: "get_order", arguments: { order_id: "PX-1042" } },
    ]);
  });

  test("thanks before a question are no more than that", async () => {
    const { text } = await ask({ say: "great, and how much is a bed?", instructions: "A bed costs 28 euros." });
    expect(text).toBe("A bed costs 28 euros.");
  });
});
