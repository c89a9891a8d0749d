// Why a query or a record is refused: an error code of the data API and a sentence, with the place where it went wrong.
import { type DataProblemCode, DataRefused } from "../contract/data-api.ts";
import type { At } from "./syntax.ts";

/** Characters of a query shown around its mistake. */
const SHOWN = 60;

/**
 * A refusal that shows where in the query: the line the place is on, a caret below it, and its row and column, both
 * counted from 1.
 */
export function refusedAt(code: DataProblemCode, source: string, at: At, sentence: string): DataRefused {
  const before = source.slice(0, at).split("\n");
  const row = before.length;
  const column = before.at(-1)!.length + 1;
  const line = source.split("\n")[row - 1]!;
  const start = Math.max(0, column - 1 - SHOWN / 2);
  const shown = line.slice(start, start + SHOWN);
  const caret = `${" ".repeat(column - 1 - start)}^`;
  return new DataRefused(code, `\n${shown}\n${caret}\nERROR at Row:${row}:Column:${column}\n${sentence}`);
}
