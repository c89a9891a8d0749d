// Why an action failed, as far as it may be shown where what was said is masked.
import { expect, test } from "vitest";
import { isOwnReason } from "./trace-reasons.ts";

test.each([
  "Pay is not set up.",
  "Pay failed.",
  "Pay took longer than 7.5 s.",
  "Pay answered with status 503.",
  "The file of Pay exports no default function.",
  'Output "sum" of Pay is not of its declared type, list[number].',
  "Front_Desk had no answer.",
])("%s is the server's own sentence", (reason) => expect(isOwnReason("Pay", reason)).toBe(true));

test.each([
  "Pay answered with status 4711 and more.",
  "Pay is not set up. My number is 4711.",
  "Pay is not set up.\nMy number is 4711.",
  "My number is 4711: Pay failed.",
  "Refund failed.",
  'Output "my number is 4711" of Pay is not of its declared type, number.',
])("%j is not", (reason) => expect(isOwnReason("Pay", reason)).toBe(false));

test("a name that is none opens no door", () => expect(isOwnReason(".*", "my number is 4711 failed.")).toBe(false));
