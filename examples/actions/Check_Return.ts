// Finds out how long ago an order was delivered. What that means for a return is the script's business.
import { orderBy } from "../data/orders.ts";

export default function checkReturn(inputs: { order_number: string }) {
  const order = orderBy(inputs.order_number);
  return { order_number: order?.number ?? "", days_since_delivery: order?.deliveredDaysAgo ?? null };
}
