// Where a cursor stands: its line as far as it is typed, the lines it stands below, the node and the action around it.
import { widthOf } from "../lex.ts";
import { nodeBlocks } from "../names.ts";
import type { Token } from "../token.ts";
import type { Analysis } from "./analyse.ts";
import { type Nesting, nestingBelow } from "./nesting.ts";
import { keyOf, type Row, rowsAround, rowsBefore } from "./rows.ts";

export interface EditorPlace {
  /** What a line here may be. */
  readonly nesting: Nesting;
  /** The lines it stands below, outermost first. */
  readonly around: readonly Row[];
  /** The row it stands in, unless the line is blank. */
  readonly row?: Row;
  /** Index of that row, or of the row that would follow. */
  readonly at: number;
  /** The width of the indentation it stands at. */
  readonly column: number;
  /** Tokens of the row before the cursor, the one it stands in or touches included. */
  readonly before: readonly Token[];
  /** Whether it stands in the text of a template, outside `{!…}`. */
  readonly inText: boolean;
  readonly inInterpolation: boolean;
  readonly inComment: boolean;
}

/** The place of an offset in a script. Any number will do: one outside the text is taken to its nearest end. */
export function placeOf({ source, rows, script }: Analysis, offset: number): EditorPlace {
  const position = Math.max(0, Math.min(offset, source.length));
  const next = rowsBefore(rows, position);
  const last = rows[next - 1];
  const row = last && (position <= last.end || !source.slice(last.end, position).includes("\n")) ? last : undefined;
  const lineStart = source.lastIndexOf("\n", position - 1) + 1;
  const column = row ? row.column : widthOf(/^[ \t]*/.exec(source.slice(lineStart, position))?.[0] ?? "");
  const at = row ? next - 1 : next;
  const around = rowsAround(rows, at, column);
  const before = row ? row.tokens.filter(({ span }) => span.start.offset < position) : [];
  const { inText, inInterpolation } = inTemplate(before, position, around);
  const nesting = nestingBelow(around, rows);
  const inComment = standsInComment(script.tokens, position);
  return { nesting, around, row, at, column, before, inText, inInterpolation, inComment };
}

/** Whether the tokens before a cursor leave a template open, and in it an interpolation. */
function inTemplate(before: readonly Token[], offset: number, around: readonly Row[]) {
  const opened = before.findLast(({ kind }) => kind === "open" || kind === "close" || kind === "pipe");
  const parent = around.at(-1)?.tokens.some(({ kind }) => kind === "pipe") === true && before.length === 0;
  if (opened?.kind === "open") return { inText: false, inInterpolation: true };
  // A cursor right behind the brace that closes an interpolation stands in the text again.
  const inText = parent || (opened !== undefined && opened.span.end.offset <= offset);
  return { inText, inInterpolation: false };
}

function standsInComment(tokens: readonly Token[], offset: number): boolean {
  const at = lastBefore(tokens, offset);
  return tokens[at]?.kind === "comment" && offset > (tokens[at] as Token).span.start.offset;
}

/** Index of the last token that takes room and begins before an offset. */
function lastBefore(tokens: readonly Token[], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as Token).span.start.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Blocks whose name is the scope of what they hold. */
const scopes: ReadonlySet<string> = new Set([...nodeBlocks, "connected_subagent", "connection"]);

/** The block around a place that names a scope, and its name. */
export function scopeOf({ around, row }: EditorPlace): { readonly block: string; readonly name: string } | undefined {
  const outer = around[0] ?? row;
  const [block, name] = outer ? keyOf(outer) : [];
  return block && name && scopes.has(block.text) ? { block: block.text, name: name.text } : undefined;
}

/**
 * What a `run` or a tool around a place leads to, `@actions.X` as `["actions", "X"]`: the one that `with` gives `inputs`
 * to, or the one whose `results` there are. What `with` gives a call is worked out before that call.
 */
export function callAround(
  { around, row, before }: EditorPlace,
  asked: "inputs" | "results",
): readonly [namespace: string, name: string] | undefined {
  const inWith = before.some(({ text }) => text === "with");
  const calls = [...around, ...(row && inWith ? [row] : [])].filter(
    (candidate) => candidate.tokens[0].text === "run" || keyOf(candidate).length === 1,
  );
  const call = calls.at(asked === "results" && inWith ? -2 : -1);
  const at = call?.tokens.findIndex(({ kind }) => kind === "reference") ?? -1;
  const namespace = call?.tokens[at]?.text.slice(1);
  const name = call?.tokens[at + 2]?.text;
  return namespace && name ? [namespace, name] : undefined;
}
