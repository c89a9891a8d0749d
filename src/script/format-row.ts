// One row of a script as the formatter prints it: single spaces, brackets over several lines indented, templates moved.
import { indexFrom } from "./format-rows.ts";
import { formatTemplate } from "./format-template.ts";
import type { Token } from "./token.ts";

interface Page {
  readonly indent: number;
  readonly lineBreak: string;
  text: string;
  /** What parts the next token from the last one. */
  gap: "" | "space" | "join" | "break";
  /** Open brackets, as their closers. */
  readonly open: string[];
}

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Print the tokens of a row behind an indentation of `indent` spaces. Blanks are made one space each, and none is taken
 * away or put in between two tokens, but around the colon of a key.
 */
export function formatRow(tokens: readonly Token[], indent: number, lineBreak: string): string {
  const page: Page = { indent, lineBreak, text: " ".repeat(indent), gap: "", open: [] };
  let fresh = true;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.kind === "space") {
      if (!fresh) page.gap = widest(page.gap, token.text.includes("\\") ? "join" : "space");
      continue;
    }
    if (token.kind === "break") {
      page.gap = "break";
      continue;
    }
    const colon = token.kind === "symbol" && token.text === ":" && page.open.length === 0;
    if (colon && page.gap === "space") page.gap = "";
    if (token.kind === "symbol" && page.open.at(-1) === token.text) page.open.pop();
    if (token.kind === "comment" && page.gap === "space") page.text += " ";
    part(page);
    if (token.kind === "pipe") {
      const end = indexFrom(tokens, at, ({ kind }) => kind === "endTemplate");
      page.text += `|${printTemplate(page, token, tokens.slice(at + 1, end))}`;
      at = end;
    } else page.text += token.kind === "comment" ? token.text.trimEnd() : token.text;
    const closer = token.kind === "symbol" ? closers[token.text] : undefined;
    if (closer) page.open.push(closer);
    page.gap = colon || token.kind === "dash" ? "space" : "";
    fresh = false;
  }
  return page.text;
}

const order = ["", "space", "join", "break"] as const;
const widest = (one: Page["gap"], other: Page["gap"]) => (order.indexOf(one) > order.indexOf(other) ? one : other);

/** Print what stands between two tokens. */
function part(page: Page): void {
  const deeper = (steps: number) => " ".repeat(page.indent + 4 * steps);
  if (page.gap === "space") page.text += " ";
  if (page.gap === "join") page.text += ` \\${page.lineBreak}${deeper(page.open.length + 1)}`;
  if (page.gap === "break") page.text += `${page.lineBreak}${deeper(page.open.length)}`;
}

function printTemplate(page: Page, pipe: Token, tokens: readonly Token[]): string {
  const move = {
    from: pipe.span.start.column - 1,
    to: page.text.length - page.text.lastIndexOf("\n") - 1,
    indent: page.indent,
  };
  return formatTemplate(tokens, move, (parts) => printInterpolation(parts, page));
}

/** `{!…}` with its blanks made one each. A line break in it stays one, deeper than the template's row. */
const printInterpolation = (tokens: readonly Token[], { indent, lineBreak }: Page): string =>
  tokens
    .map(({ kind, text }) => {
      if (kind !== "space") return text;
      return text.includes("\n") ? `${lineBreak}${" ".repeat(indent + 4)}` : " ";
    })
    .join("");
