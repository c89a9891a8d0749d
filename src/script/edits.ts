// Edits and texts: the text that edits make, and the edit that makes one text of another.
import type { Edit } from "./problem.ts";

/** The source with all edits made. They must not overlap. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = "";
  let at = 0;
  for (const { span, text: replacement } of edits.toSorted(byPlace)) {
    text += source.slice(at, span.start.offset) + replacement;
    at = span.end.offset;
  }
  return text + source.slice(at);
}

const byPlace = (left: Edit, right: Edit): number => left.span.start.offset - right.span.start.offset;

/** A stretch of a text, by offsets, and what takes its place. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The one change that makes a text of another: what lies between what both begin with and what both end with. */
export function changeTo(source: string, wanted: string): Change {
  const most = Math.min(source.length, wanted.length);
  let from = 0;
  while (from < most && source[from] === wanted[from]) from += 1;
  if (splitsBreak(source, from) || splitsBreak(wanted, from)) from -= 1;
  let kept = 0;
  while (kept < most - from && source[source.length - 1 - kept] === wanted[wanted.length - 1 - kept]) kept += 1;
  if (splitsBreak(source, source.length - kept) || splitsBreak(wanted, wanted.length - kept)) kept -= 1;
  return { from, to: source.length - kept, text: wanted.slice(from, wanted.length - kept) };
}

/** Whether an offset lies within `\r\n`, where no editor has a place. */
const splitsBreak = (text: string, offset: number): boolean => text[offset - 1] === "\r" && text[offset] === "\n";
