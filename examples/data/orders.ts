// The orders of the sample shop. They live in memory: a cancelled order is whole again when the server restarts.
// Days count back from today, so that the sample never grows old.

export interface Order {
  readonly number: string;
  readonly email: string;
  readonly items: string;
  status: "processing" | "shipped" | "delivered" | "cancelled";
  /** Where it goes. Only the warehouse reads it. */
  address: string;
  readonly deliveredDaysAgo?: number;
}

export const orders: readonly Order[] = [
  {
    number: "HX-1042",
    email: "ada@example.com",
    items: "a Fellside two-person tent and a mallet",
    status: "shipped",
    address: "4 Quarry Road, LA9 4BD Kendal",
  },
  {
    number: "HX-1043",
    email: "mira@example.com",
    items: "a 40-litre Cairn pack",
    status: "processing",
    address: "17 Station Street, YO1 7HH York",
  },
  {
    number: "HX-1027",
    email: "tom@example.com",
    items: "a pair of Scree boots, size 43",
    status: "delivered",
    address: "2 Weir Cottages, SK33 8WA Hope",
    deliveredDaysAgo: 12,
  },
  {
    number: "HX-1011",
    email: "june@example.com",
    items: "a Tarn sleeping bag",
    status: "delivered",
    address: "9 Harbour View, TD14 5HE Eyemouth",
    deliveredDaysAgo: 45,
  },
  {
    number: "HX-0963",
    email: "ada@example.com",
    items: "a Lowfold stove",
    status: "delivered",
    address: "4 Quarry Road, LA9 4BD Kendal",
    deliveredDaysAgo: 140,
  },
];

/** The order with a number, however the customer writes it: "hx 1042" and "HX1042" are HX-1042. */
export function orderBy(number: string): Order | undefined {
  const digits = number.replace(/\D/g, "");
  return orders.find((order) => order.number === `HX-${digits}`);
}

/** Where an order is, as one sentence for the customer. */
export function describeOrder(order: Order): string {
  const what = `Order ${order.number} (${order.items})`;
  switch (order.status) {
    case "processing":
      return `${what} is being packed and has not been shipped.`;
    case "shipped":
      return `${what} was shipped yesterday and should arrive tomorrow.`;
    case "delivered":
      return `${what} was delivered ${order.deliveredDaysAgo} days ago.`;
    case "cancelled":
      return `${what} is cancelled. The money is back within five working days.`;
  }
}
