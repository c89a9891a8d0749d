// The matcher as a model: what it routes to, calls, asks, tells and admits. One thread serves the whole file.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, modelBehaviour, partsOf, requestOf, textOf, toolOf } from "../../../test/behaviour/models.ts";
import type { Message, Model, ModelRequest } from "../port.ts";
import { whatIAm } from "./answer.ts";
import { matcherModel } from "./matcher.ts";

const noon = new Date(2026, 10, 18, 12).getTime(); // a Wednesday
let model: Model;
beforeAll(() => {
  model = matcherModel({ now: () => noon });
});
afterAll(() => model.close?.());

async function ask(given: Parameters<typeof requestOf>[0]) {
  const parts = await partsOf(model.stream(requestOf(given)));
  return { text: textOf(parts), calls: callsOf(parts) };
}
const user = (text: string): Message => ({ role: "user", text });
const agent = (text: string): Message => ({ role: "assistant", text, calls: [] });
/** A call and its result, as they stand in a history. */
const did = (name: string, args: Record<string, unknown>, result: unknown, failed = false): Message[] => [
  { role: "assistant", text: "", calls: [{ id: `c_${name}`, name, arguments: args }] },
  { role: "tool", callId: `c_${name}`, name, result, failed },
];
const way = (name: string, description: string) => toolOf(name, description, {}, "transition");

const getOrder = toolOf("get_order", 'Look up the state of an order: "where is my parcel"', {
  order_id: "Order number such as PX-1234",
});
const refund = toolOf("refund", 'Refund an order: "I want my money back", "give me a refund"', {
  order_id: "Order number such as PX-1234",
  reason: "Why the customer wants a refund",
});

describe("as any model", () => modelBehaviour(async () => ({ model, close: async () => {} })));

test("the same request has the same answer, to the letter", async () => {
  const asked = requestOf({ say: "Where is my parcel PX-1234?", tools: [getOrder, refund] });
  expect(await partsOf(model.stream(asked))).toEqual(await partsOf(model.stream(asked)));
});

