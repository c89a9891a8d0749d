// The one layout of a script: four spaces, one blank line between top-level blocks, and not a word changed.
import { formatRow } from "./format-row.ts";
import { type Gap, type Row, rowsOf } from "./format-rows.ts";
import { parse } from "./parse.ts";
import { createReport } from "./report.ts";
import { startsFresh } from "./scan.ts";

/** A top-level block with the comments that lead to it. `rows` is empty for comments at the end of the script. */
interface Part {
  readonly lead: readonly Gap[];
  readonly rows: Row[];
  /** What follows its last row and is indented into it. */
  rest: readonly Gap[];
}

/**
 * A script laid out anew. It reads as the same agent; comments stay, the text of templates keeps its value, and a
 * top-level block that cannot be read in full is left as it is. Formatting twice is formatting once. Never throws.
 */
export function formatScript(source: string): string {
  const report = createReport();
  const { tokens } = parse(source, report);
  const damaged = new Set(
    report.problems().flatMap(({ code, span }) => (code === "mixed-indentation" ? [] : [span.start.line])),
  );
  const { rows, after } = rowsOf(tokens);
  const lines = source.split("\n");
  const lineBreak = lines[0]?.endsWith("\r") ? "\r\n" : "\n";
  const parts = partsOf(rows, after);
  const broken = parts.map((part) => isBroken(part, damaged));
  // Where the whole script is indented, a block that stays there would end up inside the one before it.
  if ((rows[0]?.levels[0] ?? 0) > 0 && broken.includes(true)) return source;
  const printed = parts.map((part, at) =>
    broken[at] ? [...formatGaps(part.lead, 0), ...verbatim(part, lines)] : formatPart(part, lineBreak),
  );
  const text = printed.map((block) => block.join(lineBreak)).filter((block) => block !== "");
  return text.length === 0 ? "" : `${text.join(lineBreak + lineBreak)}${lineBreak}`;
}

/** A part begins where a row at the outermost level can only be the start of something new. */
function partsOf(rows: readonly Row[], after: readonly Gap[]): readonly Part[] {
  const parts: Part[] = [];
  for (const row of rows) {
    const last = parts.at(-1);
    const opens =
      row.depth === 0 &&
      !row.stray &&
      startsFresh(row.tokens.map(({ kind, text }) => (kind === "space" ? " " : text)).join(""));
    if (last && !opens) {
      last.rows.push(row);
      continue;
    }
    parts.push({ ...divided(row.before, last), rows: [row], rest: [] });
  }
  const end = divided(after, parts.at(-1));
  if (end.lead.some((gap) => gap !== "blank")) parts.push({ ...end, rows: [], rest: [] });
  return parts;
}

/** The gaps before a new part: those indented go to the part before, from the first that is not on they lead the new one. */
function divided(gaps: readonly Gap[], before: Part | undefined): { readonly lead: readonly Gap[] } {
  const inner = before?.rows.at(-1)?.levels[1];
  const first = gaps.findIndex((gap) => gap !== "blank" && (inner === undefined || gap.width < inner));
  const at = first === -1 ? gaps.length : first;
  if (before) before.rest = gaps.slice(0, at);
  return { lead: gaps.slice(at) };
}

/** Whether a part holds a line that could not be read, or one that lines up with nothing. */
function isBroken({ rows, lead, rest }: Part, damaged: ReadonlySet<number>): boolean {
  const comments = [...rest, ...lead, ...rows.flatMap(({ before }) => before)];
  if (comments.some((gap) => gap !== "blank" && damaged.has(gap.line))) return true;
  return rows.some(({ stray, lines: { first, last } }) => {
    if (stray) return true;
    for (let line = first; line <= last; line += 1) if (damaged.has(line)) return true;
    return false;
  });
}

/** The lines of a part as they are. */
function verbatim({ rows, rest }: Part, lines: readonly string[]): readonly string[] {
  const first = rows[0]?.lines.first ?? 1;
  const comments = rest.flatMap((gap) => (gap === "blank" ? [] : [gap.line]));
  const last = Math.max(rows.at(-1)?.lines.last ?? 0, ...comments);
  return rows.length === 0 ? [] : lines.slice(first - 1, last).map((line) => line.replace(/\r$/, ""));
}

function formatPart({ lead, rows, rest }: Part, lineBreak: string): readonly string[] {
  const printed = formatGaps(lead, 0);
  const indents: number[] = [];
  let previous: Row | undefined;
  for (const row of rows) {
    if (previous) printed.push(...formatInner(row.before, previous, row, indents));
    indents.length = Math.min(indents.length, row.depth + 1);
    if (row.depth > 0 && indents.length <= row.depth) indents.push((indents.at(-1) ?? 0) + stepBelow(previous));
    if (row.depth === 0) indents[0] = 0;
    const comment = row.comment === undefined ? "" : `  ${row.comment}`;
    printed.push(`${formatRow(row.tokens, indents.at(-1) ?? 0, lineBreak)}${comment}`);
    previous = row;
  }
  if (previous) printed.push(...formatInner(rest, previous, undefined, indents));
  while (printed.at(-1) === "") printed.pop();
  return printed;
}

/** What an entry holds lines up behind its dash; everything else is indented by four. */
const stepBelow = (row: Row | undefined): number =>
  row && row.tokens.length > 1 && row.tokens[0]?.kind === "dash" ? 2 : 4;

/** The gaps between two rows of a part. A comment stands with the row after it, or deeper if it was written so. */
function formatInner(
  gaps: readonly Gap[],
  above: Row,
  below: Row | undefined,
  indents: readonly number[],
): readonly string[] {
  if (below && below.depth > above.depth)
    return formatGaps(
      gaps.filter((gap) => gap !== "blank"),
      (indents.at(-1) ?? 0) + stepBelow(above),
    );
  const lowest = below?.depth ?? Math.min(1, above.depth);
  return printGaps(gaps, ({ width }) => {
    const depth = above.levels.findLastIndex((level) => level <= width);
    return indents[Math.max(lowest, depth)] ?? 0;
  });
}

/** Comments at one indentation. */
const formatGaps = (gaps: readonly Gap[], indent: number): string[] => printGaps(gaps, () => indent);

/** Comments, each behind its indentation, with at most one blank line between two lines. */
function printGaps(gaps: readonly Gap[], indentOf: (gap: Exclude<Gap, "blank">) => number): string[] {
  const printed: string[] = [];
  for (const gap of gaps) {
    if (gap !== "blank") printed.push(" ".repeat(indentOf(gap)) + gap.comment);
    else if (printed.at(-1) !== "") printed.push("");
  }
  return printed;
}
