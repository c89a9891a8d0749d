// A template as the formatter prints it: its lines move with their pipe, so that the text they stand for stays the same.
import { indexFrom } from "./format-rows.ts";
import type { Token } from "./token.ts";

interface Line {
  /** As printed, without its line break. */
  text: string;
  /** The break before it, kept as it is: another could mean another text. */
  readonly lineBreak: string;
  readonly comment: boolean;
}

/** Where a template stood, and where it is printed. Columns count from 0. */
export interface Move {
  readonly from: number;
  readonly to: number;
  /** Indentation of the printed row that holds the pipe. */
  readonly indent: number;
}

const leadOf = (line: string): number => line.length - line.trimStart().length;

/**
 * Print the tokens after a pipe. The rules of spec §1.7 take a width away from every line; each line is indented so that
 * what is left of it afterwards is what was left before.
 * @param tokens those of the template, without its pipe
 * @param print prints the tokens of one interpolation, its braces included
 */
export function formatTemplate(
  tokens: readonly Token[],
  { from, to, indent }: Move,
  print: (tokens: readonly Token[]) => string,
): string {
  const [first, ...rest] = linesOf(tokens, print);
  const opening = first?.text ?? "";
  const bare = opening.trim() === "";
  const written = rest.filter(({ comment, text }) => !comment && text.trim() !== "");
  const taken = bare ? Math.min(...written.map(({ text }) => leadOf(text))) : from + 1 + leadOf(opening);
  const takenNow = bare ? indent + 4 : to + 2;
  const lines = rest.map(({ text, lineBreak, comment }) => {
    if (comment) return `${lineBreak}${" ".repeat(indent)}${text.trim()}`;
    if (text.trim() === "") return lineBreak;
    const lead = leadOf(text);
    const width = lead > taken ? takenNow : Math.min(takenNow, indent + 4);
    return `${lineBreak}${" ".repeat(width)}${text.slice(Math.min(taken, lead))}`;
  });
  return [bare ? "" : ` ${opening.trimStart()}`, ...lines].join("");
}

/** Text and interpolations by lines. A line break inside an interpolation is no line of the text. */
function linesOf(tokens: readonly Token[], print: (tokens: readonly Token[]) => string): readonly Line[] {
  const lines: Line[] = [{ text: "", lineBreak: "", comment: false }];
  const add = (text: string) => {
    const last = lines.at(-1) as Line;
    last.text += text;
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.kind === "open") {
      const close = indexFrom(tokens, at, ({ kind }) => kind === "close");
      add(print(tokens.slice(at, close + 1)));
      at = close;
    } else if (token.kind === "break") lines.push({ text: "", lineBreak: token.text, comment: true });
    else if (token.kind === "text") {
      const [start = "", ...others] = token.text.split(/(\r?\n)/);
      add(start);
      for (let part = 0; part < others.length; part += 2)
        lines.push({ text: others[part + 1] ?? "", lineBreak: others[part] ?? "", comment: false });
    } else add(token.text);
  }
  return lines;
}