describe("routing", () => {
  // None of these topics was used to choose the weights of rank.ts.
  const topics: Readonly<Record<string, { description: string; said: readonly string[] }>> = {
    cards: {
      description:
        'Lost, stolen or broken bank cards: "I lost my card", "my card was stolen", "block my card", "the machine kept my card", "I need a new card", "my PIN does not work"',
      said: [
        "my wallet is gone with all my cards",
        "please freeze my debit card",
        "I forgot the PIN of my card",
        "when do I get a replacement card",
      ],
    },
    transfers: {
      description:
        'Sending money: "make a transfer", "send money to my sister", "pay a bill", "my transfer has not arrived", "set up a standing order", "transfer abroad"',
      said: [
        "I want to send 200 euros to my landlord",
        "how do I pay somebody in Canada",
        "the money I sent last week never arrived",
        "change my monthly standing order",
      ],
    },
    loans: {
      description:
        'Loans and mortgages: "I need a loan", "what is your interest rate", "mortgage for a house", "borrow money", "repay my loan early", "car loan"',
      said: [
        "could I borrow 5000 euros",
        "we are buying a flat and need financing",
        "how high is the interest on credit",
        "can I pay back my mortgage sooner",
      ],
    },
    opening: {
      description:
        'Becoming a customer: "open an account", "how do I become a customer", "account for my child", "which documents do I need", "joint account", "student account"',
      said: [
        "I'd like to have an account with you",
        "can my wife and I share an account",
        "what papers must I bring to sign up",
        "an account for my daughter who is 12",
      ],
    },
    branches: {
      description:
        'Branches and cash machines: "where is the nearest branch", "opening hours", "cash machine near me", "are you open on Saturday", "where can I deposit cash", "branch in Leeds"',
      said: [
        "when does the office in York close",
        "where can I withdraw cash",
        "is there an ATM at the station",
        "do you open on Sundays",
      ],
    },
    app: {
      description:
        'The app and online banking: "I cannot log in", "forgot my password", "the app crashes", "new phone", "I do not get the code", "register for online banking"',
      said: [
        "your app keeps closing on my phone",
        "my password is not accepted any more",
        "the text with the code never comes",
        "how do I sign in on my new mobile",
      ],
    },
    fees: {
      description:
        'Prices and fees: "what does the account cost", "why was I charged", "fee for withdrawing money", "is the card free", "overdraft fee", "price list"',
      said: [
        "you took 4 euros from my account, what for",
        "how expensive is your account",
        "do I pay for the credit card",
        "what are the charges for an overdraft",
      ],
    },
  };
  const tools = Object.entries(topics).map(([name, { description }]) => way(name, description));
  const chosen = async (say: string) => (await ask({ say, tools })).calls[0]?.name;

  test("finds the topic for at least seven of ten paraphrases", async () => {
    const said = Object.entries(topics).flatMap(([name, topic]) => topic.said.map((say) => [name, say] as const));
    const right: string[] = [];
    for (const [name, say] of said) if ((await chosen(say)) === name) right.push(say);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.7);
  });

  test("leaves at least nine of ten off-topic questions alone, and says so", async () => {
    const offTopic = [
      "what is the capital of France",
      "tell me a joke",
      "who won the world cup in 1998",
      "write me a poem about spring",
      "how tall is the Eiffel tower",
      "do you like pizza",
      "translate good night into Spanish",
      "recommend a good film",
      "can dogs eat chocolate",
      "how do I cook rice",
    ];
    const routed: string[] = [];
    for (const say of offTopic) if (await chosen(say)) routed.push(say);
    expect(routed.length).toBeLessThanOrEqual(1);
    const { text } = await ask({ say: "who won the world cup in 1998", tools });
    expect(text).toMatch(
      /^I did not find an answer to that\.\n\nI can help with:\n- lost, stolen or broken bank cards\n/,
    );
  });

  test("what nothing fits goes to the tool that is there for it", async () => {
    const rest = way("small_talk", "Anything that is not about the bank");
    expect((await ask({ say: "tell me a joke", tools: [...tools, rest] })).calls).toEqual([
      { name: "small_talk", arguments: {} },
    ]);
  });

  test("a wish for a person finds the way to one, however the tool is described", async () => {
    const person = toolOf("hand_over", "Escalate", {}, "escalate");
    expect((await ask({ say: "let me talk to a human please", tools: [...tools, person] })).calls).toEqual([
      { name: "hand_over", arguments: {} },
    ]);
  });
});

describe("slots", () => {
  test("a tool is called with what the text holds", async () => {
    const { calls } = await ask({ say: "where is my parcel px 1234", tools: [getOrder, refund] });
    expect(calls).toEqual([{ name: "get_order", arguments: { order_id: "PX-1234" } }]);
  });

  test("what is missing is asked for, one at a time, and nothing is called", async () => {
    expect(await ask({ say: "I want my money back", tools: [getOrder, refund] })).toEqual({
      text: "Could you give me the order number (such as PX-1234)?",
      calls: [],
    });
  });

  test("answers to its questions belong to the request that made it ask", async () => {
    const first = [
      user("I want my money back"),
      agent("Could you give me the order number (such as PX-1234)?"),
      user("PX-77"),
    ];
    const asked = await ask({ messages: first, tools: [getOrder, refund] });
    expect(asked).toEqual({ text: "Could you tell me why you want a refund?", calls: [] });
    const { calls } = await ask({
      messages: [...first, agent(asked.text), user("It arrived broken")],
      tools: [getOrder, refund],
    });
    expect(calls).toEqual([{ name: "refund", arguments: { order_id: "PX-77", reason: "It arrived broken" } }]);
  });

  test("an answer that holds no value is asked for again", async () => {
    const question = "Could you give me the order number (such as PX-1234)?";
    const messages = [user("where is my parcel"), agent(question), user("it was a blue one")];
    expect((await ask({ messages, tools: [getOrder] })).text).toBe(`I did not find that in your answer. ${question}`);
  });

  test("the author's question is preferred, with what stands beside it", async () => {
    const { text } = await ask({
      say: "where is my parcel",
      instructions: "Ask for the order number. It is in the confirmation e-mail. Then use get_order.",
      tools: [getOrder],
    });
    expect(text).toBe("Could you give me the order number? It is in the confirmation e-mail.");
  });

  test('"it" is what the last call was about', async () => {
    const cancel = toolOf("cancel_order", 'Cancel an order: "cancel my order"', {
      order_id: "Order number such as PX-1234",
    });
    const messages = [
      user("where is PX-1234"),
      ...did("get_order", { order_id: "PX-1234" }, { status: "packed" }),
      agent("The status is packed."),
      user("then cancel it"),
    ];
    expect((await ask({ messages, tools: [getOrder, cancel] })).calls).toEqual([
      { name: "cancel_order", arguments: { order_id: "PX-1234" } },
    ]);
  });

  test("variables are stored once, with whichever slots the text holds", async () => {
    const remember = toolOf(
      "remember_pet",
      "Store the pet's name and species",
      { pet_name: "Name of the pet", species: "Species of the pet: dog, cat, or other" },
      "variables",
    );
    const tools = [{ ...remember, parameters: { ...remember.parameters, required: [] } }];
    const say = "My dog is called Rex";
    const { calls } = await ask({ say, tools });
    expect(calls).toEqual([{ name: "remember_pet", arguments: { pet_name: "Rex", species: "dog" } }]);
    const later = await ask({
      messages: [user(say), ...did("remember_pet", calls[0]!.arguments, calls[0]!.arguments)],
      tools,
    });
    expect(later.calls).toEqual([]);
    expect(later.text).toBe("Thank you, I have noted that.");
  });
});

