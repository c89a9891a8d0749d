// The wish that a turn stop: the fence of the turn it is meant for, in the session's row.
import { sql } from "kysely";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";
import { WAKE_CHANNEL } from "./wake.ts";

/** Ask the turn that holds a session to stop, wherever it runs. Gives its fence, or `undefined` when no turn runs. */
export async function askToStop(db: Db, key: SessionKey): Promise<number | undefined> {
  const { rows } = await sql<{ fence: number }>`
    with asked as (
      update session set stop_fence = fence
      where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId} and lease_owner is not null
      returning id, fence
    )
    select fence, pg_notify(${WAKE_CHANNEL}, id::text) from asked
  `.execute(db);
  return rows[0]?.fence;
}

/** Those of these sessions whose turn is to stop. */
export async function sessionsToStop(db: Db, sessionIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from session where id = any(${sessionIds}::uuid[]) and stop_fence = fence
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** The fence of the turn that is to stop, or `undefined`. */
export async function isToStop(db: Db, sessionId: string): Promise<number | undefined> {
  const { rows } = await sql<{ fence: number }>`
    select stop_fence as fence from session where id = ${sessionId} and stop_fence = fence
  `.execute(db);
  return rows[0]?.fence;
}
