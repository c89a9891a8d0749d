// Cancels an order that has not left the warehouse. Cancelling twice is the same as cancelling once.
import { describeOrder, orderBy } from "../data/orders.ts";

export default function cancelOrder(inputs: { order_number: string }) {
  const order = orderBy(inputs.order_number);
  if (!order) return { status: "", summary: "There is no such order." };
  if (order.status === "processing") order.status = "cancelled";
  return { status: order.status, summary: describeOrder(order) };
}
