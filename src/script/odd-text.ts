// Notices what stands in text and was most likely meant to be done: a value without its mark, a statement behind `|`.
import type { Place } from "./names.ts";
import { positionAt } from "./position.ts";
import type { Term } from "./syntax.ts";
import type { Span } from "./tree.ts";

interface Oddity {
  readonly form: RegExp;
  readonly message: (written: string) => string;
  readonly fix: (written: string) => string;
}

const oddities: readonly Oddity[] = [
  {
    form: /\{\s*@\w+\.\w+/,
    message: (written) => `\`${written}}\` stays as it is: a value is shown by \`{!…}\``,
    fix: (written) => `Write \`{!${written.slice(1).trim()}}\``,
  },
  {
    // Only what no sentence looks like: "If they ask: …" is text.
    form: /^[ \t]*(?:set @variables\.|run @actions\.|transition to @|(?:else )?if [^\n]*@variables\.[^\n]*:[ \t]*$)/m,
    message: (written) => `\`${written}\` stands in text: it is shown to the model, not done`,
    fix: () => "Begin the instructions with `->`, and each line of text with `|`",
  },
];

/** Tell the first of each oddity in a text, where it stands. */
export function noticeOdd(parts: readonly (string | Term)[], { start }: Span, { report, source }: Place): void {
  for (const { form, message, fix } of oddities) {
    const found = parts.flatMap((part) => (typeof part === "string" ? (form.exec(part)?.[0].trim() ?? []) : []))[0];
    if (found === undefined) continue;
    const at = source.indexOf(found, start.offset);
    const span = { start: positionAt(source, at, start), end: positionAt(source, at + found.length, start) };
    report.info("instruction-template-syntax", span, message(found), { fix: fix(found) });
  }
}
