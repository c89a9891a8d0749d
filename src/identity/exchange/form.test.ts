// How the parameters of a token request are read.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFields } from "./form.ts";
import { TokenRefused } from "./refusal.ts";

const FORM = "application/x-www-form-urlencoded";

describe("the parameters of a token request", () => {
  test("come back as any client encodes them", () => {
    const words = fc.string({ unit: "grapheme", minLength: 1 }).map((word) => word.toWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words)), (pairs) => {
        expect(readFields("", FORM, new URLSearchParams(pairs).toString())).toEqual(pairs);
      }),
    );
  });

  test("are read from the query, then from the body", () => {
    expect(readFields("a=1", `${FORM}; charset=UTF-8`, "b=2&a=3")).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ]);
  });

  test("count as omitted without a value", () => {
    expect(readFields("", FORM, "scope=&grant_type=x&=y&&lonely")).toEqual([["grant_type", "x"]]);
  });

  test("are not looked for in a body of another type", () => {
    expect(readFields("", "application/json", '{"grant_type":"client_credentials"}')).toEqual([]);
    expect(readFields("", undefined, "grant_type=client_credentials")).toEqual([]);
  });

  test.each(["a=%", "a=%zz", "a=%ff", "%c3%28=a"])("are refused when %s cannot be decoded", (body) => {
    expect(() => readFields("", FORM, body)).toThrow(TokenRefused);
  });
});
