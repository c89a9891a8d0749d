// Compares an e-mail address with the one of an order. It never says which address would have been right.
import { orderBy } from "../data/orders.ts";

export default function verifyCustomer(inputs: { order_number: string; email: string }) {
  const verified = orderBy(inputs.order_number)?.email === inputs.email.trim().toLowerCase();
  return {
    verified,
    summary: verified
      ? "Thank you, that is the address of the order. Shall I change where it goes, or cancel it?"
      : "That is not the e-mail address of this order, so I cannot change anything.",
  };
}
