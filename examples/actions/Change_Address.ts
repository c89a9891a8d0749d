// Sends an order to another address, as long as it has not left the warehouse.
import { describeOrder, orderBy } from "../data/orders.ts";

export default function changeAddress(inputs: { order_number: string; new_address: string }) {
  const order = orderBy(inputs.order_number);
  if (order?.status !== "processing") {
    return { summary: order ? describeOrder(order) : "There is no such order." };
  }
  order.address = inputs.new_address.trim();
  return { summary: `Done: order ${order.number} will go to ${order.address}.` };
}
