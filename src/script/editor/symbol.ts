// The name at a place, what defines it, and everywhere it is mentioned.
import type { Mention } from "../names.ts";
import type { Analysis } from "./analyse.ts";
import type { Definition } from "./definitions.ts";

/** Whether two mentions are of one thing. */
export const isSame = (one: Mention, other: Mention): boolean =>
  one.kind === other.kind && one.name === other.name && one.scope === other.scope;

/** The name that an offset touches. */
export function mentionAt({ definitions, references }: Analysis, offset: number): Mention | undefined {
  const touches = ({ span }: Mention) => span.start.offset <= offset && offset <= span.end.offset;
  return references.find(touches) ?? definitions.find(touches);
}

/** Where a name is defined. Of two definitions the first counts, as it does when the script is read. */
export const definitionOf = ({ definitions }: Analysis, mention: Mention): Definition | undefined =>
  definitions.find((definition) => isSame(definition, mention));

/** The definition of the name at an offset. */
export function definition(analysis: Analysis, offset: number): Definition | undefined {
  const mention = mentionAt(analysis, offset);
  return mention && definitionOf(analysis, mention);
}

/** Every mention of the name at an offset, its definition first; none where no name stands. */
export function references(analysis: Analysis, offset: number): readonly Mention[] {
  const mention = mentionAt(analysis, offset);
  if (!mention) return [];
  return [...analysis.definitions, ...analysis.references].filter((other) => isSame(other, mention));
}
