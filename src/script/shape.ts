// Holds the tree of a script against the schema table: which fields are there, which are unknown, missing or repeated.
import { checkValue } from "./field-value.ts";
import { realigned } from "./realign.ts";
import type { Report } from "./report.ts";
import { type Field, type Fields, fieldNamed } from "./schema-field.ts";
import { asNode, variationOf } from "./shape-node.ts";
import { type Frame, isStrange, refuse, reportUnknown, tellStanding } from "./shape-problems.ts";
import type { Element, Inline, Item, Word } from "./syntax.ts";
import type { Span } from "./tree.ts";

/** A block, or an entry of a map, with its fields by name. */
export interface Section {
  /** The author's name for it, in named blocks and maps. */
  readonly name: Word;
  /** What stands after its colon, in maps. */
  readonly value?: Inline;
  readonly entries: ReadonlyMap<string, Entry>;
  /** What stands below it besides fields, where statements are welcome. */
  readonly statements: readonly Item[];
  readonly span: Span;
}

/** A field that is there. */
export interface Entry {
  readonly field: Field;
  readonly element: Element;
  /** Blocks: the one section. Named blocks and maps: one for each name. */
  readonly sections: readonly Section[];
}

interface Shaping {
  readonly report: Report;
  readonly source: string;
}

/** Read the whole script against the table of blocks. */
export function shapeOf(items: readonly Item[], blocks: Fields, source: string, report: Report): Section {
  const start = { offset: 0, line: 1, column: 1 };
  const span = { start, end: start };
  const name = { text: "", quoted: false, span };
  return readSection(items, { fields: blocks, path: "", statements: false, name, span }, { report, source });
}

/** Read the fields below a statement. `span` is where to point when one is missing, `path` what to call them. */
export function sectionBelow(
  items: readonly Item[],
  fields: Fields,
  path: string,
  span: Span,
  source: string,
  report: Report,
): Section {
  const name = { text: path, quoted: false, span };
  return readSection(items, { fields, path, statements: false, name, span }, { report, source });
}

/** An entry while its block is read. */
interface GrowingEntry extends Entry {
  readonly sections: Section[];
}

function readSection(items: readonly Item[], frame: Frame, shaping: Shaping): Section {
  const entries = new Map<string, GrowingEntry>();
  const statements: Item[] = [];
  const belongs = (item: Item, home: Element) => belongsInside(item, home, frame);
  for (const item of realigned(items, belongs, shaping.report)) {
    if (item.kind === "element") readElement(asNode(item, items, frame, shaping.report), entries, frame, shaping);
    else if (frame.statements) statements.push(item);
    else refuse(item, frame, shaping.report);
  }
  for (const [name, field] of Object.entries(frame.fields)) {
    if (!field.required || entries.has(name)) continue;
    const where = frame.path ? `\`${frame.path}\` has` : "The script has";
    const cure = { fix: `Add \`${name}:\`` };
    shaping.report.error("missing-required-field", frame.name.span, `${where} no \`${name}\``, cure);
  }
  const { name, value, span } = frame;
  return { name, value, entries, statements, span };
}

/** Whether an item that stands in a block would be at home in the block or map before it, and is not at home here. */
function belongsInside(item: Item, home: Element, { fields }: Frame): boolean {
  const field = fieldNamed(fields, home.words[0]?.text ?? "");
  const key = item.kind === "element" ? (item.words[0]?.text ?? "") : undefined;
  if (!field || key === undefined || fieldNamed(fields, key)) return false;
  return field.kind === "map" || field.kind === "free" || fieldNamed(field.fields ?? {}, key) !== undefined;
}

function readElement(element: Element, entries: Map<string, GrowingEntry>, frame: Frame, shaping: Shaping): void {
  const { report } = shaping;
  const [key, second] = element.words as [Word, Word | undefined];
  if (isStrange(key, frame, report)) return;
  const name = fieldNamed(frame.fields, key.text) ? key.text : reportUnknown(element, frame, report);
  const field = name === undefined ? undefined : fieldNamed(frame.fields, name);
  if (name === undefined || !field) return;
  if (second && field.kind !== "named") {
    report.error("unexpected-block-name", second.span, `\`${key.text}\` takes no name`, {
      fix: `Write \`${key.text}:\``,
    });
  }
  const before = entries.get(name);
  if (before && field.kind !== "named") {
    report.warning("duplicate-key", key.span, `\`${name}\` is given twice; the first one counts`, {
      fix: "Remove one",
    });
    return;
  }
  tellStanding(name, field, key, report);
  const sections = readBody(element, field, name, frame, shaping);
  // Added to, not copied: a block may be repeated ten thousand times.
  if (before) before.sections.push(...sections);
  else entries.set(name, { field, element, sections: [...sections] });
}

