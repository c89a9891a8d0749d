// Looks up the last bill of a customer.
import { customerBy } from "../data/fibre-customers.ts";

export default function getBill(inputs: { customer_number: string }) {
  const customer = customerBy(inputs.customer_number);
  if (!customer) throw new Error(`There is no customer ${inputs.customer_number}`);
  return { bill: customer.bill, credit_rating: customer.creditRating };
}
