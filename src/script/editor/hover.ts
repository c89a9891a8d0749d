// What a reader is told of the word under the cursor: its declaration, its field's sentence, or what it means.
import { type Field, fieldNamed } from "../schema-field.ts";
import type { Token } from "../token.ts";
import type { Span } from "../tree.ts";
import type { Analysis } from "./analyse.ts";
import type { Definition } from "./definitions.ts";
import { placeOf } from "./place.ts";
import { keyOf } from "./rows.ts";
import { definitionOf, isSame, mentionAt } from "./symbol.ts";
import { everyWord, namespaces, sentenceOf, systemVariables, utils } from "./words.ts";

export interface Hover {
  /** A line of code, or several: the declaration of a name. */
  readonly code?: string;
  /** Sentences, each a paragraph; Markdown. */
  readonly text: readonly string[];
  /** What it is told of. */
  readonly span: Span;
}

/** What is to be told of the word at a position, an offset; `undefined` when nothing is known of it. */
export function hover(analysis: Analysis, position: number): Hover | undefined {
  const offset = Math.max(0, Math.min(position, analysis.source.length));
  const mention = mentionAt(analysis, offset);
  const defined = mention && definitionOf(analysis, mention);
  if (mention && defined) return { ...told(defined, analysis), span: mention.span };
  const place = placeOf(analysis, offset);
  const tokens = place.row?.tokens ?? [];
  const at = tokens.findIndex(({ span }) => span.start.offset <= offset && offset <= span.end.offset);
  const token = tokens[at];
  if (!token || !place.row || place.inComment) return undefined;
  const [key] = keyOf(place.row);
  const field = key === token && place.nesting.holds === "fields" && fieldNamed(place.nesting.fields, key.text);
  if (field) return { text: sentencesOf(field), span: token.span };
  const sentence = wordSentence(tokens, at);
  return sentence ? { text: [sentence], span: token.span } : undefined;
}

/** A declaration with its description; of a tool, with those of what it leads to. */
function told(definition: Definition, analysis: Analysis): Pick<Hover, "code" | "text"> {
  const target = definition.kind === "tool" ? targetOf(definition, analysis) : undefined;
  const code = target ? `${definition.declaration}\n${target.declaration}` : definition.declaration;
  const description = definition.description ?? target?.description;
  return { code, text: description ? [description] : [] };
}

/** What a tool leads to: the first action, node or agent that its line names. */
function targetOf(tool: Definition, analysis: Analysis): Definition | undefined {
  const named = analysis.references.find(
    ({ kind, span }) =>
      (kind === "action" || kind === "node" || kind === "connected agent") &&
      span.start.offset >= tool.range.start.offset &&
      span.end.offset <= tool.range.end.offset,
  );
  return named && analysis.definitions.find((definition) => isSame(definition, named));
}

function sentencesOf(field: Field): readonly string[] {
  return [
    field.says,
    ...(field.required ? ["Required."] : []),
    ...(field.oneOf ? [`One of: ${field.oneOf.map((value) => `\`${value}\``).join(", ")}.`] : []),
    ...(field.deprecated ? [`Deprecated. ${field.deprecated}.`] : []),
    ...(field.idle ? [`Has no effect here: ${field.idle}.`] : []),
  ];
}

/** What a word of the language means where it stands. */
function wordSentence(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at] as Token;
  if (token.kind === "reference") return sentenceOf(namespaces, token.text.slice(1));
  if (token.kind !== "name") return undefined;
  const namespace = tokens[at - 1]?.text === "." ? tokens[at - 2]?.text : undefined;
  if (namespace === "@utils") return sentenceOf(utils, token.text);
  if (namespace === "@system_variables") return sentenceOf(systemVariables, token.text);
  const isKey = tokens[at + 1]?.text === ":" && token.text !== "else";
  const isName = tokens[at - 1]?.text === "." || tokens[at + 1]?.text === "=" || isKey;
  return isName ? undefined : sentenceOf(everyWord, token.text);
}
