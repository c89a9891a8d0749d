// The outline of a script: its blocks, and in them everything that has a name.
import type { NameKind } from "../names.ts";
import type { Span } from "../tree.ts";
import type { Analysis } from "./analyse.ts";

export interface DocumentSymbol {
  readonly name: string;
  readonly kind: NameKind | "block";
  /** A line of code that says more, where there is more to say. */
  readonly detail?: string;
  readonly range: Span;
  /** Its name alone; lies within `range`. */
  readonly span: Span;
  readonly children: readonly DocumentSymbol[];
}

interface Growing extends DocumentSymbol {
  readonly children: Growing[];
}

/** The symbols of a script, in the order of the source, each within the one whose lines hold it. */
export function documentSymbols(analysis: Analysis): readonly DocumentSymbol[] {
  const flat = [...blocksOf(analysis), ...namesOf(analysis)].toSorted(
    (left, right) => left.range.start.offset - right.range.start.offset,
  );
  const top: Growing[] = [];
  const open: Growing[] = [];
  for (const symbol of flat) {
    while (open.length > 0 && (open.at(-1) as Growing).range.end.offset <= symbol.range.start.offset) open.pop();
    (open.at(-1)?.children ?? top).push(symbol);
    open.push(symbol);
  }
  return top;
}

/** Blocks of the top level that have no name of the author's. */
const blocksOf = ({ script, definitions, source }: Analysis): readonly Growing[] => {
  const named = new Set(definitions.map(({ range }) => range.start.offset));
  return script.items.flatMap((item) => {
    const [word] = item.kind === "element" ? item.words : [];
    if (!word || word.text === "" || named.has(item.span.start.offset)) return [];
    return [
      { name: word.text, kind: "block" as const, range: trimmed(item.span, source), span: word.span, children: [] },
    ];
  });
};

const namesOf = ({ definitions, source }: Analysis): readonly Growing[] =>
  definitions.map(({ name, kind, declaration, range, span }) => ({
    name,
    kind,
    detail: declaration,
    range: trimmed(range, source),
    span,
    children: [],
  }));

/** A span without the blanks and line ends after it. */
function trimmed({ start, end }: Span, source: string): Span {
  const written = source.slice(start.offset, end.offset);
  const kept = written.trimEnd();
  const lost = written.slice(kept.length).split("\n").length - 1;
  const column = lost === 0 ? end.column - (written.length - kept.length) : kept.length - kept.lastIndexOf("\n");
  return { start, end: { offset: start.offset + kept.length, line: end.line - lost, column } };
}
