// Makes the label for a return. The same order always gets the same label, so a repeated call does no harm.
import { orderBy } from "../data/orders.ts";

export default function makeReturnLabel(inputs: { order_number: string; reason: string }) {
  const order = orderBy(inputs.order_number);
  if (order?.status !== "delivered") throw new Error(`order ${inputs.order_number} was not delivered`);
  const label = order.number.replace("HX", "RL");
  return {
    label,
    summary: `Return label ${label} is on its way to the e-mail address of order ${order.number}. Hand the parcel in at any post office.`,
  };
}
