// Which pages go by the words that somebody types, and which letters of a label those words are.
import { closest } from "../../closest.ts";
import type { Right } from "../../contract/setup-endpoint.ts";
import type { Place } from "../places.ts";

type Findable = Pick<Place, "label" | "section" | "synonyms" | "right">;

/**
 * The places of the tree in its order, of which every word begins a word of the label, the section or a synonym. Where
 * nothing does, each word stands for the known one that it is closest to.
 */
export function found<P extends Findable>(places: readonly P[], words: string, rights: readonly Right[]): readonly P[] {
  const shown = places.filter(({ section, right }) => section !== undefined && rights.includes(right));
  const asked = wordsOf(words);
  const exact = shown.filter((place) => goesBy(place, asked));
  if (exact.length > 0) return exact;
  const known = shown.flatMap(knownOf);
  const meant = asked.map((word) => (known.some((each) => each.startsWith(word)) ? word : closest(word, known)));
  return meant.every((word) => word !== undefined) ? shown.filter((place) => goesBy(place, meant)) : [];
}

/** The place that Enter leads to: one whose label begins so, else one whose label has the words, else the first. */
export function bestOf<P extends Findable>(places: readonly P[], words: string): P | undefined {
  const typed = words.trim().toLowerCase();
  const asked = wordsOf(words);
  return (
    places.find(({ label }) => label.toLowerCase().startsWith(typed)) ??
    places.find(({ label }) => asked.every((word) => wordsOf(label).some((each) => each.startsWith(word)))) ??
    places[0]
  );
}

const knownOf = ({ label, section = "", synonyms = [] }: Findable) => [label, section, ...synonyms].flatMap(wordsOf);

const goesBy = (place: Findable, asked: readonly string[]) => {
  const known = knownOf(place);
  return asked.every((word) => known.some((each) => each.startsWith(word)));
};

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** A label cut where words typed begin one of its own: `marked` pieces are what was typed. */
export function piecesOf(label: string, words: string): readonly { readonly text: string; readonly marked: boolean }[] {
  const asked = [...wordsOf(words)].sort((one, other) => other.length - one.length);
  return label.split(/(?<=[^\p{L}\p{N}])|(?=[^\p{L}\p{N}])/u).flatMap((piece) => {
    const typed = asked.find((word) => piece.toLowerCase().startsWith(word));
    if (typed === undefined) return [{ text: piece, marked: false }];
    const rest = piece.slice(typed.length);
    return [
      { text: piece.slice(0, typed.length), marked: true },
      ...(rest === "" ? [] : [{ text: rest, marked: false }]),
    ];
  });
}
