// What an engine gives to the store, whichever of the two it is.
import type pg from "pg";

/** A database that is up: a pool of connections that speak PostgreSQL, and what goes with it. */
export interface Engine {
  readonly engine: "embedded" | "server";
  /** Names the database for people, without credentials. */
  readonly describe: string;
  readonly pool: pg.Pool;
  /** Milliseconds after which a statement without an answer is given up, with its connection. Absent: never. */
  readonly patienceMs?: number;
  /** Tells whoever is refused the data folder where this server listens. */
  announce(url: string): Promise<void>;
  /** Ends the pool and whatever stands behind it. */
  close(): Promise<void>;
}
