// What a plan tells of a turn that came to no answer.
import { expect, test } from "vitest";
import { unanswered } from "./unanswered.ts";

const step = (type: string, fields: object) => ({ type, startExecutionTime: 1, endExecutionTime: 2, ...fields });
const said = (responseType: string) => step("PlannerResponseStep", { responseType });

test("a turn whose last word is the error message had no answer, whatever the agent said before", () => {
  expect(unanswered([step("LLMStep", { errors: ["no answer"] }), said("Failure")])).toBe("unanswered");
  expect(unanswered([said("Inform"), said("Failure")])).toBe("unanswered");
});

test("a turn that answers, asks or hands over had one, and a turn without a word did not fail", () => {
  for (const type of ["Inform", "Inquire", "Confirm", "Escalate"]) expect(unanswered([said(type)])).toBeNull();
  expect(unanswered([step("LLMStep", { errors: ["no answer"] }), said("Inform")])).toBeNull();
  expect(unanswered([])).toBeNull();
});
