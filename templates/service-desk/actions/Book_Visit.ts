// Books an engineer's visit. A real desk would write it down, once for each `idempotencyKey` of its second argument.
interface Inputs {
  readonly customer_number: string;
  readonly time: string;
  /** The customer's id in the channel, where there is one. */
  readonly booked_by?: string;
}

export default function bookVisit({ customer_number, time }: Inputs) {
  const visit = `V-${customer_number.slice(-4)}`;
  return {
    visit,
    summary: `An engineer comes tomorrow ${time === "morning" ? "morning" : "afternoon"}. The visit has the number ${visit}.`,
  };
}
