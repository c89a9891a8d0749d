// Which pages go by the words that somebody types.
import type { Right } from "../../contract/setup-endpoint.ts";
import type { Place } from "../places.ts";

/** The places of the tree in its order, of which every word begins a word of the label, the section or a synonym. */
export function found<P extends Pick<Place, "label" | "section" | "synonyms" | "right">>(
  places: readonly P[],
  words: string,
  rights: readonly Right[],
): readonly P[] {
  const asked = wordsOf(words);
  return places.filter(({ label, section, synonyms = [], right }) => {
    if (section === undefined || !rights.includes(right)) return false;
    const known = [label, section, ...synonyms].flatMap(wordsOf);
    return asked.every((word) => known.some((each) => each.startsWith(word)));
  });
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
