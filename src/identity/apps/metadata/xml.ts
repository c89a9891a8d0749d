// Metadata files as trees of elements: read without document types or entities of their own, and written in one form.
import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element that holds a text, or elements. White space around a text is not kept. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly Element[];
}

/** A file's text may not be longer; the largest of these files has a few kilobytes. */
const LIMIT = 1_000_000;

/** Read a file's root element. Throws an `Error` with a sentence that follows the file's name. */
export function parseXml(text: string): Element {
  if (text.length > LIMIT) throw new Error(`is longer than ${LIMIT} characters`);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    throw new Error("has a document type declaration, which metadata files have not");
  if (text.includes("\0")) throw new Error("has the character U+0000, which XML does not know");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`is not well-formed XML: ${valid.err.msg} (line ${valid.err.line})`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    cdataPropName: CDATA,
  });
  const roots = elementsOf(parser.parse(text));
  const [root] = roots;
  if (!root || roots.length > 1) throw new Error("does not have exactly one element at the top");
  return root;
}

const ATTRIBUTES = ":@";
const CDATA = "#cdata";

type Node = Readonly<Record<string, unknown>>;

function elementsOf(nodes: unknown): Element[] {
  return (nodes as readonly Node[]).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined || name.startsWith("?") || name.startsWith("#")) return [];
    return [elementOf(name, node[name] as readonly Node[], node[ATTRIBUTES])];
  });
}

function elementOf(name: string, nodes: readonly Node[], attributes: unknown): Element {
  const children = elementsOf(nodes);
  const given = Object.entries((attributes ?? {}) as Record<string, string>);
  return {
    name,
    ...(given.length > 0 && { attributes: Object.fromEntries(given.map(([key, value]) => [key, decode(value)])) }),
    ...(children.length > 0 ? { children } : { text: nodes.map(textOf).join("") }),
  };
}

function textOf(node: Node): string {
  const cdata = node[CDATA] as readonly Node[] | undefined;
  return cdata ? cdata.map((each) => String(each["#text"] ?? "")).join("") : decode(String(node["#text"] ?? ""));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (written, name: string) => {
    if (!name.startsWith("#")) {
      if (!Object.hasOwn(entities, name)) throw new Error(`has the entity ${written}, which is not one of XML`);
      return entities[name]!;
    }
    const code = name[1]?.toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    if (code === 0 || code > 0x10ffff) throw new Error(`has ${written}, which is no character`);
    return String.fromCodePoint(code);
  });
}

/**
 * A file as the original's tools write it: one declaration, elements of the root by name, four spaces, an end of line
 * at the end. A file in this form comes back byte for byte.
 */
export function writeXml({ name, attributes = {}, children = [] }: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${linesOf({ name, attributes, children: byName(children) }, "")}`;
}

/** Elements in the order of their names; those of one name stay in theirs. */
export const byName = (elements: readonly Element[]): Element[] =>
  [...elements].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

function linesOf({ name, attributes = {}, text = "", children = [] }: Element, indent: string): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${encode(value)}"`);
  const open = `${indent}<${name}${given.join("")}`;
  if (children.length > 0) {
    return `${open}>\n${children.map((child) => linesOf(child, `${indent}    `)).join("")}${indent}</${name}>\n`;
  }
  return text === "" ? `${open}/>\n` : `${open}>${encode(text)}</${name}>\n`;
}

const encode = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&${Object.entries(entities).find(([, each]) => each === character)![0]};`);
