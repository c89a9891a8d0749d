// What Setup keeps: who edited a draft, previews, keys of model providers, and the indexes its lists read.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Sessions by time, newest first. Neither column ever changes, so the index costs a turn's updates nothing.
  `create index session_list on session (org_id, created_at desc, id desc)`,
  // The latest session of each agent, and the sessions of one: columns that never change, too.
  `create index session_of_agent on session (org_id, agent_id, created_at desc, id desc)`,
  // What event logs are filtered by. A session's status and reason change once, at its end.
  `create index session_of_member on session (org_id, member_id, created_at desc, id desc)`,
  `create index session_of_key on session (org_id, external_key, created_at desc, id desc)`,
  `create index session_by_status on session (org_id, status, created_at desc, id desc)`,
  `create index session_by_reason on session (org_id, end_reason, created_at desc, id desc) where end_reason is not null`,
  // A turn that is done leaves its failure as it was, so that only a failing turn pays for the first of these.
  `create index turn_failed on turn (org_id, session_id) where failure is not null`,
  `create index turn_time on turn (org_id, started_at)`,
  `create index session_event_escalated on session_event (org_id, session_id) where kind = 'ESCALATE'`,
  `create index feedback_time on feedback (org_id, at)`,
  // A builder's own conversations, which event logs and figures leave out unless they are asked for.
  `alter table session add column preview boolean not null default false`,
  `alter table agent_version
    add column message text,
    add column created_by text,
    add column changed_at timestamptz,
    add column changed_by text,
    add column committed_by text`,
  `alter table agent add column offered_hash text`,
  `update agent set offered_hash = (
    select source_hash from agent_version
    where agent_id = agent.id and state = 'committed'
    order by number desc limit 1
  )`,
  // What a preview is besides a session, and what it kept before each turn.
  `alter table turn add column state_before jsonb`,
  `create table preview (
    session_id uuid primary key references session on delete cascade,
    org_id text not null,
    developer_name text not null,
    source text not null,
    mode text not null check (mode in ('live', 'simulate')),
    mocks jsonb not null,
    made_by text not null,
    parent_id uuid,
    parent_turn integer
  )`,
  // Of the server, entered at its first org: which models every org is answered by.
  `create table model_key (
    name text primary key,
    org_id text not null references org,
    sealed text not null,
    ends_with text not null,
    changed_by text not null,
    changed_at timestamptz not null default now()
  )`,
  `create table model_choice (
    org_id text primary key references org,
    setting text not null
  )`,
];
