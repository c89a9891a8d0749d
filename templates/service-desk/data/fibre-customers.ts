// Invented customers. A real desk asks its own system, and sends a random code that expires.

export interface Customer {
  readonly number: string;
  readonly phone: string;
  readonly code: string;
  readonly bill: string;
  readonly creditRating: string;
}

export const customers: readonly Customer[] = [
  {
    number: "LF-2041",
    phone: "+44 113 496 0137",
    code: "482913",
    bill: "Your bill for October is 24 pounds, and it is paid.",
    creditRating: "good",
  },
  {
    number: "LF-3377",
    phone: "+44 113 496 0185",
    code: "175560",
    bill: "Your bill for October is 38 pounds, and it was due on the first of November.",
    creditRating: "poor",
  },
];

/** The customer with a number, however it is written: `lf 2041`. */
export function customerBy(number: string): Customer | undefined {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return customers.find((customer) => plain(customer.number) === plain(number));
}
