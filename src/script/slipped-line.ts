// A line whose indentation slipped, found by trial: where it was meant to stand, the script reads with fewer problems.
import { widthOf } from "./lex.ts";
import type { Problem, Severity } from "./problem.ts";
import type { Token } from "./token.ts";
import type { Position, Span } from "./tree.ts";

/** A line with content. */
interface Line {
  readonly number: number;
  /** Where its indentation begins. */
  readonly start: number;
  readonly blanks: string;
  readonly length: number;
}

/** What is spent on trials: so many readings, of so many characters together. */
const mostTrials = 32;
const mostText = 150_000;
/** How many lines with problems are looked at, with the lines beside them. */
const linesTried = 4;

/** What a reading gives: its problems, and the tokens it was made of. */
interface Reading {
  readonly problems: readonly Problem[];
  readonly script: { readonly tokens: readonly Token[] };
}

/**
 * The problems of a script, told again as that of one slipped line where it explains at least two of them, or one of
 * layout. The rules of the language decide, not the look of the lines: `read` reads the script with the line moved, and may stop at `most` problems.
 */
export function blameSlippedLine(
  source: string,
  { problems, script }: Reading,
  read: (source: string, most: number) => Reading,
): readonly Problem[] {
  const severity = problems.some((problem) => problem.severity === "error") ? "error" : "warning";
  // Beside errors warnings only break a tie: some are told only of a script that was read whole.
  const weigh = (told: readonly Problem[]) =>
    told.filter((problem) => !isMeant(problem) && (problem.severity === "error" || problem.severity === severity))
      .length +
    told.filter(isOfLayout).length +
    Math.min(told.length / 1000, 0.4);
  let trials = Math.min(mostTrials, Math.floor(mostText / (source.length + 1)));
  let bar = weigh(problems);
  let best = problems;
  if (bar < 2 || trials === 0 || !isSuspicious(problems)) return problems;
  const lines = linesOf(source);
  const usual = usesOf(lines);
  for (const at of suspects(lines, problems)) {
    const line = lines[at] as Line;
    for (const blanks of placesFor(lines, at)) {
      if (trials === 0) return best;
      trials -= 1;
      const moved = read(source.slice(0, line.start) + blanks + source.slice(line.start + line.blanks.length), bar);
      // An indentation of many lines is what is meant, not that of a single one.
      const oddity = (usual.get(blanks) ?? 0) < (usual.get(line.blanks) ?? 0) ? 0.5 : 0;
      const weight = weigh(moved.problems) + 1 + oddity;
      // A script that runs as it is has no line to be moved into an error.
      if (severity === "warning" && moved.problems.some((problem) => problem.severity === "error")) continue;
      if (weight >= bar || isStranger(moved.problems, line) || hides(moved.script.tokens, script.tokens, line))
        continue;
      bar = weight;
      best = [...toldOf(line, blanks, moved.problems), slip(line, blanks, severity)].toSorted(byPlace);
    }
  }
  return best;
}

/** Whether a slipped line may be behind the problems: one says so, or errors stand close together. */
function isSuspicious(problems: readonly Problem[]): boolean {
  if (problems.some(isOfLayout)) return true;
  const unmeant = problems.filter((problem) => problem.severity === "error" && !isMeant(problem));
  const errors = unmeant.map(({ span }) => span.start.line);
  return errors.some((line, at) => line - (errors[at - 1] ?? -9) <= 3);
}

/** Whether the moved line is wrong where it stands now: what is below it would go unread, and its errors with it. */
const isStranger = (told: readonly Problem[], { number }: Line): boolean =>
  told.some(({ severity, span }) => severity === "error" && span.start.line === number);

/** How many lines have each indentation. */
function usesOf(lines: readonly Line[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { blanks } of lines) uses.set(blanks, (uses.get(blanks) ?? 0) + 1);
  return uses;
}

/**
 * Whether another line became the text of a template: then nothing was cured, only hidden. Below a key that ends in a
 * pipe, text is what was meant.
 */
function hides(moved: readonly Token[], written: readonly Token[], { number }: Line): boolean {
  const own = written.filter(({ text, kind, span }) => span.start.line === number && text !== "" && kind !== "space");
  if (own[0]?.kind !== "pipe" && own.some(({ kind }) => kind === "pipe")) return false;
  return wordsBeside(moved, number) < wordsBeside(written, number);
}

/** How many tokens with a meaning of their own stand on other lines. */
const wordsBeside = (tokens: readonly Token[], line: number): number =>
  tokens.filter(
    ({ kind, text, span }) =>
      text !== "" && kind !== "space" && kind !== "break" && kind !== "text" && span.start.line !== line,
  ).length;

