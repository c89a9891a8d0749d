// Outputs of actions as the user reads them.
import { describe, expect, test } from "vitest";
import { factsOf, toldFacts } from "./facts.ts";

const told = (result: unknown, sent = {}) => toldFacts(factsOf(result, sent));

describe("outputs become words", () => {
  for (const [what, result, text] of [
    ["one", { status: "shipped" }, "The status is shipped."],
    ["a yes or no", { approved: true }, "Approved: yes."],
    ["a plural", { late_days: 9 }, "Late days: 9."],
    [
      "several",
      { status: "sent", carrierName: "DHL", weight: 1234.5 },
      "- Status: sent\n- Carrier name: DHL\n- Weight: 1,234.5",
    ],
    ["a sentence", { summary: "Order HX-1 was sent" }, "Order HX-1 was sent."],
    ["a day", { due: "2026-03-03" }, "The due is 3 March 2026."],
    ["an inner object", { address: { city: "York" } }, "The address city is York."],
    ["a list of words", { colours: ["red", "blue"] }, "Colours: red, blue."],
    [
      "a list of things",
      [
        { id: "A1", state: "sent" },
        { id: "B2", state: "late" },
      ],
      "- A1, sent\n- B2, late",
    ],
    ["a long list", { n: [1, 2, 3, 4, 5, 6, 7] }, "The n is 1, 2, 3, 4, 5, and 2 more."],
  ] as const) {
    test(what, () => expect(told(result)).toBe(text));
  }
});

test("what says nothing is left out: bookkeeping, empty values, notes to the model, and what the call sent", () => {
  expect(told({ success: true, note: "", gone: null, order_id: "PX-1" }, { order_id: "PX-1" })).toBe("");
  expect(told("Transition to booking.")).toBe("");
  expect(told(null)).toBe("");
});
