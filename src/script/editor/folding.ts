// Which lines of a script fold away under another.
import type { Analysis } from "./analyse.ts";
import type { Row } from "./rows.ts";

/** Lines, from 1: `from` stays, those up to `to` fold. */
export interface FoldingRange {
  readonly from: number;
  readonly to: number;
}

/** A fold for each line that holds deeper ones, and for text of several lines. */
export function foldingRanges({ rows }: Analysis): readonly FoldingRange[] {
  const folds: FoldingRange[] = [];
  const open: Row[] = [];
  let lastLine = 0;
  const close = (column: number) => {
    while (open.length > 0 && (open.at(-1) as Row).column >= column) {
      const from = firstLine(open.pop() as Row);
      if (lastLine > from) folds.push({ from, to: lastLine });
    }
  };
  for (const row of rows) {
    close(row.column);
    open.push(row);
    lastLine = row.tokens.at(-1)?.span.end.line ?? firstLine(row);
  }
  close(0);
  return folds.toSorted((left, right) => left.from - right.from);
}

const firstLine = ({ tokens: [first] }: Row): number => first.span.start.line;
