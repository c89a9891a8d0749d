// Where every phase tells its problems: one report for a damaged line, and the list in the order of the source.
import type { Edit, Problem, Severity } from "./problem.ts";
import type { Span } from "./tree.ts";

/** What may be said besides the cause: the cure in words, and as edits. */
export interface Cure {
  readonly fix?: string;
  readonly edits?: readonly Edit[];
}

export interface Report {
  /** A line that could not be read. Only the first such problem of a line is kept, and nothing else of that line. */
  damage(span: Span, message: string, cure?: Cure, code?: string): void;
  error(code: string, span: Span, message: string, cure?: Cure): void;
  warning(code: string, span: Span, message: string, cure?: Cure): void;
  info(code: string, span: Span, message: string, cure?: Cure): void;
  /** Everything told so far, by place. */
  problems(): Problem[];
}

/** An empty report. */
export function createReport(): Report {
  const problems: Problem[] = [];
  const damaged = new Set<number>();
  const tell =
    (severity: Severity) =>
    (code: string, span: Span, message: string, cure: Cure = {}) => {
      if (!damaged.has(span.start.line)) problems.push({ code, severity, message, span, ...cure });
    };
  const error = tell("error");
  return {
    damage(span, message, cure, code = "syntax-error") {
      error(code, span, message, cure);
      damaged.add(span.start.line);
    },
    error,
    warning: tell("warning"),
    info: tell("info"),
    problems: () => problems.toSorted((left, right) => left.span.start.offset - right.span.start.offset),
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
