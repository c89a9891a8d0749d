// Quoted strings: from what is between the quotes to the text it stands for.
import type { Report } from "./report.ts";
import type { Token } from "./token.ts";

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
};

/** The text of a string token (spec §1.5). An unknown escape is reported and kept as written. */
export function unquote(token: Token, report: Report): string {
  const closed = token.text.length > 1 && /["'”’]$/.test(token.text);
  const inner = token.text.slice(1, closed ? -1 : undefined);
  return inner.replace(/\\([\s\S])/g, (written, letter: string) => {
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (meant !== undefined) return meant;
    const fix = "The escapes are \\\" \\' \\\\ \\n \\r \\t \\0; double a backslash that is meant as one";
    report.damage(token.span, `\`${written}\` is not an escape`, { fix });
    return written;
  });
}
