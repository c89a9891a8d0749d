// What all declarations have in common: their outcome, their refusal, and the transaction they run in.
import type { Kysely, Transaction } from "kysely";
import { lockOrg } from "../store/orgs.ts";
import type { Tables } from "../store/schema.ts";
import type { Identity } from "./identity.ts";

/** What a declaration did. Declaring the same again changes nothing. */
export interface Declared {
  readonly id: string;
  readonly change: "made" | "changed" | "unchanged";
  /** What is different now, in words for a terminal; empty unless changed. Never a secret. */
  readonly what: readonly string[];
}

/** A declaration that cannot be carried out; nothing was changed. */
export class Undeclarable extends Error {
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "Undeclarable";
    this.problems = problems;
  }
}

/** Run a change of one org's identity records: servers that start at once take turns, and the change holds at once. */
export async function inOrg<T>(
  identity: Identity,
  orgId: string,
  change: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return inTransaction(identity, async (tx) => {
    await lockOrg(tx, orgId);
    return change(tx);
  });
}

export async function inTransaction<T>(
  { db, records }: { readonly db: Kysely<Tables>; readonly records: Identity["records"] },
  change: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  try {
    return await db.transaction().execute(change);
  } finally {
    records.forget();
  }
}

/** "changed" with what differs, or "unchanged". */
export const changed = (id: string, what: readonly string[]): Declared => ({
  id,
  change: what.length > 0 ? "changed" : "unchanged",
  what,
});

/** One difference in words, or none. */
export const difference = (name: string, before: unknown, after: unknown): string[] =>
  JSON.stringify(before) === JSON.stringify(after) ? [] : [`${name}: ${shown(before)} → ${shown(after)}`];

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(" ") || "none";
  return value === null || value === undefined ? "none" : String(value);
};
