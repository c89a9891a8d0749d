// What is written for a `jsonb` column, whatever models, actions and scripts said.
import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonb } from "./json.ts";

test("what jsonb cannot hold becomes U+FFFD, in names as in values", () => {
  expect(JSON.parse(jsonb({ "a\0": ["\ud83d", "x\udc00y", "😀\0"] }))).toEqual({
    "a\ufffd": ["\ufffd", "x\ufffdy", "😀\ufffd"],
  });
});

test("text that only looks like an escape stays as it is", () => {
  const value = ["\\u0000", "\\\\ud800", '\\"\n\u0001'];
  expect(JSON.parse(jsonb(value))).toEqual(value);
});

test("everything else is JSON as always", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const storable = JSON.stringify(value).replaceAll("\\u0000", "\ufffd");
      fc.pre(!storable.includes("\\\ufffd"));
      expect(jsonb(value)).toBe(storable);
    }),
  );
});
