// What an engine gives to the store, whichever of the two it is.
import type pg from "pg";
import type { Listening } from "./wake.ts";

/** A database that is up: a pool of connections that speak PostgreSQL, and what goes with it. */
export interface Engine {
  readonly engine: "embedded" | "server";
  /** Names the database for people, without credentials. */
  readonly describe: string;
  readonly pool: pg.Pool;
  /** Milliseconds after which a statement without an answer is given up, with its connection. Absent: never. */
  readonly patienceMs?: number;
  /** Hears of sessions that have news on other servers. Absent: there are no others. */
  readonly listen?: (woken: (sessionId: string) => void) => Listening;
  /** Copies the files of the database, as they are at one moment, into a new folder. Absent where they are not in a folder. */
  readonly copy?: (to: string) => Promise<void>;
  /** Tells whoever is refused the data folder where this server listens. */
  announce(url: string): Promise<void>;
  /** Ends the pool and whatever stands behind it. */
  close(): Promise<void>;
}
