// Where things stand in a YAML file: line and column of a value, of a key, or of an offset in the text.
import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import type { FileProblem } from "../contract/setup.ts";

/** Keys and indexes that lead from the top of a file to a value, as zod reports them. */
export type Path = readonly PropertyKey[];

/** Makes problems of one file. */
export interface Reporter {
  /** A problem at a path; with `key`, at that key of the mapping there. */
  readonly at: (path: Path, code: string, message: string, extra?: { key?: string; fix?: string }) => FileProblem;
  /** A problem of the text from one offset to another. */
  readonly between: (start: number, end: number, code: string, message: string, fix?: string) => FileProblem;
}

export function reporter(file: string, document: Document, lines: LineCounter): Reporter {
  const between: Reporter["between"] = (start, end, code, message, fix) => {
    const from = lines.linePos(start);
    const to = lines.linePos(Math.max(start, end));
    return {
      file,
      code,
      severity: "error",
      message,
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
      ...(fix !== undefined && { fix }),
    };
  };
  return {
    between,
    at(path, code, message, { key, fix } = {}) {
      const [start, end] = (key === undefined ? rangeAt(document, path) : keyRange(document, path, key)) ?? [0, 0];
      return between(start, end, code, message, fix);
    },
  };
}

type Range = readonly [number, number];

/** The value at a path, or the nearest one around it that is written down. */
function rangeAt(document: Document, path: Path): Range | undefined {
  let found: Node | undefined = document.contents ?? undefined;
  for (const step of path) {
    const next = childOf(found, step);
    if (!isNode(next)) break;
    found = next;
  }
  return found?.range ? [found.range[0], found.range[1]] : undefined;
}

function keyRange(document: Document, path: Path, key: string): Range | undefined {
  const map = path.reduce<unknown>((node, step) => childOf(node, step), document.contents);
  const pair = isMap(map) ? map.items.find((item) => keyOf(item) === key) : undefined;
  const node = pair?.key;
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}

function childOf(node: unknown, step: PropertyKey): unknown {
  if (isMap(node)) return node.items.find((item) => keyOf(item) === String(step))?.value;
  if (isSeq(node)) return node.items[Number(step)];
  return undefined;
}

const keyOf = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : undefined);
