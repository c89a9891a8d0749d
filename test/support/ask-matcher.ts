// Asks the embedded matcher one thing, and writes the histories it is asked with.
import { matcherModel } from "../../src/models/matcher/matcher.ts";
import type { Message } from "../../src/models/port.ts";
import { callsOf, partsOf, requestOf, textOf, toolOf } from "../behaviour/models.ts";

const noon = new Date(2026, 10, 18, 12).getTime(); // a Wednesday

/** A matcher of its own for a test file: one thread serves all of it. Close it in the end. */
export function startMatcher() {
  const model = matcherModel({ now: () => noon });
  return {
    model,
    async ask(given: Parameters<typeof requestOf>[0]) {
      const parts = await partsOf(model.stream(requestOf(given)));
      return { text: textOf(parts), calls: callsOf(parts) };
    },
    close: async () => model.close?.(),
  };
}

export const user = (text: string): Message => ({ role: "user", text });
export const agent = (text: string): Message => ({ role: "assistant", text, calls: [] });

/** A call and its result, as they stand in a history. */
export const did = (name: string, args: Record<string, unknown>, result: unknown, failed = false): Message[] => [
  { role: "assistant", text: "", calls: [{ id: `c_${name}`, name, arguments: args }] },
  { role: "tool", callId: `c_${name}`, name, result, failed },
];

/** A way to another place. */
export const way = (name: string, description: string) => toolOf(name, description, {}, "transition");

export const getOrder = toolOf("get_order", 'Look up the state of an order: "where is my parcel"', {
  order_id: "Order number such as PX-1234",
});
export const refund = toolOf("refund", 'Refund an order: "I want my money back", "give me a refund"', {
  order_id: "Order number such as PX-1234",
  reason: "Why the customer wants a refund",
});
