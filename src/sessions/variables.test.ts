// Variables that a client sets: which it may, as which types, and what it is told otherwise.
import { describe, expect, test } from "vitest";
import { Refused } from "../contract/problems.ts";
import type { Agent, Variable } from "../script/agent.ts";
import { readVariables } from "./variables.ts";

const position = { offset: 0, line: 1, column: 1 };
const variable = (name: string, change: Partial<Variable>): Variable => ({
  name,
  kind: "mutable",
  type: { of: "string", list: false },
  default: null,
  visibility: "External",
  span: { start: position, end: position },
  ...change,
});
const agent = {
  variables: Object.fromEntries(
    [
      variable("team", {}),
      variable("count", { type: { of: "number", list: false } }),
      variable("open", { type: { of: "boolean", list: false } }),
      variable("profile", { type: { of: "object", list: false } }),
      variable("tags", { type: { of: "string", list: true } }),
      variable("secret", { visibility: "Internal" }),
      variable("phone", { kind: "constant" }),
      variable("Language", { kind: "linked", source: "MessagingSession.EndUserLanguage" }),
      variable("RoutableId", { kind: "linked", source: "MessagingSession.Id" }),
    ].map((each) => [each.name, each]),
  ),
} as unknown as Agent;

const start = (name: string, value: unknown) => readVariables(agent, [{ name, value }], "start");
const send = (name: string, value: unknown) => readVariables(agent, [{ name, value }], "send");
const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Refused ? error : undefined;
  }
  return undefined;
};

describe("variables a client sets", () => {
  test("an External variable takes its value, and text is read as the declared type", () => {
    expect(start("team", "A").values).toEqual({ team: "A" });
    expect(start("count", "5").values).toEqual({ count: 5 });
    expect(start("open", "true").values).toEqual({ open: true });
    expect(start("profile", '{"a":1}').values).toEqual({ profile: { a: 1 } });
    expect(start("tags", ["x"]).values).toEqual({ tags: ["x"] });
    expect(send("team", null).values).toEqual({ team: null });
  });

  test("an Internal variable and a constant are refused by the name clients look for", () => {
    for (const name of ["secret", "phone"]) {
      const refusal = refusalOf(() => start(name, "x"));
      expect(refusal?.code).toBe("internal_variable");
      expect(refusal?.message).toContain("InternalVariableMutationAttemptException");
    }
  });

  test("an unknown name and a value of the wrong type are refused, never dropped", () => {
    expect(refusalOf(() => start("nope", "x"))?.message).toContain("team, count");
    expect(refusalOf(() => start("__proto__", "x"))?.code).toBe("variable_unknown");
    expect(refusalOf(() => start("count", "many"))?.message).toBe(
      `Variable 'count' is a number and cannot take "many". Send a number, or leave it out`,
    );
    expect(refusalOf(() => start("$Context.Nope", "x"))?.code).toBe("variable_unknown");
  });

  test("one bad variable refuses the whole request", () => {
    const both = [
      { name: "team", value: "A" },
      { name: "secret", value: "B" },
    ];
    expect(refusalOf(() => readVariables(agent, both, "start"))?.code).toBe("internal_variable");
  });

  test("context variables reach the linked variables that read them, by name or by source", () => {
    expect(start("$Context.RoutableId", "S1").values).toEqual({ RoutableId: "S1" });
    expect(start("$Context.EndUserLanguage", "en_US")).toEqual({ values: { Language: "en_US" }, language: "en_US" });
  });

  test("a standard context variable the agent does not use is accepted", () => {
    expect(start("$Context.EndUserContactId", "003").values).toEqual({});
  });

  test("after the start only the language of the context may change", () => {
    expect(send("$Context.EndUserLanguage", "fr").language).toBe("fr");
    expect(refusalOf(() => send("$Context.RoutableId", "S2"))?.code).toBe("variable_locked");
  });
});