/** Kinds of fields that have fields of their own. */
const holdsFields: ReadonlySet<Field["kind"]> = new Set<Field["kind"]>(["block", "named", "map", "shape"]);

function readBody(element: Element, field: Field, name: string, frame: Frame, shaping: Shaping): readonly Section[] {
  const path = frame.path ? `${frame.path}.${name}` : name;
  const [key] = element.words as [Word];
  const items = element.body?.items ?? [];
  if (!holdsFields.has(field.kind)) {
    checkValue(element, field, path, shaping.source, shaping.report);
    return [];
  }
  if (element.value && field.kind !== "shape") {
    shaping.report.error("type-mismatch", element.value.span, `\`${path}\` holds fields, not a value`, {
      fix: "Write its fields on the lines below, indented",
    });
  }
  if (field.filled && items.length === 0) {
    shaping.report.error("empty-block", key.span, `\`${path}\` is empty`, { fix: "Give it an entry, or remove it" });
  }
  const { entryFields } = frame;
  if (field.kind === "map")
    return readMap(items, field.nests ? { ...field, fields: entryFields } : field, path, key, shaping);
  if (field.kind === "named") return [readNamed(element, field, name, shaping)];
  const { value, span } = element;
  const inner = { fields: field.fields ?? {}, path, statements: false, entryFields, name: key, value, span };
  return [readSection(items, inner, shaping)];
}

function readNamed(element: Element, field: Field, block: string, shaping: Shaping): Section {
  const [key, second] = element.words as [Word, Word | undefined];
  if (!second) {
    shaping.report.warning(
      "anonymous-named-block",
      key.span,
      `This \`${block}\` has no name, so nothing can lead to it`,
      {
        fix: `Write \`${block} name:\``,
      },
    );
  }
  const name = second ?? { text: `anonymous_${block}_${key.span.start.line}`, quoted: false, span: key.span };
  const path = `${block} ${name.text}`;
  const frame = { fields: field.fields ?? {}, path, statements: false, name, span: element.span };
  const variation = field.varies ? variationOf(element, shaping.source, shaping.report) : {};
  return readSection(element.body?.items ?? [], { ...frame, ...variation }, shaping);
}

function readMap(items: readonly Item[], field: Field, path: string, key: Word, shaping: Shaping): readonly Section[] {
  const { report } = shaping;
  const sections = new Map<string, Section>();
  const belongs = (item: Item) =>
    item.kind === "element"
      ? fieldNamed(field.fields ?? {}, item.words[0]?.text ?? "") !== undefined
      : field.statements === true;
  for (const item of realigned(items, belongs, report)) {
    if (item.kind !== "element") {
      refuse(item, { fields: {}, path, statements: false, name: key, span: item.span }, report);
      continue;
    }
    const [name, second] = item.words as [Word, Word | undefined];
    if (second) {
      const message = `\`${name.text} ${second.text}\` is two names; an entry of \`${path}\` has one`;
      report.error("composite-key", name.span, message, { fix: `Write \`${name.text}_${second.text}\`` });
    }
    if (name.text === "") report.error("empty-field-name", name.span, "A name cannot be empty", { fix: "Give it one" });
    if (sections.has(name.text)) {
      report.error("duplicate-name", name.span, `\`${name.text}\` is already defined in \`${path}\``, {
        fix: "Rename one",
      });
      continue;
    }
    const { fields = {}, statements = false, elsewhere, strangers } = field;
    const around = { fields, entryFields: fields, statements, elsewhere, strangers };
    const frame = { ...around, path: `${path}.${name.text}`, name, span: item.span };
    sections.set(
      name.text,
      readSection(item.body?.items ?? [], { ...frame, value: item.value ?? bodyValue(item, field) }, shaping),
    );
  }
  return [...sections.values()];
}

/** A tool's target on the line below its name. */
function bodyValue(element: Element, field: Field): Inline | undefined {
  const first = element.body?.items[0];
  if (field.value !== "target" || first?.kind !== "value") return undefined;
  return { kind: "term", term: first.term, clauses: [], span: first.span };
}

/** The section of a block field, if it is there. */
export const blockOf = (section: Section | undefined, name: string): Section | undefined =>
  section?.entries.get(name)?.sections[0];

/** The sections of a map or of named blocks; none when the field is not there. */
export const sectionsOf = (section: Section | undefined, name: string): readonly Section[] =>
  section?.entries.get(name)?.sections ?? [];
