// Every code the checker can report, as data: the pages of the manual, the editor's hover and the types come from here.
import { agentCodes } from "./codes-agent.ts";
import { languageCodes } from "./codes-language.ts";
import type { Severity } from "./problem.ts";

/** What is known of a code: how bad it is, what it means, what to do. */
export interface Code {
  /** A code has two severities where it matters what stands there. */
  readonly severity: Severity | "error or warning";
  /** What is the matter, in one sentence. */
  readonly says: string;
  /** What to do, in one sentence. */
  readonly cure: string;
}

/** The codes of spec §6 and those of our own, in the order of the manual. */
export const codes = { ...languageCodes, ...agentCodes } as const satisfies Record<string, Code>;

/** A code of the list. */
export type ProblemCode = keyof typeof codes;

/** The codes that may be reported with a severity. */
export type CodeOf<S extends Severity> = {
  [C in ProblemCode]: (typeof codes)[C]["severity"] extends infer Listed
    ? Listed extends S | `${S} or ${string}` | `${string} or ${S}`
      ? C
      : never
    : never;
}[ProblemCode];

/** Codes of spec §6 that nothing here reports, each with the reason. */
export const unreported: Readonly<Record<string, string>> = {
  "parse-error": "The parser never fails: a line it cannot read is a `syntax-error`.",
  "malformed-ast": "It speaks of the inside of other tools.",
  "lint-pass-error": "It speaks of the inside of other tools.",
  "lint-pass-skipped": "It speaks of the inside of other tools.",
  COMPILER_NULL_EXPRESSION: "An expression that cannot be read is a `syntax-error` before anything is compiled.",
  UNRESOLVED_REFERENCE: "A reference without a target is an `undefined-reference` before anything is compiled.",
  "malformed-interpolation": "An interpolation that cannot be read is a `syntax-error`.",
  "spread-missing-expression": "A `*` with nothing after it is a `syntax-error`.",
  "constraint-const": "No field of the language has a single value.",
  "constraint-exclusive-minimum": "Every limit of a field includes its end.",
  "constraint-exclusive-maximum": "Every limit of a field includes its end.",
  "constraint-multiple-of": "No field of the language is a multiple of something.",
  "constraint-invalid-pattern": "The patterns of fields are our own, and valid.",
};
