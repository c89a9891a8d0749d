// The line and column of an offset.
import type { Position } from "./tree.ts";

const start: Position = { offset: 0, line: 1, column: 1 };

/** The place of an offset in a text. `from` is a place before it that is known: only the text between them is read. */
export function positionAt(source: string, offset: number, from = start): Position {
  const between = source.slice(from.offset, offset).split(/\r?\n/);
  const column = between.at(-1)!.length + (between.length === 1 ? from.column : 1);
  return { offset, line: from.line + between.length - 1, column };
}
