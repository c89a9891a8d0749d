// How many may read a session on at once.
import { expect, test } from "vitest";
import { requireRoom } from "./follow.ts";
import { openWakes } from "./wakes.ts";

test("a session has room for a hundred readers on one server, and again when one leaves", () => {
  const wakes = openWakes();
  const key = { id: "a-session", orgId: "00Dorg", appId: "app" };
  const leave = Array.from({ length: 100 }, () => {
    requireRoom({ wakes }, key);
    return wakes.await(key.id, () => {});
  });
  expect(() => requireRoom({ wakes }, key)).toThrow(/100 readers follow this session already/);
  expect(() => requireRoom({ wakes }, { ...key, id: "another" })).not.toThrow();
  leave[0]!();
  expect(() => requireRoom({ wakes }, key)).not.toThrow();
});
