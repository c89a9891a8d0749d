// What of instructions reaches the user, in the author's words, and what never does.
import { describe, expect, test } from "vitest";
import { readInstructions } from "./instructions.ts";

const tools = ["refund", "get_order", "save_id"];
const heard = (text: string) => readInstructions(text, tools).items.map(({ kind, text }) => `${kind}: ${text}`);

describe("matter and words for the user are heard", () => {
  for (const [text, ...items] of [
    ["Returns take 14 days. They are free.", "matter: Returns take 14 days. They are free."],
    ["- Dogs are welcome.\n- Cats are not.", "matter: Dogs are welcome.", "matter: Cats are not."],
    ["Tell the customer that their parcel is late.", "saying: Your parcel is late."],
    ['Say: "See you soon."', "saying: See you soon."],
    [
      "Say that the shop is closed, and offer a refund with refund.",
      "saying: The shop is closed.",
      "offer: Would you like a refund?",
    ],
    ["Ask for the order number and call get_order.", "question: Could you give me the order number?"],
    ["Ask the user for their name, then store it with save_id.", "question: Could you give me your name?"],
    ["Ask why it comes back, then make a label with get_order.", "question: Could you tell me why it comes back?"],
    ['Ask the user for a date. Use exactly this message: "When do you arrive?"', "question: When do you arrive?"],
    [
      "It is late. Apologise and offer a refund with refund.",
      "matter: It is late.",
      "courtesy: I am sorry about that.",
      "offer: Would you like a refund?",
    ],
    ["Thank the customer. Refund reference: RF-1.", "courtesy: Thank you.", "matter: Refund reference: RF-1."],
  ] as const) {
    test(text, () => expect(heard(text)).toEqual(items));
  }
});

describe("commands are not", () => {
  for (const text of [
    "You are Pip, a short-spoken greeter.",
    "Never give opening hours.",
    "Do not answer the message yourself.",
    "Keep replies under three sentences.",
    "Look the order up with get_order.",
    "Greet the visitor in one sentence.",
    "The customer is verified: cancel with refund.",
    "Answer from this article and nothing else:",
    "Offer the phone line 555-0100 if no slot fits.",
    "The internal field is order_status.",
    "Use {!@actions.refund} for money.",
    "Summarise the order.",
  ]) {
    test(text, () => expect(heard(text)).toEqual([]));
  }
});

test("what holds in some case is kept with its case", () => {
  const { items, cases } = readInstructions(
    "If they say goodbye, wish them a nice day. Before a change, ask for the e-mail address.",
    tools,
  );
  expect(items).toEqual([]);
  expect(cases.map(({ when, item }) => [when, item.text])).toEqual([
    ["they say goodbye", "Have a nice day!"],
    ["a change", "Could you give me the e-mail address?"],
  ]);
});

test("a tool is commanded only without condition, choice or offer", () => {
  const commanded = (text: string) => readInstructions(text, tools).commanded;
  expect(commanded("Look the order up with get_order.")).toEqual(["get_order"]);
  expect(commanded("If it is late, use refund.")).toEqual([]);
  expect(commanded("Offer a refund with refund.")).toEqual([]);
  expect(commanded("Check with get_order and pay with refund.")).toEqual([]);
});
