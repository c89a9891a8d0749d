// The list of codes: some script brings each about, and it is as bad as the list and the specification say (spec §6).
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { cases } from "../../test/fixtures/scripts/by-code.ts";
import { codes, type ProblemCode, unreported } from "./codes.ts";
import { folderNameProblem } from "./folder-name.ts";
import { readScript } from "./read.ts";

describe("every code of the list is told of a script that brings it about, and of its line", () => {
  test.each(cases.map(([severity, code, source, line]) => ({ severity, code, source, line })))(
    "$severity $code: $line",
    ({ severity, code, source, line }) => {
      const lines = source.split("\n");
      const told = readScript(source).problems.map((problem) => ({
        severity: problem.severity,
        code: problem.code,
        line: lines[problem.span.start.line - 1]?.trim().slice(0, line.length),
      }));
      expect(told).toContainEqual({ severity, code, line });
    },
  );

  test("and an agent in a folder of another name is told by the folder's rule", () => {
    const problem = folderNameProblem(baseScript(), { developerName: "base" }, "other");
    expect(problem).toMatchObject({ code: "developer-name-mismatch", severity: "error" });
  });

  test("so that no code of the list has no script", () => {
    const brought = new Set<string>(cases.map(([, code]) => code));
    expect(Object.keys(codes).filter((code) => !brought.has(code))).toEqual(["developer-name-mismatch"]);
  });
});

describe("how bad a code is", () => {
  test("is what the list says, and a code of two severities is seen with both", () => {
    const wrong = (Object.keys(codes) as ProblemCode[]).filter((code) => {
      const seen = new Set(cases.flatMap(([severity, brought]) => (brought === code ? [severity] : [])));
      // Nested conditions are a warning only where they are allowed, and the folder's rule is not the reader's.
      if (code === "unsupported-nested-if") seen.add("warning");
      if (code === "developer-name-mismatch") seen.add("error");
      return codes[code].severity !== [...seen].toSorted().join(" or ");
    });
    expect(wrong).toEqual([]);
  });

  /** Spec §6.1–§6.5, §6.8, and the codes of §6.6. What it does not grade stands as it is graded here. */
  const specified = {
    error: `syntax-error missing-token parse-error unknown-block unknown-field unknown-variant unexpected-block-name
      missing-value composite-key duplicate-name empty-field-name invalid-key-pattern invalid-modifier missing-type
      unknown-type nested-list-type invalid-type-parameter unexpected-type-parameters missing-type-keyword reserved-name
      invalid-sequence-element template-in-deterministic-procedure invalid-procedure-value string-contains-newline
      spread-missing-expression missing-required-field singular-collection constraint-enum constraint-const
      constraint-pattern constraint-minimum constraint-maximum constraint-exclusive-minimum constraint-exclusive-maximum
      constraint-multiple-of constraint-min-length constraint-max-length constraint-min-items constraint-max-items
      constraint-allowed-namespaces constraint-resolved-type empty-block transition-missing-target
      transition-multiple-targets unknown-function indirect-function-call namespace-function-call unsupported-operator
      invalid-spread-context identifier-confusable-none identifier-confusable-boolean null-not-allowed
      unknown-identifier missing-action-reference action-unknown-input action-unknown-output
      set-variables-unknown-variable set-variables-immutable-target invalid-action-target invalid-skill-target
      hyperclassifier-non-transition hyperclassifier-before-reasoning hyperclassifier-after-reasoning
      connection-disallowed-field connection-missing-required-fields connection-missing-paired-field
      connection-input-invalid-type connection-input-invalid-property response-action-invalid-reference
      response-format-invalid-target response-format-unsupported-target-scheme
      response-format-schema-input-not-exclusive response-format-fields-on-non-object
      response-format-list-missing-value response-format-messaging-component-missing-default
      response-format-list-default-non-primitive response-format-invalid-schema-uri
      response-format-unsupported-schema-type response-format-messaging-component-wrong-surface
      response-format-nested-schema system-message-mutable-variable bound-input-required bound-input-not-variable
      bound-input-not-linked-or-mutable connected-agent-unsupported-scheme invalid-connected-subagent-target-name
      invalid-connected-subagent-reference config-missing-agent-name config-duplicate-agent-name
      config-missing-default-agent-user config-invalid-default-agent-user-none agent-type-not-allowed
      recommended-prompts-agent-type access-sharing-policy-not-allowed
      access-verified-customer-record-access-not-allowed invalid-variable-name mutable-variable-cannot-have-source
      linked-variable-missing-source linked-variable-cannot-be-list linked-variable-cannot-be-object
      linked-variable-cannot-have-default disabled-additional-parameter voice-language-not-declared
      voice-version-mixing schema-validation COMPILER_NULL_EXPRESSION UNRESOLVED_REFERENCE set-immutable-target
      outputs-out-of-scope inputs-out-of-scope run-unknown-input slot-fill-in-run run-targets-tool-alias
      chained-comparison available-when-outside-tool`,
    warning: `anonymous-named-block duplicate-key malformed-interpolation unexpected-template-node deprecated-field
      duplicate-clause constraint-invalid-pattern unreachable-code malformed-ast available-when-non-boolean
      variable-default-type-mismatch placeholder-action-target connection-field-not-used
      response-format-inputs-ignored-for-target response-format-unknown-system-target
      response-format-object-missing-fields config-default-agent-user-conflict object-type-missing-schema
      complex-data-type-on-primitive byon-not-for-production adaptive-language-overrides voice-adaptive-conflict
      voice-language-missing-language-block run-missing-required-input ignored-clause agentforce-compiler-ignores
      transition-cycle-without-llm unreachable-subagent escalate-without-connection reserved-escalate-name
      duplicate-tool-name secret-in-prompt`,
    info: `unused-variable lint-pass-error lint-pass-skipped action-missing-input instruction-template-syntax
      collect-experimental quoted-interpolation side-effect-in-instructions`,
    "error or warning": `type-mismatch undefined-reference unsupported-nested-if custom-subagent-validation`,
  } as const;

  test.each(Object.entries(specified))("is what the specification says: %s", (severity, list) => {
    for (const code of list.split(/\s+/)) {
      if (Object.hasOwn(unreported, code)) continue;
      expect.soft(codes[code as ProblemCode]?.severity, code).toBe(severity);
    }
  });

  test("no code is in the list and among those that are never reported", () => {
    expect(Object.keys(unreported).filter((code) => Object.hasOwn(codes, code))).toEqual([]);
  });
});

test("every sentence of the list ends as a sentence does", () => {
  const wordless = Object.entries(codes).filter(
    ([, { says, cure }]) => ![says, cure].every((text) => /^[A-Z`].*\.$/.test(text)),
  );
  expect(wordless.map(([code]) => code)).toEqual([]);
});
