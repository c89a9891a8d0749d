// Lines that are no statement as they stand: a first word that is misspelt or was left out, and the words of other languages.
import { closest } from "../closest.ts";
import { parseCondition, parseIf, parseOrphan } from "./parse-branches.ts";
import { parseExpression } from "./parse-expression.ts";
import { type Parse, readNamed } from "./parse-statement.ts";
import { insertBefore, replaceWith } from "./report.ts";
import { between, endLine, endsLine, isWord, type ParseBlock, passOver, type Stream, skipLine } from "./stream.ts";
import type { Item } from "./syntax.ts";
import type { Token } from "./token.ts";

const isReference = (stream: Stream) => stream.peek(1).kind === "reference";

/** What follows the first word of a statement: by it a misspelt one is known. */
const goesOn: Readonly<Record<string, (stream: Stream) => boolean>> = {
  set: isReference,
  run: isReference,
  collect: isReference,
  transition: (stream) => isReference(stream) || isWord(stream.peek(1), "to"),
  with: (stream) => isWord(stream.peek(2), "="),
  available: (stream) => isWord(stream.peek(1), "when"),
};

/** Read a statement whose first word is misspelt, or has a `:` after it; `undefined` when the line is none. */
export function parseMisspelt(stream: Stream, block: ParseBlock): Item | undefined {
  const { text, span } = stream.peek();
  const words = Object.keys(goesOn).filter((word) => goesOn[word]?.(stream));
  const branches = startsOperand(stream.peek(1)) && opensBranch(stream);
  const meant = closest(text, words) ?? (branches ? "if" : undefined);
  if (meant === undefined) return undefined;
  const keyword = { ...stream.peek(), text: meant };
  stream.report.damage(span, `There is no statement \`${text}\``, replaceWith(span, meant));
  return readNamed(stream, keyword, block);
}

/** Read the branches of an `if` that was left out before its condition; `undefined` when the line is none. */
export function parseForgottenIf(stream: Stream, block: ParseBlock): Item | undefined {
  const first = stream.peek();
  if (!startsOperand(first) || !opensBranch(stream)) return undefined;
  const edits = [insertBefore(first.span, "if ")];
  stream.report.damage(first.span, "A condition begins with `if`", { fix: "Write `if` before it", edits });
  return parseIf(stream, first, block);
}

const startsOperand = (token: Token): boolean =>
  token.kind === "reference" || isWord(token, "not") || isWord(token, "(");

/** Whether a line ends in `:` and holds lines, as a condition does. */
function opensBranch(stream: Stream): boolean {
  let ahead = 0;
  while (!endsLine(stream.peek(ahead))) ahead += 1;
  return stream.peek(ahead).kind === "indent" && isWord(stream.peek(ahead - 1), ":");
}

/** How other languages branch, jump, declare and repeat. */
const foreign: Readonly<Record<string, Parse>> = {
  available_when: (stream, keyword) => {
    stream.report.damage(
      keyword.span,
      "A tool's condition reads `available when`",
      replaceWith(keyword.span, "available when"),
    );
    const when = parseCondition(stream);
    return endLine(stream, { kind: "available", when, span: between(keyword, when) });
  },
  const: refuseDeclaration,
  let: refuseDeclaration,
  var: refuseDeclaration,
  return: refuseReturn,
  elif: parseOrphan,
  elseif: parseOrphan,
  elsif: parseOrphan,
  goto: parseGoto,
  go: parseGoto,
  for: refuseLoop,
  while: refuseLoop,
};

/** Read a statement of another language, reported as what it should be; `undefined` when the line is none. */
export function parseForeign(stream: Stream, block: ParseBlock): Item | undefined {
  const keyword = stream.peek();
  if (!Object.hasOwn(foreign, keyword.text) || isWord(stream.peek(1), "=")) return undefined;
  if (keyword.text === "go" && !isWord(stream.peek(1), "to")) return undefined;
  stream.next();
  return foreign[keyword.text]?.(stream, keyword, block);
}

/** `goto @subagent.x`, `go to @subagent.x`. */
function parseGoto(stream: Stream, keyword: Token): Item {
  const written = between(keyword, stream.accept("to") ?? keyword);
  stream.report.damage(written, `There is no \`${keyword.text}\``, replaceWith(written, "transition to"));
  const target = parseExpression(stream);
  const span = between(keyword, target);
  return endLine(stream, { kind: "transition", clauses: [{ kind: "to", target, span }], span });
}

function refuseLoop(stream: Stream, keyword: Token, block: ParseBlock): Item {
  const fix = "Let an action do the repetition, and keep its result in a variable";
  stream.report.damage(keyword.span, `There are no loops, so no \`${keyword.text}\``, { fix });
  return passOver(stream, keyword, block);
}

function refuseDeclaration(stream: Stream, keyword: Token): Item {
  const fix = "Declare a variable in `variables`, and write `set @variables.x = …` here";
  stream.report.damage(keyword.span, `There is no \`${keyword.text}\``, { fix });
  skipLine(stream);
  return { kind: "damaged", span: keyword.span };
}

function refuseReturn(stream: Stream, keyword: Token): Item {
  stream.report.damage(keyword.span, "There is no `return`", {
    fix: "Remove it; to leave a subagent, write `transition to …`",
  });
  skipLine(stream);
  return { kind: "damaged", span: keyword.span };
}
