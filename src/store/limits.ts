// What all servers together may take of a limit: requests a minute, places for turns, and what was spent on a day. Servers
// take in batches and count for themselves, so that a turn makes no statement of its own for it.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

/** Whose limit it is: an app, or the org itself. */
export interface Holder {
  readonly orgId: string;
  readonly id: string;
}

/** What was taken, and how long to wait where that is nothing. */
export interface Taken {
  readonly granted: number;
  readonly waitMs: number;
}

/**
 * Take up to `wanted` requests out of a bucket that holds a minute's worth and is filled evenly. Times are the database's:
 * clocks of servers may differ.
 * @param measure of what, such as `sends`
 */
export async function takeOfRate(
  db: Db,
  { orgId, id }: Holder,
  measure: string,
  perMinute: number,
  wanted: number,
): Promise<Taken> {
  const first = Math.min(wanted, perMinute);
  const each = sql`interval '1 minute' / ${perMinute}::integer`;
  const granted = sql`least(${wanted}::integer, floor(
    extract(epoch from now() + interval '1 minute' - greatest(rate.full_at, now())) * ${perMinute}::integer / 60 + 0.000001
  ))::integer`;
  const { rows } = await sql<Taken>`
    insert into rate (org_id, subject, measure, full_at, granted)
    values (${orgId}, ${id}, ${measure}, now() + ${first}::integer * ${each}, ${first})
    on conflict (subject, measure) do update set
      granted = greatest(0, ${granted}),
      full_at = greatest(rate.full_at, now()) + greatest(0, ${granted}) * ${each}
    returning granted,
      ceil(extract(epoch from full_at - now() - interval '1 minute' + ${each}) * 1000)::integer as "waitMs"
  `.execute(db);
  return rows[0]!;
}

/**
 * Say how many places for turns a server wants, and get as many as the others leave, never fewer than it uses. Places of a
 * server that is gone are free.
 * @returns the places it holds from now on
 */
export async function takePlaces(
  db: Db,
  { orgId, id }: Holder,
  server: string,
  { used, wanted, most }: { readonly used: number; readonly wanted: number; readonly most: number },
): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    insert into places (org_id, subject, held)
    values (${orgId}, ${id}, jsonb_build_object(
      ${server}::text, greatest(${used}::integer, least(${wanted}::integer, ${most}::integer))
    ))
    on conflict (subject) do update set held = (
      with others as (
        select key, value::integer as places
        from jsonb_each_text(places.held) join server on server.id = key
        where key <> ${server} and server.lease_until > now() and value <> '0'
      )
      select coalesce((select jsonb_object_agg(key, others.places) from others), '{}') || jsonb_build_object(
        ${server}::text,
        greatest(${used}::integer, least(
          ${wanted}::integer, ${most}::integer - coalesce((select sum(others.places) from others), 0)::integer
        ))
      )
    )
    returning (held ->> ${server}::text)::integer as held
  `.execute(db);
  return rows[0]!.held;
}

/** What turns used: tokens in and out, and their price in the currency of the price list. */
export interface Spent {
  readonly tokens: number;
  readonly cost: number;
}

/** Add to what an app or an org spent today, and get the sum of the day, in UTC; adding nothing only reads. */
export async function addSpending(db: Db, holder: Holder, { tokens, cost }: Spent): Promise<Spent> {
  if (tokens === 0 && cost === 0) return spentToday(db, holder);
  const { rows } = await sql<Spent>`
    insert into spending (org_id, subject, day, tokens, cost)
    values (${holder.orgId}, ${holder.id}, (now() at time zone 'UTC')::date, ${tokens}, ${cost})
    on conflict (subject, day) do update set
      tokens = spending.tokens + excluded.tokens, cost = spending.cost + excluded.cost
    returning tokens, cost
  `.execute(db);
  return rows[0]!;
}

async function spentToday(db: Db, { id }: Holder): Promise<Spent> {
  const { rows } = await sql<Spent>`
    select tokens, cost from spending where subject = ${id} and day = (now() at time zone 'UTC')::date
  `.execute(db);
  return rows[0] ?? { tokens: 0, cost: 0 };
}

/** Forget what was spent on days before yesterday. */
export async function forgetSpending(db: Db): Promise<void> {
  await sql`delete from spending where day < (now() at time zone 'UTC')::date - 1`.execute(db);
}
