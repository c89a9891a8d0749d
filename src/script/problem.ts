// What the checker says: a code, one line of cause, one line of cure, and the place.
import type { Span } from "./tree.ts";

export type Severity = "error" | "warning" | "info";

/** A replacement of source text that cures a problem. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export interface Problem {
  /** The code of spec §6, such as `undefined-reference`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** What to do, in words. */
  readonly fix?: string;
  /** What to do, as edits a tool can make. */
  readonly edits?: readonly Edit[];
}
