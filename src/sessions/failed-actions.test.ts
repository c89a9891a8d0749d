// What a plan tells of actions that failed.
import { expect, test } from "vitest";
import { failedActions } from "./failed-actions.ts";

const step = (type: string, fields: object) => ({ type, startExecutionTime: 1, endExecutionTime: 2, ...fields });
const call = (name: string, ...errors: string[]) => step("FunctionStep", { function: { name, errors } });

test("each call that failed is named, also the second one of the same action", () => {
  const plan = [call("Pay", "Pay failed."), call("Look_Up"), call("Pay", "Pay is not set up.")];
  expect(failedActions(plan)).toEqual(["Pay", "Pay"]);
});

test("a turn whose actions all did their work has none, whatever else went wrong in it", () => {
  expect(failedActions([call("Look_Up"), step("LLMStep", { errors: ["no answer"] })])).toBeNull();
});