/** An `if` in an `if` is indented as its author means it: moving it out would change what the script says. */
const isMeant = ({ code }: Problem): boolean => code === "unsupported-nested-if";
const isOfLayout = ({ code }: Problem): boolean => /-indentation$/.test(code);
const byPlace = (left: Problem, right: Problem) => left.span.start.offset - right.span.start.offset;

function linesOf(source: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [at, text] of source.split("\n").entries()) {
    const blanks = /^[ \t]*/.exec(text)?.[0] ?? "";
    const content = text.slice(blanks.length).trimEnd();
    if (content !== "" && !content.startsWith("#"))
      lines.push({ number: at + 1, start, blanks, length: content.length });
    start += text.length + 1;
  }
  return lines;
}

/** The first lines with problems, each with the lines around it and those that open its block: indices into `lines`. */
function suspects(lines: readonly Line[], problems: readonly Problem[]): ReadonlySet<number> {
  const telling = problems.filter((problem) => problem.severity === "error" || isOfLayout(problem));
  const told = new Set(telling.map(({ span }) => span.start.line));
  const found = [...told].slice(0, linesTried).flatMap((number) => {
    const at = lines.findIndex((line) => line.number === number);
    return at < 0 ? [] : [at];
  });
  const opening = found.map((at) => opensBlock(lines, at));
  const around = [found, opening, opening.map(below), found.map(below), found.map((at) => at - 1)].flat();
  return new Set(around.filter((at) => at >= 0 && at < lines.length));
}

const below = (at: number): number => at + 1;

/** The nearest line above that is indented less. */
function opensBlock(lines: readonly Line[], at: number): number {
  const width = widthOf((lines[at] as Line).blanks);
  return lines.findLastIndex(({ blanks }, above) => above < at && widthOf(blanks) < width);
}

/** The indentations a line could have been meant to have: those of its neighbours, of the blocks around, and one deeper. */
function placesFor(lines: readonly Line[], at: number): ReadonlySet<string> {
  const line = lines[at] as Line;
  const above = lines[at - 1]?.blanks ?? "";
  const under = lines[at + 1]?.blanks;
  const unit = narrowest(lines.filter((other) => other !== line));
  const places = new Set([...(under === undefined ? [] : [under]), above, above + unit]);
  let width = widthOf(above);
  for (let before = at - 1; before >= 0 && width > 0; before -= 1) {
    const { blanks } = lines[before] as Line;
    if (widthOf(blanks) >= width) continue;
    width = widthOf(blanks);
    places.add(blanks);
  }
  // Other blanks of the same width are a mistake of their own, which was told.
  return new Set([...places].filter((blanks) => widthOf(blanks) !== widthOf(line.blanks)));
}

function narrowest(lines: readonly Line[]): string {
  const indented = lines.map(({ blanks }) => blanks).filter((blanks) => blanks !== "");
  return indented.reduce((least, blanks) => (widthOf(blanks) < widthOf(least) ? blanks : least), indented[0] ?? "    ");
}

/** What is told of the script with the line moved, at the places of the script as it is. */
function toldOf(line: Line, blanks: string, told: readonly Problem[]): readonly Problem[] {
  const moved = blanks.length - line.blanks.length;
  const back = (position: Position): Position => {
    if (position.offset < line.start + blanks.length) return position;
    const column = position.line === line.number ? position.column - moved : position.column;
    return { ...position, offset: position.offset - moved, column };
  };
  const backSpan = ({ start, end }: Span): Span => ({ start: back(start), end: back(end) });
  return told
    .filter((problem) => problem.span.start.line !== line.number || !isOfLayout(problem))
    .map((problem) => ({
      ...problem,
      span: backSpan(problem.span),
      ...(problem.edits && { edits: problem.edits.map(({ span, text }) => ({ span: backSpan(span), text })) }),
    }));
}

function slip({ number, start, blanks: written, length }: Line, blanks: string, severity: Severity): Problem {
  const begin: Position = { offset: start, line: number, column: 1 };
  const content: Position = { offset: start + written.length, line: number, column: written.length + 1 };
  const end: Position = { offset: content.offset + length, line: number, column: content.column + length };
  return {
    code: "inconsistent-indentation",
    severity,
    message: `This line is indented by ${widthOf(written)}, but it belongs at ${widthOf(blanks)}`,
    span: { start: content, end },
    fix: `Indent it by ${widthOf(blanks)}`,
    edits: [{ span: { start: begin, end: content }, text: blanks }],
  };
}
