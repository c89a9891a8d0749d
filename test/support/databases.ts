// Both databases for suites that hold on either: `for (const database of databases) describe(database.name, …)`.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migrate } from "../../src/store/migrate.ts";
import { openStore, type Store } from "../../src/store/open.ts";

/** A kind of database under test. */
export interface TestDatabase {
  readonly name: string;
  /** A fresh, migrated database of its own; `close` removes it. */
  open(): Promise<Store>;
}

export const databases: readonly TestDatabase[] = [
  { name: "embedded database", open: openInMemory },
  { name: "PostgreSQL server", open: openOnServer },
];

async function openInMemory(): Promise<Store> {
  const store = await openStore({ data: ":memory:", pool: 1, onNotice: () => {} });
  await migrate(store.db);
  return store;
}

async function openOnServer(): Promise<Store> {
  const { url, drop } = await createTestDatabase(template);
  const store = await openStore({ data: "", databaseUrl: url, pool: 10, onNotice: () => {} });
  return {
    ...store,
    close: async () => {
      await store.close();
      await drop();
    },
  };
}

/** Name of the migrated database that others are cloned from: 0.15 s each, however many migrations there are. */
const template = "dragoman_template";

/** An empty database on the test server, or a clone of the migrated template. */
export async function createTestDatabase(from?: typeof template): Promise<{ url: string; drop: () => Promise<void> }> {
  if (from) await makeTemplate();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asSuperuser((client) => client.query(`create database ${name} ${from ? `template ${from}` : ""}`));
  return {
    url: urlOf(name),
    drop: () => asSuperuser(async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}

/** Make the template once; test files that start together wait for the first. */
async function makeTemplate(): Promise<void> {
  await asSuperuser(async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [template]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount) return;
    const unfinished = `${template}_${randomUUID().replaceAll("-", "")}`;
    await client.query(`create database ${unfinished}`);
    const store = await openStore({ data: "", databaseUrl: urlOf(unfinished), pool: 1, onNotice: () => {} });
    await migrate(store.db).finally(store.close);
    await client.query(`alter database ${unfinished} rename to ${template}`);
  });
}

function urlOf(database: string): string {
  const url = new URL(inject("postgresUrl"));
  url.pathname = database;
  return url.href;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
