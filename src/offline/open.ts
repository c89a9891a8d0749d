// Opens the database of a data folder for work that needs no server, and closes it again.
import type { Config } from "../config.ts";
import { openStore, type Store } from "../store/open.ts";

/** Where a database is. `data` is absolute. */
export type Place = Pick<Config, "data" | "databasePool" | "databaseUrl" | "secretKey" | "secretKeyPrevious">;

/** Throws a sentence when a server uses the folder, or the database cannot be opened. */
export async function withStore<T>(place: Place, work: (store: Store) => Promise<T>): Promise<T> {
  const { data, databaseUrl, databasePool: pool } = place;
  const store = await openStore({ data, databaseUrl, pool, onNotice: () => {} });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Fills an array with random bytes. */
export const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
