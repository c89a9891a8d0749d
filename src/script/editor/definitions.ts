// Everything a script names: each definition with its place, its scope and its declaration as a line of code.
import { fieldText } from "../fields.ts";
import { type Mention, type NameKind, spanOfName } from "../names.ts";
import { type Section, sectionsOf } from "../shape.ts";
import type { Word } from "../syntax.ts";
import type { Span } from "../tree.ts";

/** A name where it is defined. */
export interface Definition extends Mention {
  /** The field or block it is an entry of: `variables`, `subagent`, `inputs`. */
  readonly block: string;
  /** All of it, with the lines below. */
  readonly range: Span;
  /** What an author needs to know of it, as a line of code. */
  readonly declaration: string;
  readonly description?: string;
}

/** Where definitions stand: a field that is a map or a named block, and what its entries hold in turn. */
interface Shelf {
  readonly kind: NameKind;
  /** The fields that lead there; the last one holds the names. */
  readonly path: readonly [...string[], string];
  readonly holds?: readonly Shelf[];
}

const node: readonly Shelf[] = [
  {
    kind: "action",
    path: ["actions"],
    holds: [
      { kind: "input", path: ["inputs"] },
      { kind: "output", path: ["outputs"] },
    ],
  },
  { kind: "tool", path: ["reasoning", "actions"] },
];

const shelves: readonly Shelf[] = [
  { kind: "variable", path: ["variables"] },
  { kind: "node", path: ["start_agent"], holds: node },
  { kind: "node", path: ["subagent"], holds: node },
  { kind: "node", path: ["topic"], holds: node },
  { kind: "connected agent", path: ["connected_subagent"], holds: [{ kind: "input", path: ["inputs"] }] },
  {
    kind: "connection",
    path: ["connection"],
    holds: [
      { kind: "connection input", path: ["inputs"] },
      { kind: "response format", path: ["response_formats"] },
      { kind: "response action", path: ["reasoning", "response_actions"] },
    ],
  },
];

/** The definitions of a script, in the order of the source. */
export function definitionsIn(root: Section | undefined, source: string): readonly Definition[] {
  if (!root) return [];
  const found = [...shelves.flatMap((shelf) => onShelf(shelf, root, "", source)), ...knowledgeIn(root, source)];
  return found.toSorted((left, right) => left.span.start.offset - right.span.start.offset);
}

function onShelf(shelf: Shelf, around: Section, scope: string, source: string): readonly Definition[] {
  const block = shelf.path.at(-1) as string;
  const holder = shelf.path
    .slice(0, -1)
    .reduce<Section | undefined>((section, name) => section?.entries.get(name)?.sections[0], around);
  return sectionsOf(holder, block).flatMap((section) => {
    const definition = define(section, shelf.kind, block, scope, source);
    const inner = scope === "" ? section.name.text : `${scope}.${section.name.text}`;
    const held = (shelf.holds ?? []).flatMap((below) => onShelf(below, section, inner, source));
    return definition ? [definition, ...held] : held;
  });
}

function define(
  section: Section,
  kind: NameKind,
  block: string,
  scope: string,
  source: string,
): Definition | undefined {
  const { name } = section;
  const span = placeOf(name, source);
  if (!span) return undefined;
  const declaration = declarationOf(section, kind, block, source);
  const description = fieldText(section, "description", source)?.trim();
  return { kind, name: name.text, scope, span, block, range: section.span, declaration, description };
}

/** `undefined` for a block without a name, and for a name that is not written as it is read. */
const placeOf = ({ text, span }: Word, source: string): Span | undefined => {
  const place = spanOfName(text, span, source, "first");
  const bare = place && place.start.offset === span.start.offset && place.end.offset === span.end.offset;
  const quoted = place && place.start.offset === span.start.offset + 1;
  return bare || quoted ? place : undefined;
};

function declarationOf(section: Section, kind: NameKind, block: string, source: string): string {
  const { name } = section;
  if (kind === "node" || kind === "connected agent" || kind === "connection") return `${block} ${name.text}`;
  if (kind === "action") return signatureOf(section, source);
  return typedName(section, source);
}

/** `Find_Order(order_number: string) -> status: string`. */
function signatureOf(section: Section, source: string): string {
  const listed = (field: string) => sectionsOf(section, field).map((entry) => typedName(entry, source));
  const outputs = listed("outputs").join(", ");
  return `${section.name.text}(${listed("inputs").join(", ")})${outputs && ` -> ${outputs}`}`;
}

/** A name with what stands after its colon, on one line. */
function typedName({ name, value }: Section, source: string): string {
  const written = value ? source.slice(value.span.start.offset, value.span.end.offset) : "";
  return `${name.text}${written && ": "}${oneLine(written)}`;
}

/** Code on one line, cut where it becomes long. */
function oneLine(code: string): string {
  const line = code
    .slice(0, 2 * longest)
    .trim()
    .replace(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 160;

/** The fields of `knowledge` are what `@knowledge` names. */
function knowledgeIn(root: Section, source: string): readonly Definition[] {
  const entries = root.entries.get("knowledge")?.sections[0]?.entries ?? new Map();
  return [...entries].flatMap(([name, { element, field }]): Definition[] => {
    const [key] = element.words;
    const span = key && spanOfName(name, key.span, source, "first");
    if (!span) return [];
    const declaration = oneLine(source.slice(element.span.start.offset, element.span.end.offset));
    const of = { kind: "knowledge", name, scope: "", block: "knowledge" } as const;
    return [{ ...of, span, range: element.span, declaration, description: field.says }];
  });
}