describe("after a call", () => {
  const asked = user("where is my parcel PX-1234?");
  const afterCall = (result: unknown, given: Partial<ModelRequest> = {}, failed = false) =>
    ask({
      messages: [asked, ...did("get_order", { order_id: "PX-1234" }, result, failed)],
      tools: [getOrder],
      ...given,
    });

  test("its outputs are told in a sentence", async () => {
    expect((await afterCall({ order_id: "PX-1234", status: "on its way", arrives: "2026-11-20" })).text).toBe(
      "The status is on its way. Arrives: 20 November 2026. Is there anything else I can help you with?",
    );
  });

  test("the author's words are told, without repeating them, and an offer ends the answer", async () => {
    const instructions = "Parcel PX-1234 is on its way.\nIt is late. Apologise and offer a refund with refund.";
    expect(
      (await afterCall({ status: "on its way", late_days: 3 }, { instructions, tools: [getOrder, refund] })).text,
    ).toBe("Parcel PX-1234 is on its way. It is late. Late days: 3. I am sorry about that. Would you like a refund?");
  });

  test("a yes to an offer calls the tool that was offered, or asks what it needs", async () => {
    const messages = [asked, agent("It is late. Would you like a refund?"), user("yes please")];
    expect((await ask({ messages, tools: [getOrder, refund] })).text).toBe("Could you tell me why you want a refund?");
  });

  test("a failure is told plainly, and what is for engineers is not", async () => {
    const { text, calls } = await afterCall({ error: "TypeError: fetch failed at flow://Get_Order" }, {}, true);
    expect(calls).toEqual([]);
    expect(text).toBe("I am sorry, that did not work. Please check what you gave me, or try again in a moment.");
    expect((await afterCall({ error: "There is no such order" }, {}, true)).text).toContain("There is no such order.");
  });

  test("the same call is not made twice", async () => {
    expect((await afterCall({ status: "on its way" })).calls).toEqual([]);
  });

  test("a step of a plan leads to the next one when that is what was asked for", async () => {
    const verify = toolOf("verify", 'Check who the customer is before a change: "my e-mail is"', {
      email: "E-mail address",
    });
    const cancel = toolOf("cancel", 'Cancel the order: "cancel my order"');
    const messages = [
      user("cancel my order"),
      agent("Could you give me the e-mail address?"),
      user("ada@example.com"),
      ...did("verify", { email: "ada@example.com" }, { verified: true }),
    ];
    expect((await ask({ messages, tools: [verify, cancel] })).calls).toEqual([{ name: "cancel", arguments: {} }]);
  });

  test("having been led somewhere, it uses what is there", async () => {
    const messages = [asked, ...did("go_orders", {}, { next: "orders" })];
    expect((await ask({ messages, tools: [getOrder, way("back", "Anything else")] })).calls).toEqual([
      { name: "get_order", arguments: { order_id: "PX-1234" } },
    ]);
  });
});

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
    expect(first).toBe(`I did not find an answer to that.\n\n${whatIAm}`);
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
