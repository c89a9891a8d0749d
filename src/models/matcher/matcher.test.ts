// The matcher as a model: what it calls, asks for and tells.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { failureOf, modelBehaviour, partsOf, requestOf, toolOf } from "../../../test/behaviour/models.ts";
import { agent, did, getOrder, refund, startMatcher, user, way } from "../../../test/support/ask-matcher.ts";
import type { ModelRequest } from "../port.ts";

const { ask, close, model } = startMatcher();
afterAll(close);

describe("as any model", () => modelBehaviour(async () => ({ model, close: async () => {} })));

test("the same request has the same answer, to the letter", async () => {
  const asked = requestOf({ say: "Where is my parcel PX-1234?", tools: [getOrder, refund] });
  expect(await partsOf(model.stream(asked))).toEqual(await partsOf(model.stream(asked)));
});

describe("the pace", () => {
  const long = Array.from({ length: 300 }, (_, at) => `Fact ${at} is about beds.`).join(" ");

  test("gives words one by one, and a long answer no more than 64 pieces", async () => {
    const short = await partsOf(model.stream(requestOf({ say: "beds", instructions: "There are six beds." })));
    expect(short.flatMap((part) => (part.type === "text" ? [part.text] : []))).toEqual([
      "There ",
      "are ",
      "six ",
      "beds.",
    ]);
    const parts = await partsOf(model.stream(requestOf({ say: "beds", instructions: long })));
    expect(parts.filter((part) => part.type === "text").length).toBeLessThanOrEqual(64);
  });

  test("leaves a moment between two pieces, so that each is a packet of its own", async () => {
    const stream = model
      .stream(requestOf({ say: "beds", instructions: "There are six beds." }))
      [Symbol.asyncIterator]();
    await stream.next();
    const next = stream.next().then(() => "next piece");
    expect(await Promise.race([next, wait(0, "a moment")])).toBe("a moment");
    await stream.return?.();
  });

  test("ends at once when the caller gives up", async () => {
    const given = new AbortController();
    const parts = model.stream(requestOf({ say: "beds", instructions: long, signal: given.signal }));
    const heard: unknown[] = [];
    const failure = failureOf(
      (async function* () {
        for await (const part of parts) {
          heard.push(part);
          given.abort();
          yield part;
        }
      })(),
    );
    expect((await failure).kind).toBe("aborted");
    expect(heard).toHaveLength(1);
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
