// What is found in a text for a parameter, and above all what is not.
import { describe, expect, test } from "vitest";
import type { Slot } from "./slot.ts";
import { asksFor, findValue, questionFor } from "./slots.ts";

const now = new Date(2026, 10, 18, 12).getTime(); // Wednesday, 18 November 2026
const slot = (name: string, description = "", more: Partial<Slot> = {}): Slot => ({
  name,
  description,
  type: "string",
  required: true,
  options: [],
  format: "",
  ...more,
});
const find = (of: Slot, text: string, asked = false) => findValue(of, { text, asked, now, onlyNumber: true });

const code = slot("order_id", "Order number such as PX-1234");
const digits = slot("account_no", "Eight digit account number");
const plain = slot("reference");
const count = slot("guests", "How many guests", { type: "integer" });
const day = slot("arrival", "Day of arrival");
const name = slot("pet_name", "Name of the pet");
const free = slot("note", "Anything we should know");
const flag = slot("insured", "Whether the parcel is insured", { type: "boolean" });
const size = slot("size", "", { options: ["small", "medium", "extra_large"] });

describe("a value in the text is found", () => {
  for (const [of, text, value] of [
    [code, "where is px 1234 please", "PX-1234"],
    [code, "it's PX1234", "PX1234"],
    [digits, "my account is 12345678, opened 2020", "12345678"],
    [plain, "the reference is AB-99120", "AB-99120"],
    [slot("zip", "", { pattern: "^\\d{5}$" }), "I live in 10115 Berlin", "10115"],
    [count, "a table for four", 4],
    [count, "3 guests at 7", 3],
    [slot("amount", "Amount to pay", { type: "number" }), "please pay £1,250.50", 1250.5],
    [day, "tomorrow", "2026-11-19"],
    [day, "next Friday would be good", "2026-11-20"],
    [day, "on 3 January", "2027-01-03"],
    [day, "on March 5th, 2027", "2027-03-05"],
    [day, "2026-12-24", "2026-12-24"],
    [slot("email"), "write to ada.l@example.co.uk.", "ada.l@example.co.uk"],
    [slot("phone", "Phone number such as +44 113 496 0000"), "call +44 113 496 0001", "+44 113 496 0001"],
    [
      slot("new_address", "New address with street and postcode"),
      "send it to 12 Mill Lane, LS1 4AP Leeds.",
      "12 Mill Lane, LS1 4AP Leeds",
    ],
    [name, "my cat is called Minka", "Minka"],
    [name, "my dog Rex is ill", "Rex"],
    [slot("reason", "Why it comes back"), "I return it because it is broken.", "it is broken"],
    [size, "an extra large one", "extra_large"],
    [slot("species", "Species: dog, cat, or other", { options: ["dog", "cat", "other"] }), "two cats", "cat"],
  ] as const) {
    test(`${of.name}: ${text}`, () => expect(find(of, text)).toEqual(value));
  }
});

describe("a value that is not there is not made up", () => {
  for (const [of, text] of [
    [code, "my order from 2024"],
    [code, "I have no number"],
    [digits, "call 0113 496"],
    [plain, "on 24 December 2026"],
    [count, "room 12a on floor 3 for 2 nights, dog and all, 4 beds"],
    [day, "on 31 February"],
    [name, "hello there"],
    [free, "It arrived broken"],
    [flag, "yes"],
    [size, "the smallest"],
    [slot("tags", "", { type: "array" }), "red and blue"],
  ] as const) {
    test(`${of.name}: ${text}`, () => expect(find(of, text)).toBeUndefined());
  }
});

describe("asked for it, a bare answer is enough", () => {
  for (const [of, text, value] of [
    [free, "Leave it at the door.", "Leave it at the door."],
    [name, "it's Minka.", "Minka"],
    [flag, "yes, it is", true],
    [flag, "no", false],
    [free, "what do you mean?", undefined],
    [free, "never mind", undefined],
    [free, "yes please", undefined],
    [name, "I don't know", undefined],
  ] as const) {
    test(`${of.name}: ${text}`, () => expect(find(of, text, true)).toEqual(value));
  }
});

describe("questions", () => {
  for (const [of, question] of [
    [code, "Could you give me the order number (such as PX-1234)?"],
    [slot("reason", "Why the customer wants a refund"), "Could you tell me why you want a refund?"],
    [slot("email", "The customer's e-mail address."), "Could you give me your e-mail address?"],
    [flag, "Yes or no: the parcel is insured?"],
    [slot("orderId"), "Could you give me the order id?"],
  ] as const) {
    test(`for ${of.name} are made from its description`, () => expect(questionFor(of)).toBe(question));
  }

  test("are known again in what the agent said", () => {
    for (const of of [code, digits, count, day, name, flag]) expect(asksFor(questionFor(of), of)).toBe(true);
    expect(asksFor("Could you tell me the tracking number?", code)).toBe(false);
    expect(asksFor("Would you like a refund?", slot("reason", "Why the customer wants a refund"))).toBe(false);
    expect(asksFor("The order number is on the slip.", code)).toBe(false);
  });
});
