// What the checker must say when the examples are changed in one place (spec §11.5, §11.6).
import { describe, expect, test } from "vitest";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { agentOf } from "../../test/support/scripts.ts";
import { readScript } from "./read.ts";

/** The errors of an example in which one stretch is replaced. */
function errorsOf(name: string, written: string | RegExp, instead: string): readonly string[] {
  const source = examples[name] ?? "";
  const changed = source.replace(written, instead);
  expect(changed).not.toBe(source);
  return readScript(changed).problems.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
}

describe("05_utility_service_full.agent", () => {
  const name = "05_utility_service_full.agent";

  test("needs the user of `access`", () => {
    expect(errorsOf(name, /^access:\n(?: .*\n)+/m, "")).toEqual(["config-missing-default-agent-user"]);
  });

  test("cannot set what the host gives", () => {
    const errors = errorsOf(
      name,
      "            | The balance is",
      '            set @variables.EndUserId = "x"\n            | The balance is',
    );
    expect(errors).toEqual(["set-immutable-target"]);
  });

  test("shows in its welcome what the API may set, and not what only the agent sets", () => {
    expect(errorsOf(name, "{!@variables.EndUserId}", "{!@variables.account_no}")).toEqual([]);
    expect(errorsOf(name, "{!@variables.EndUserId}", "{!@variables.verified}")).toEqual([
      "system-message-mutable-variable",
    ]);
  });

  test("binds the input of a prompt template by its whole name", () => {
    const tool = agentOf(examples[name] ?? "").nodes.billing?.tools.find((known) => known.name === "explain");
    expect(tool?.bindings.map((binding) => binding.name)).toEqual(["Input:bill"]);
  });
});

describe("06_intake_collect.agent", () => {
  const name = "06_intake_collect.agent";

  test("cannot collect in its start agent", () => {
    const errors = errorsOf(
      name,
      "        instructions: |\n            Pick the matching desk.",
      '        instructions: ->\n            collect @variables.device\n                message: "Which?"',
    );
    expect(errors).toEqual(["collect-in-start-agent"]);
  });

  test("offers its router transitions only", () => {
    const tool = "            keep: @utils.setVariables\n                with device=...\n";
    expect(errorsOf(name, "            go_smalltalk:", `${tool}            go_smalltalk:`)).toEqual([
      "hyperclassifier-non-transition",
    ]);
  });

  test("recommends three prompts or more", () => {
    expect(errorsOf(name, '            - "I lost my badge"\n', "")).toEqual(["constraint-min-items"]);
  });
});
