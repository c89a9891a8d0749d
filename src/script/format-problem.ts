// A problem as text for a terminal: place, severity, code and message, the line with a mark under the spot, and the cure.
import { printable, printableLine } from "./printable.ts";
import type { Problem, Severity } from "./problem.ts";

/** What a stretch of the text is, so that a terminal can colour it. */
export type Paint = (text: string, as: Severity | "place" | "frame" | "fix") => string;

const widest = 120;

/**
 * `file:line:column severity code message`, an excerpt of the source with a mark, and the fix. Control characters of the
 * script are shown as signs.
 * @param paint colours a stretch; without it, the text is plain
 */
export function formatProblem(problem: Problem, file: string, source: string, paint: Paint = (text) => text): string {
  const { start } = problem.span;
  const place = paint(`${printableLine(file)}:${start.line}:${start.column}`, "place");
  const heading = `${place} ${paint(problem.severity, problem.severity)} ${problem.code} ${printableLine(problem.message)}`;
  const fix = problem.fix === undefined ? [] : [`  ${paint("fix:", "fix")} ${printableLine(problem.fix)}`];
  return [heading, ...excerpt(problem, source, paint), ...fix].join("\n");
}

/** The line a problem starts on, and carets below the part that is meant. Tabs keep their width. */
function excerpt({ span, severity }: Problem, source: string, paint: Paint): readonly string[] {
  const lineStart = span.start.offset - (span.start.column - 1);
  const line = source.slice(lineStart).split(/\r?\n/, 1)[0] ?? "";
  if (line.trim() === "") return [];
  const before = line.slice(0, span.start.column - 1);
  const last = span.end.line === span.start.line ? span.end.column - 1 : line.length;
  const length = Math.max(1, Math.min(last, line.length, widest) - before.length);
  const number = String(span.start.line);
  const gutter = paint(`${" ".repeat(number.length)} | `, "frame");
  const mark = `${before.replace(/[^\t]/g, " ")}${paint("^".repeat(length), severity)}`;
  const shown = printable(line.length > widest ? `${line.slice(0, widest)}…` : line);
  return before.length < widest ? [`  ${paint(`${number} | `, "frame")}${shown}`, `  ${gutter}${mark}`] : [];
}
