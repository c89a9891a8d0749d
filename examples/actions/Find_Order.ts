// Looks an order up by its number.
import { describeOrder, orderBy } from "../data/orders.ts";

export default function findOrder(inputs: { order_number: string }) {
  const order = orderBy(inputs.order_number);
  if (!order) {
    return {
      order_number: "",
      status: "",
      summary: `There is no order ${inputs.order_number}. Please check the number; it begins with HX.`,
      warehouse_note: "",
    };
  }
  return {
    order_number: order.number,
    status: order.status,
    summary: describeOrder(order),
    warehouse_note: `picked for ${order.address}`,
  };
}
