// What kinds and roles of users are called on pages, and what each is for.
import type { Person } from "../../../contract/setup-people.ts";

export const kindWords: Readonly<Record<Person["kind"], { readonly label: string; readonly about: string }>> = {
  standard: { label: "Standard", about: "A person who logs in with a password." },
  api_only: { label: "API Only", about: "For an app to run as; cannot log in to pages." },
  agent: { label: "Agent", about: "Made for an agent; neither a person nor an app uses it." },
};

export const roleWords: Readonly<Record<Person["role"], { readonly label: string; readonly about: string }>> = {
  admin: { label: "Administrator", about: "Everything in Setup, secrets included." },
  builder: { label: "Builder", about: "Sees everything but secrets and the audit trail; writes and activates agents." },
  viewer: { label: "Viewer", about: "Sees everything but secrets and the audit trail; changes nothing." },
  api: { label: "None", about: "No access to Setup." },
};

const makers: Readonly<Record<string, string>> = {
  project: "dragoman.yaml",
  operator: "the operator of the server",
  server: "the server",
};

/** Who made a record, in words: a user by the name, while it is known. */
export const makerOf = (madeBy: string, people: readonly Person[] = []): string =>
  makers[madeBy] ?? people.find(({ id }) => id === madeBy)?.name ?? madeBy;

/** The roles that a user of a kind may have: only people have one. */
export const rolesOf = (kind: Person["kind"]): readonly Person["role"][] =>
  kind === "standard" ? ["admin", "builder", "viewer", "api"] : ["api"];
