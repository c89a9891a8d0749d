// Renames a name wherever it stands, and refuses when the script would mean something else afterwards.

import { applyEdits } from "../edits.ts";
import type { Mention, NameKind } from "../names.ts";
import type { Edit } from "../problem.ts";
import { developerName, longestName, variableName } from "../spelling.ts";
import { type Analysis, analyse } from "./analyse.ts";
import { isSame, mentionAt, references } from "./symbol.ts";

/** The edits of a rename, or in one sentence why there are none. */
export type Renaming =
  | { readonly edits: readonly Edit[]; readonly refusal?: undefined }
  | { readonly edits?: undefined; readonly refusal: string };

/** The name at an offset that can be renamed. Fields of `knowledge` are the language's own. */
export function renameable(analysis: Analysis, offset: number): Mention | undefined {
  const mention = mentionAt(analysis, offset);
  return mention && mention.kind !== "knowledge" ? mention : undefined;
}

const inputName = /^[A-Za-z_]\w*$/;

/** Between quotes, inputs and outputs have names with punctuation: `"Input:order"`. */
const quotable = /^[^"\\{}\r\n]+$/;
const isInput = ({ kind }: Mention): boolean => kind === "input" || kind === "output";

/** How a name of each kind is spelt (spec §2). */
const legal: Readonly<Record<NameKind, RegExp>> = {
  variable: variableName,
  knowledge: inputName,
  node: developerName,
  "connected agent": developerName,
  action: developerName,
  input: inputName,
  output: inputName,
  tool: developerName,
  connection: developerName,
  "connection input": inputName,
  "response format": developerName,
  "response action": developerName,
};

/** Rename what stands at an offset, in its definition, in code, in text and in quoted text. */
export function rename(analysis: Analysis, offset: number, name: string): Renaming {
  const mention = renameable(analysis, offset);
  if (!mention) return { refusal: "Nothing here can be renamed" };
  const mentions = references(analysis, offset);
  const isQuoted = mentions.every(({ span }) => analysis.source[span.start.offset - 1] === '"');
  const isLegal = legal[mention.kind].test(name) || (isQuoted && isInput(mention) && quotable.test(name));
  if (!isLegal || name.length > longestName) {
    return { refusal: `\`${name}\` cannot name this: begin with a letter; use letters, digits and single \`_\`` };
  }
  const taken = analysis.definitions.find((other) => other.name === name && shareNames(other, mention));
  if (taken && !isSame(taken, mention)) return { refusal: `\`${name}\` is taken: \`${taken.declaration}\`` };
  const edits = mentions.map(({ span }) => ({ span, text: name }));
  const renamed = analyse(applyEdits(analysis.source, edits));
  return meansTheSame(analysis, renamed, mention, name)
    ? { edits }
    : { refusal: `With the name \`${name}\` the script would mean something else, or have other problems` };
}

/** Whether two things cannot have one name: nodes and connected agents share theirs. */
function shareNames(one: Mention, other: Mention): boolean {
  const space = ({ kind }: Mention) => (kind === "connected agent" ? "node" : kind);
  return space(one) === space(other) && one.scope === other.scope;
}

/** Whether every name of the new script leads to what it led to before, and the checker says the same. */
function meansTheSame(before: Analysis, after: Analysis, renamed: Mention, name: string): boolean {
  const told = ({ problems }: Analysis) => problems.map(({ code }) => code).join();
  const names = (analysis: Analysis) => analysis.references.map(({ kind, name: of }) => `${kind} ${of}`).join();
  const expected = before.references.map((mention) => (isSame(mention, renamed) ? { ...mention, name } : mention));
  return told(before) === told(after) && names({ ...before, references: expected }) === names(after);
}
