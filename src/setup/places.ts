// Every page of Setup as data: its address, its place in the tree, the words people look for it by, and the right it takes.
import type { ComponentType } from "react";
import type { Right } from "../contract/setup-endpoint.ts";

export interface Place {
  /** Below `/lightning/setup`; `$name` is a part that varies. */
  readonly path: string;
  readonly label: string;
  /** Where it hangs in the tree. A page without a section is reached from another one. */
  readonly section?: string;
  /** Other words for it: those of guides, of other releases, of other products. */
  readonly synonyms?: readonly string[];
  readonly right: Right;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

// biome-ignore format: a table is read by its rows
export const places: readonly Place[] = [
  { path: "SetupOneHome/home", label: "Home", section: "", synonyms: ["start", "overview", "checklist"], right: "see", load: () => import("./pages/home/home.tsx") },
];
