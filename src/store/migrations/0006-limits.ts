// What all servers together count against limits: requests a minute, places for turns, spending of days and of sessions.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A bucket that holds a minute's worth: it is full again at `full_at`. `granted` is what the last one who came was given.
  `create table rate (
    org_id text not null,
    subject text not null,
    measure text not null,
    full_at timestamptz not null,
    granted integer not null,
    primary key (subject, measure)
  )`,
  // Places for turns by server, such as {"<server>": 5}: one row for each app and org, so that its lock settles who gets the last.
  `create table places (
    org_id text not null,
    subject text primary key,
    held jsonb not null
  )`,
  `create table spending (
    org_id text not null,
    subject text not null,
    day date not null,
    tokens bigint not null,
    cost double precision not null,
    primary key (subject, day)
  )`,
  "alter table session add column tokens bigint not null default 0",
];
