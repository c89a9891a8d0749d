// Reading a session for whoever looks at it from outside.
import { sql } from "kysely";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";

export interface FoundState {
  readonly agentId: string;
  readonly status: "open" | "ended" | "expired";
  readonly turnRunning: boolean;
  readonly lastEvent: number;
}

/** How a session stands, open or not; one that was quiet for longer than `idleMs` counts as expired. */
export async function findState(db: Db, key: SessionKey, idleMs: number): Promise<FoundState | undefined> {
  const { rows } = await sql<FoundState>`
    select agent_id as "agentId", lease_owner is not null as "turnRunning", events as "lastEvent",
      case when status = 'open' and lease_owner is null and active_at < now() - ${idleMs} * interval '1 millisecond'
        then 'expired' else status end as status
    from session where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId}
  `.execute(db);
  return rows[0];
}

export interface MessageRow {
  readonly seq: number;
  readonly message: unknown;
  /** The turn, or null for the greeting. */
  readonly planId: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** Messages of a session the caller may see, in order, after number `after`. */
export async function messagesAfter(db: Db, key: SessionKey, after: number, limit: number): Promise<MessageRow[]> {
  const { rows } = await sql<Omit<MessageRow, "at"> & { readonly at: Date }>`
    select seq, message, turn_id as "planId", session_message.at
    from session_message join session on session.id = session_id
    where session_id = ${key.id} and session.org_id = ${key.orgId} and app_id = ${key.appId} and seq > ${after}
    order by seq limit ${limit}
  `.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
