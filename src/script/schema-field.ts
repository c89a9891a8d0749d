// The words in which blocks and fields are described.
import type { CodeOf } from "./codes.ts";

/** What a field holds. */
export type Kind =
  /** Text, quoted or after `|`, without interpolation. */
  | "text"
  /** Text with interpolation. */
  | "message"
  /** Quoted text only. */
  | "literal"
  /** Text or `None`. */
  | "text or None"
  | "flag"
  | "number"
  /** `True`, a number or text. */
  | "scalar"
  /** `@namespace.name`. */
  | "reference"
  /** `- ` entries, or `[…]`. */
  | "list"
  /** Statements without text. */
  | "procedure"
  /** Statements with text, or a template. */
  | "instructions"
  /** Fields below the key. */
  | "block"
  /** A block with a name of the author's, at the top level: `subagent NAME:`. */
  | "named"
  /** Entries named by the author below the key. */
  | "map"
  /** A type beside the key, with its limits below. */
  | "shape"
  /** Keys and plain values of the author's choice. */
  | "free";

export interface Field {
  readonly kind: Kind;
  /** What the field means, in one sentence. */
  readonly says: string;
  readonly required?: true;
  /** Fields of the block, or of each entry. */
  readonly fields?: Fields;
  /** Maps: what stands after the colon of an entry. `type?` may be absent; `bound` is a value known before the session, or a variable. */
  readonly value?: "type" | "type?" | "target" | "reference" | "bound";
  /** Maps: entries are like those of the map around this one. */
  readonly nests?: true;
  /** Maps of types: words that may stand before the type. */
  readonly modifiers?: readonly string[];
  /** Blocks and maps: there is at least one entry when the key is there. */
  readonly filled?: true;
  /** Maps: entries hold statements beside their fields. */
  readonly statements?: true;
  /** The values there are; compared without case. */
  readonly oneOf?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** A rule of its own for the text. */
  readonly check?: "locale" | "locales" | "target" | "model" | "skill" | "agent" | "format";
  /** What counts when it is absent, for the manual. */
  readonly default?: string;
  /** What to do instead. */
  readonly deprecated?: string;
  /** Named blocks: their field `schema` may make one of them a node of another kind, with other fields. */
  readonly varies?: true;
  /** The code of a field that is not in `fields`; `unknown-field` unless said. */
  readonly strangers?: CodeOf<"error">;
  /** Maps: fields that authors write here although they belong elsewhere, and where. */
  readonly elsewhere?: { readonly fields: Fields; readonly fix: string };
  /** Why it is read but changes nothing here. */
  readonly idle?: string;
}

/** Fields by name. A name that ends with `*` stands for all that begin like it. */
export type Fields = Readonly<Record<string, Field>>;

/** The field of a name. */
export function fieldNamed(fields: Fields, name: string): Field | undefined {
  if (Object.hasOwn(fields, name)) return fields[name];
  const family = Object.keys(fields).find((key) => key.endsWith("*") && name.startsWith(key.slice(0, -1)));
  return family && name.length >= family.length ? fields[family] : undefined;
}
