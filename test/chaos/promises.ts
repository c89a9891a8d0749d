// What every client is promised, whatever is done to the servers it talks to, and how the promises are looked at.
import pg from "pg";
import { checkStore } from "../../src/store/checks.ts";
import { openEmbedded } from "../../src/store/embedded.ts";
import { type Measured, measured } from "./experiment.ts";
import type { Seen, Talker } from "./talker.ts";
import { answerTo, type World } from "./till-project.ts";

type Database = Pick<pg.Pool, "query">;

export const notWhole = ({ note, text }: Seen): boolean => text !== answerTo(note).join("");

/** Whether the client was told, in band, that its turn failed. */
export const failed = ({ types }: Seen): boolean => types.includes("Error");

export const seenBy = (talkers: readonly Talker[]): readonly Seen[] => talkers.flatMap(({ seen }) => seen);

/** How often each promise is broken, by what clients saw, what took effect, and what is on record. */
export type Checks = Readonly<
  Record<string, (talkers: readonly Talker[], world: World, database: Database) => number | Promise<number>>
>;

/** What holds of any turn, answered or failed. */
export const turnChecks: Checks = {
  "turns without an end, or with more than one": (talkers) =>
    seenBy(talkers).filter(({ types }) => types.filter((type) => type === "EndOfTurn").length !== 1).length,
  "sessions in which a client was told an event twice, or missed one": async (talkers, _, database) => {
    const { rows } = await database.query<{ id: string; events: number }>("select id, events from session");
    const onRecord = new Map(rows.map(({ id, events }) => [id, Number(events)]));
    return talkers.filter(
      ({ sessionId, seen }) => onRecord.get(sessionId) !== sum(seen.map(({ types }) => types.length)),
    ).length;
  },
  "actions that ran twice": (_, { target }) => [...target.effects.values()].filter((times) => times > 1).length,
};

const clientChecks: Checks = {
  "answers that were not whole": (talkers) => seenBy(talkers).filter(notWhole).length,
  "acknowledged messages whose action did not run": (talkers, { target }) =>
    seenBy(talkers).filter(({ note }) => !target.effects.has(note)).length,
  ...turnChecks,
};

export const clientPromises: readonly string[] = Object.keys(clientChecks);

/** How often each promise was broken, and what the store's checks find. Nothing may run on the database any more. */
export async function lookAt(
  world: World,
  talkers: readonly Talker[],
  database: Database,
  checks: Checks = clientChecks,
): Promise<Readonly<Record<string, number>>> {
  const breaches: Record<string, number> = {};
  for (const [promise, count] of Object.entries(checks)) breaches[promise] = await count(talkers, world, database);
  return { ...breaches, ...(await checkStore(database)) };
}

/** What the clients did and went through. */
export const doneBy = (world: World, talkers: readonly Talker[]): readonly Measured[] => [
  measured("turns", sum(talkers.map(({ seen }) => seen.length))),
  measured("streams read on after a break", sum(talkers.map(({ trouble }) => trouble.resumed))),
  measured("requests tried again", sum(talkers.map(({ trouble }) => trouble.retries))),
  measured("actions called again with their key", world.target.repeated()),
];

/** Look into a PostgreSQL. */
export async function onServer<T>(url: string, look: (database: Database) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url });
  return look(pool).finally(() => pool.end());
}

/** Look into a data folder that no server uses. */
export async function onFolder<T>(data: string, look: (database: Database) => Promise<T>): Promise<T> {
  const { pool, close } = await openEmbedded(data, () => {});
  return look(pool).finally(close);
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
