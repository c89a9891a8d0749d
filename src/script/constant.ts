// Words that are values: `True`, `False`, `None`, and what other languages write for them.
import type { CodeOf } from "./codes.ts";
import type { Cure, Report } from "./report.ts";
import type { Term } from "./syntax.ts";
import type { Span } from "./tree.ts";

export const constants: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

/** What a mistaken constant was meant to be, and the code it is reported under (spec §6.3). */
const confusable: Readonly<Record<string, readonly [meant: string, code: CodeOf<"error">]>> = {
  true: ["True", "identifier-confusable-boolean"],
  TRUE: ["True", "identifier-confusable-boolean"],
  false: ["False", "identifier-confusable-boolean"],
  FALSE: ["False", "identifier-confusable-boolean"],
  none: ["None", "identifier-confusable-none"],
  NONE: ["None", "identifier-confusable-none"],
  nil: ["None", "identifier-confusable-none"],
  null: ["None", "null-not-allowed"],
  NULL: ["None", "null-not-allowed"],
  Null: ["None", "null-not-allowed"],
};

/** The constant a word is, or was meant to be, which is then reported; `undefined` for any other word. */
export function constantNamed(
  text: string,
  span: Span,
  report: Report,
): { readonly value: boolean | null } | undefined {
  if (Object.hasOwn(constants, text)) return { value: constants[text] ?? null };
  if (!Object.hasOwn(confusable, text)) return undefined;
  const [meant, code] = confusable[text] as (typeof confusable)[string];
  const cure: Cure = { fix: `Did you mean \`${meant}\`?`, edits: [{ span, text: meant }] };
  report.error(code, span, `\`${text}\` is not a value here`, cure);
  return { value: constants[meant] ?? null };
}

/** A term that is a constant by its exact name. */
export const constantOf = (term: Term): boolean | null | undefined =>
  term.kind === "name" && Object.hasOwn(constants, term.text) ? constants[term.text] : undefined;
