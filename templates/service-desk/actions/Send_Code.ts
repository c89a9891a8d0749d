// Sends a code to a customer's phone, and says how the phone's number ends. Here nothing is sent: data/fibre-customers.ts has the codes.
import { customerBy } from "../data/fibre-customers.ts";

export default function sendCode(inputs: { customer_number: string }) {
  return { sent_to: customerBy(inputs.customer_number)?.phone.slice(-2) ?? null };
}
