// What the palette offers for the words typed: pages, things to do, and the records that the server found.
import type { Right } from "../../contract/setup-endpoint.ts";
import type { Hit } from "../../contract/setup-search.ts";
import { addresses } from "../addresses.ts";
import { places } from "../places.ts";
import { found } from "./quick-find.ts";

export interface PaletteAction {
  readonly label: string;
  readonly detail: string;
  readonly to: string;
}

export interface PaletteGroup {
  readonly label: string;
  readonly actions: readonly PaletteAction[];
}

/** Pages shown at once; the tree has all of them. */
const PAGES_SHOWN = 7;

const kindNames: Readonly<Record<Hit["kind"], string>> = {
  session: "Session",
  agent: "Agent",
  app: "External client app",
  user: "User",
};

/** The groups that have something to offer, in their order. */
export function paletteGroups(words: string, rights: readonly Right[], hits: readonly Hit[]): readonly PaletteGroup[] {
  return [
    { label: "Pages", actions: pages(words, rights) },
    { label: "To do", actions: commands(words, rights) },
    { label: "Records", actions: hits.map(recordOf) },
  ].filter(({ actions }) => actions.length > 0);
}

const pages = (words: string, rights: readonly Right[]): readonly PaletteAction[] =>
  found(places, words, rights)
    .slice(0, PAGES_SHOWN)
    .map(({ label, section, path }) => ({ label, detail: section ?? "", to: `/${path}` }));

/** Places that a person goes to in order to do something, by what they do there. */
const commands = (words: string, rights: readonly Right[]): readonly PaletteAction[] => {
  const doable = places.flatMap((place) =>
    place.command === undefined ? [] : [{ ...place, label: place.command, section: "" }],
  );
  return found(doable, words, rights).map(({ label, path }) => ({ label, detail: "", to: `/${path}` }));
};

const recordOf = ({ kind, key, label, detail }: Hit): PaletteAction => ({
  label,
  detail: `${kindNames[kind]} · ${detail}`,
  to: addresses[kind](key),
});
