// Where every phase tells its problems: one report for a damaged line, and the list in the order of the source.
import type { CodeOf, ProblemCode } from "./codes.ts";
import type { Edit, Problem, Severity } from "./problem.ts";
import type { Span } from "./tree.ts";

/** What may be said besides the cause: the cure in words, and as edits. */
export interface Cure {
  readonly fix?: string;
  readonly edits?: readonly Edit[];
}

export interface Report {
  /** A line that could not be read. Only the first such problem of a line is kept, and nothing else of that line. */
  damage(span: Span, message: string, cure?: Cure, code?: CodeOf<"error">): void;
  error(code: CodeOf<"error">, span: Span, message: string, cure?: Cure): void;
  warning(code: CodeOf<"warning">, span: Span, message: string, cure?: Cure): void;
  info(code: CodeOf<"info">, span: Span, message: string, cure?: Cure): void;
  /** Whether every part of the script was read so far. What one part says of another is guesswork when it was not. */
  complete(): boolean;
  /** Whether anything was told of a line so far. */
  told(line: number): boolean;
  /** Whether more was told than anybody reads: what a mistaken name may have meant is then no longer looked for. */
  crowded(): boolean;
  /** Everything told so far, by place. */
  problems(): Problem[];
}

/** Codes of problems that leave a part of the script unread. */
const gaps: ReadonlySet<string> = new Set([
  "not-supported-yet",
  "syntax-error",
  "undefined-reference",
  "unknown-block",
  "unknown-field",
  "unknown-identifier",
]);

/** From so many problems on, guessing at names costs more than it helps: a large script may be wrong in every line. */
const crowd = 500;

/** An empty report. */
export function createReport(): Report {
  const problems: Problem[] = [];
  const lines = new Set<number>();
  /** The damage of each damaged line. */
  const damaged = new Map<number, Problem>();
  const tell =
    (severity: Severity) =>
    (code: ProblemCode, span: Span, message: string, cure: Cure = {}) => {
      lines.add(span.start.line);
      if (!damaged.has(span.start.line)) problems.push({ code, severity, message, span, ...cure });
    };
  return {
    damage(span, message, cure, code = "syntax-error") {
      if (damaged.has(span.start.line)) return;
      const problem: Problem = { code, severity: "error", message, span, ...cure };
      problems.push(problem);
      lines.add(span.start.line);
      damaged.set(span.start.line, problem);
    },
    error: tell("error"),
    warning: tell("warning"),
    info: tell("info"),
    complete: () => damaged.size === 0 && !problems.some(({ code }) => gaps.has(code)),
    told: (line) => lines.has(line),
    crowded: () => problems.length >= crowd,
    problems: () =>
      problems
        .filter((problem) => (damaged.get(problem.span.start.line) ?? problem) === problem)
        .toSorted((left, right) => left.span.start.offset - right.span.start.offset),
  };
}

/** The edit that puts `text` where a span begins. */
export const insertBefore = (span: Span, text: string): Edit => ({
  span: { start: span.start, end: span.start },
  text,
});

/** The edit that puts `text` where a span ends. */
export const insertAfter = (span: Span, text: string): Edit => ({ span: { start: span.end, end: span.end }, text });

/** The cure that puts `text` in place of a span. */
export const replaceWith = (span: Span, text: string): Cure => ({ fix: `Write \`${text}\``, edits: [{ span, text }] });
