// Opens the database that the configuration names: embedded in the data folder, or a PostgreSQL server.
import { Kysely, PostgresDialect } from "kysely";
import { openEmbedded } from "./embedded.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";
import { openServer } from "./server.ts";
import { withNamedStatements } from "./statements.ts";

/** What to open. */
export interface StoreConfig {
  /** Folder of the embedded database, or ":memory:" for one that is gone when it is closed. */
  readonly data: string;
  /** `postgres://…` of a server to use in place of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Connections kept to a PostgreSQL server. The embedded database has one. */
  readonly pool: number;
  /** Told, in whole sentences, what an operator should know about this database. */
  readonly onNotice: (sentence: string) => void;
}

/** An open database. */
export interface Store extends Omit<Engine, "patienceMs" | "pool"> {
  readonly db: Kysely<Tables>;
  /** The connections now, and the requests that wait for one. */
  readonly standing: () => { readonly total: number; readonly idle: number; readonly waiting: number };
}

/**
 * Open the database. It may be empty or of an older version: `migrate` comes next.
 * Throws an `Error` whose sentence says what to do when the folder is in use, or the server is unreachable or too old.
 */
export async function openStore(config: StoreConfig): Promise<Store> {
  const { pool, patienceMs, close, ...engine } = config.databaseUrl
    ? await openServer(config.databaseUrl, config.pool, config.onNotice)
    : await openEmbedded(config.data, config.onNotice);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool, patienceMs) }) });
  return {
    ...engine,
    db,
    standing: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: async () => {
      await db.destroy();
      await close();
    },
  };
}
