// Variables of every kind and type, with their defaults (spec §2.4, §4).
import { describe, expect, test } from "vitest";
import { globalOf, indented, type Part, versionOf } from "../../../test/fixtures/compiled/base.ts";

const script = (lines: string) =>
  `config:\n    agent_name: "x"\nvariables:\n${indented(lines, 4)}\nstart_agent main:\n    description: "The start"\n`;

/** The first variable of the author's. */
const stored = (lines: string): Part => (versionOf(script(lines)).state_variables as readonly Part[])[2] ?? {};

describe("a stored variable", () => {
  test("says what it is, and has no default without a value", () => {
    expect(stored("lateDays_2: mutable number")).toEqual({
      developer_name: "lateDays_2",
      label: "Late Days 2",
      description: "Late Days 2",
      data_type: "number",
      is_list: false,
      visibility: "Internal",
    });
  });

  test.each([
    ["x: mutable text", "string"],
    ["x: mutable date", "date"],
    ["x: mutable datetime", "timestamp"],
    ["x: mutable timestamp", "timestamp"],
    ["x: mutable currency", "currency"],
    ["x: mutable id", "string"],
    ["x: mutable object", "object"],
    ["x: string", "string"],
  ])("%s is a %s", (line, data_type) => {
    expect(stored(line)).toMatchObject({ data_type, is_list: false });
  });

  test.each([
    ['x: mutable string = "it\'s"', "'it's'"],
    ['x: mutable string = ""', "''"],
    ['x: mutable date = "2026-01-31"', "'2026-01-31'"],
    ['x: mutable currency = "12"', "12"],
    ["x: mutable number = -1.50", -1.5],
    ["x: mutable boolean = False", false],
    ["x: mutable list[string] = []", []],
    ['x: mutable list[object] = [{"a": 1}, "b"]', [{ a: 1 }, "b"]],
    ['x: mutable object = {"a": {"b": [1, True]}}', { a: { b: [1, true] } }],
    ["x: mutable object = {}", {}],
    ['x: string = "constant"', "'constant'"],
  ])("%s has its default written so", (line, value) => {
    expect(stored(line).default).toEqual(value);
  });

  test.each(["x: mutable string = None", "x: mutable date = 2026-01-31", "x: mutable list[string] = None"])(
    "%s has no default",
    (line) => {
      expect(stored(line)).not.toHaveProperty("default");
    },
  );

  test.each(["External", "public", "PUBLIC"])("is external when its visibility is %s", (visibility) => {
    const lines = `x: mutable string\n    label: "X"\n    description: "  An x"\n    visibility: "${visibility}"`;
    expect(stored(lines)).toMatchObject({ label: "X", description: "An x", visibility: "External" });
  });
});

describe("a linked variable", () => {
  const linked = (lines: string) => globalOf(script(lines)).context_variables;

  test("has its source, and its own name for a description", () => {
    expect(linked("end_user: linked id\n    source: @MessagingEndUser.ContactId")).toEqual([
      {
        developer_name: "end_user",
        label: "End User",
        description: "End_User",
        data_type: "id",
        field_mapping: "MessagingEndUser.ContactId",
      },
    ]);
  });

  test("is not among the stored ones", () => {
    expect(stored("x: linked string\n    source: @VoiceCall.Id")).toEqual({});
  });
});
