// Makes every statement a named one, so that PostgreSQL parses and plans each SQL text once per connection.
import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { orOutage } from "./outage.ts";

/** `bigint` as a number: these columns count things and stay far below 2^53. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

// Measured on 2 cores with 1 and 16 callers, in thousands a second:
//                                     insert      select by key   claim in a CTE   six-row transaction
//   PGlite, Kysely's own dialect      4.0 · 7.0   5.6 ·  8.9      2.8 · 3.1        2.0 · 2.4
//   PGlite, pg adapter, unnamed       3.6 · 7.0   5.9 ·  8.4      2.8 · 3.1        2.3 · 2.4
//   PGlite, pg adapter, named         5.5 · 9.3    11 · 12.6      7.9 · 7.2        3.3 · 3.3
// Hence one way for both engines: `pg`, with names.

/** Names given out by one pool; the store has about a hundred texts. Beyond this a statement simply goes unnamed. */
const nameLimit = 1_000;

/** Begins a statement that gets no name, since its text may never come again. */
export const ONE_OFF = "/* one-off */";

/**
 * The same pool for Kysely, with every parameterised statement sent by name. Kysely has no setting for this.
 *
 * A named plan outlives a change of its tables, and PostgreSQL may then refuse it ("cached plan must not change result
 * type", 0A000). The statement that meets this fails; from then on its text goes by a new name.
 *
 * @param patienceMs milliseconds after which a parameterised statement fails and its connection is closed, so that no
 *   other waits behind it. Those without parameters, such as migrations and `vacuum`, may take their time.
 */
export function withNamedStatements(pool: pg.Pool, patienceMs?: number): PostgresPool {
  const names = new Map<string, string>();
  const patience = patienceMs === undefined ? {} : { query_timeout: patienceMs };
  let given = 0;
  const nameOf = (text: string) => {
    if (text.trimStart().startsWith(ONE_OFF)) return undefined;
    if (!names.has(text) && given < nameLimit) names.set(text, `s${given++}`);
    return names.get(text);
  };
  const query = async (client: pg.PoolClient, text: string, values: readonly unknown[]) => {
    if (values.length === 0) return client.query(text);
    try {
      return await client.query({ name: nameOf(text), text, values: [...values], ...patience });
    } catch (error) {
      if ((error as { code?: unknown }).code === "0A000") names.delete(text);
      throw error;
    }
  };
  const connect = async () => {
    const client = await pool.connect().catch((error: unknown) => {
      throw orOutage(error);
    });
    let lost = false;
    return {
      query: (text: string, values: readonly unknown[]) =>
        query(client, text, values).catch((error: unknown) => {
          lost ||= losesConnection(error);
          throw orOutage(error);
        }),
      release: () => client.release(lost),
      // Kysely's type also asks for `query(cursor)`, which it calls only when it is configured with a cursor class.
    } as unknown as PostgresPoolClient;
  };
  // Whoever made the pool ends it: Kysely would do so only if it ever ran a statement.
  return { options: pool.options, connect, end: async () => {} };
}

/** Whether no other statement should follow on the same connection: the server is closing it, or `pg` gave up waiting. */
function losesConnection(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (typeof code === "string" && code.startsWith("57P")) || message === "Query read timeout";
}
