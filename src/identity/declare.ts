// What all declarations have in common: their outcome, their refusal, and the transaction they run in.
import type { Kysely, Transaction } from "kysely";
import { closest } from "../closest.ts";
import { lockOrg } from "../store/orgs.ts";
import type { Tables } from "../store/schema.ts";

/** What a declaration did. Declaring the same again changes nothing. */
export interface Declared {
  readonly id: string;
  readonly change: "made" | "changed" | "unchanged";
  /** What is different now, in words for a terminal; empty unless changed. Never a secret. */
  readonly what: readonly string[];
  /** What a project's file says and is not applied, as it was changed by hand since; in words. */
  readonly kept?: readonly string[];
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

/** What a change is made in: the database, and the memory that must forget what was. */
export interface Records {
  readonly db: Kysely<Tables>;
  readonly records: { readonly forget: () => void };
}

/** Run a change of one org's identity records: servers that start at once take turns, and the change holds at once. */
export async function inOrg<T>(
  identity: Records,
  orgId: string,
  change: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return inTransaction(identity, async (tx) => {
    await lockOrg(tx, orgId);
    return change(tx);
  });
}

/** Run a change that is not of one org's records alone; it holds here at once. */
export async function inTransaction<T>(
  { db, records }: Records,
  change: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  try {
    return await db.transaction().execute(change);
  } finally {
    records.forget();
  }
}

/** "changed" with what differs, or "unchanged". */
export const changed = (id: string, what: readonly string[], kept: readonly string[] = []): Declared => ({
  id,
  change: what.length > 0 ? "changed" : "unchanged",
  what,
  ...(kept.length > 0 && { kept }),
});

/** A record as its fields are shown to people: to a reader of the audit trail, or on a terminal. Holds no secret. */
export type View = Readonly<Record<string, unknown>>;

/** The fields that differ between two views of a record, as they were and are, and in words. */
export interface Difference {
  readonly before: View;
  readonly after: View;
  readonly what: readonly string[];
}

/** Compare two views of a record, field by field. */
export function differenceOf(before: View, after: View): Difference {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const only = (view: View) => Object.fromEntries(names.map((name) => [name, view[name] ?? null]));
  return {
    before: only(before),
    after: only(after),
    what: names.map((name) => `${name}: ${shown(before[name])} → ${shown(after[name])}`),
  };
}

/** A value in words. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(" ") || "none";
  if (value === null || value === undefined || value === "") return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The first second whose tokens are surely younger than this moment: `iat` counts whole seconds. */
export const nextSecond = (now: number): number => Math.floor(now / 1000) + 1;

/** What to do about a name that is not one of those known. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 0 ? `there are ${known.join(", ")}` : "there is none yet";
}
