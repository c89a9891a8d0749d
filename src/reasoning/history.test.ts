// The conversation as a model is shown it.
import { describe, expect, test } from "vitest";
import type { Message } from "./events.ts";
import { paired } from "./history.ts";

const user: Message = { role: "user", text: "hi" };
const call = (...ids: string[]): Message => ({
  role: "assistant",
  text: "",
  calls: ids.map((id) => ({ id, name: "look", arguments: {} })),
});
const result = (callId: string): Message => ({
  role: "tool",
  callId,
  name: "look",
  result: { n: callId },
  failed: false,
});

describe("the history a model sees", () => {
  test("is left alone when every call has its result", () => {
    const whole = [user, call("1", "2"), result("1"), result("2"), user];
    expect(paired(whole)).toEqual(whole);
  });

  test("loses results whose call was cut off", () => {
    expect(paired([result("1"), result("2"), user])).toEqual([user]);
    expect(paired([user, result("1"), user])).toEqual([user, user]);
  });

  test("gains a result where one is missing", () => {
    const made = paired([call("1", "2"), result("2"), user]);
    expect(made).toEqual([call("1", "2"), expect.objectContaining({ callId: "1", failed: true }), result("2"), user]);
  });

  test("tells rounds apart that use the same ids", () => {
    const rounds = [call("1"), result("1"), call("1"), user];
    expect(paired(rounds)).toEqual([
      call("1"),
      result("1"),
      call("1"),
      expect.objectContaining({ failed: true }),
      user,
    ]);
  });
});
