// What an action gave back, cut to its declared outputs and coerced to their types.
import { describe, expect, test } from "vitest";
import type { ActionDefinition, Output, ScalarType } from "../script/agent.ts";
import { fitOutputs } from "./fit-outputs.ts";

const place = { offset: 0, line: 1, column: 1 };
const output = (name: string, of: ScalarType, list = false): Output => ({
  name,
  type: { of, list },
  visible: true,
  displayable: false,
});
const lookup: ActionDefinition = {
  name: "Lookup",
  target: "flow://Lookup",
  inputs: [],
  outputs: [
    output("status", "string"),
    output("days", "integer"),
    output("due", "datetime"),
    output("tags", "string", true),
  ],
  confirm: false,
  span: { start: place, end: place },
};

describe("outputs of an action", () => {
  test("are the declared ones, coerced to their types", () => {
    const raw = { status: 5, days: "9", due: new Date(0), tags: ["a"], internal: "not declared" };
    expect(fitOutputs(lookup, raw)).toEqual({
      ok: true,
      outputs: { status: "5", days: 9, due: "1970-01-01T00:00:00.000Z", tags: ["a"] },
    });
  });

  test("may be missing or None", () => {
    expect(fitOutputs(lookup, { status: null })).toEqual({ ok: true, outputs: { status: null } });
    expect(fitOutputs(lookup, undefined)).toEqual({ ok: true, outputs: {} });
  });

  test("of the wrong type are a failure that names the output and not its value", () => {
    const result = fitOutputs(lookup, { days: "a fortnight" });
    expect(result).toMatchObject({ ok: false, reason: "invalid" });
    expect(JSON.stringify(result)).toContain("days");
    expect(JSON.stringify(result)).not.toContain("fortnight");
  });

  test("of more than 1 MB are a failure", () => {
    expect(fitOutputs(lookup, { status: "x".repeat(1_000_001) })).toMatchObject({ ok: false, reason: "invalid" });
  });

  test("that JSON cannot hold, or that are no object, are a failure", () => {
    for (const raw of ["text", [1, 2], 7, () => 1, { n: 1n }]) {
      expect(fitOutputs(lookup, raw)).toMatchObject({ ok: false, reason: "invalid" });
    }
  });
});
