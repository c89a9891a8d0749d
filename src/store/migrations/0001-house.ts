// The first schema: identity, the catalogue of agents, sessions with their turns and events, feedback and audit.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table org (
    id text primary key,
    name text not null,
    created_at timestamptz not null default now()
  )`,
  `create table member (
    id text primary key,
    org_id text not null references org,
    username text not null,
    name text not null,
    kind text not null check (kind in ('api_only', 'standard', 'agent')),
    active boolean not null default true,
    made_by text not null,
    created_at timestamptz not null default now()
  )`,
  `create unique index member_username on member (org_id, lower(username))`,
  `create table client_app (
    id text primary key,
    org_id text not null references org,
    api_name text not null,
    label text not null,
    contact_email text not null,
    enabled boolean not null default true,
    scopes jsonb not null,
    settings jsonb not null,
    policies jsonb not null,
    run_as text references member,
    revision integer not null default 1,
    made_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (org_id, api_name)
  )`,
  `create table consumer (
    id text primary key,
    org_id text not null references org,
    app_id text not null references client_app on delete cascade,
    consumer_key text not null unique,
    secret_sealed text not null,
    state text not null check (state in ('primary', 'staged', 'rotated')),
    created_at timestamptz not null default now(),
    expires_at timestamptz
  )`,
  `create index consumer_app on consumer (app_id)`,
  `create table signing_key (
    kid text primary key,
    org_id text not null references org,
    public_jwk jsonb not null,
    private_sealed text not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz
  )`,
  `create table agent (
    id text primary key,
    org_id text not null references org,
    developer_name text not null,
    label text not null,
    agent_type text not null,
    active_version_id text,
    made_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (org_id, developer_name)
  )`,
  `create table agent_version (
    id text primary key,
    org_id text not null references org,
    agent_id text not null references agent on delete cascade,
    number integer not null,
    state text not null check (state in ('draft', 'committed')),
    source text not null,
    source_hash text not null,
    created_at timestamptz not null default now(),
    committed_at timestamptz,
    unique (agent_id, number)
  )`,
  // No foreign keys below: these tables take the writes of every turn, and retention clears them session by session.
  `create table session (
    id uuid primary key,
    org_id text not null,
    agent_id text not null,
    version_id text not null,
    app_id text not null,
    member_id text not null,
    external_key text not null,
    time_zone text,
    streams_text boolean not null,
    bypass_user boolean not null,
    state jsonb not null,
    status text not null default 'open' check (status in ('open', 'ended', 'expired')),
    end_reason text,
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamptz,
    turns bigint not null default 0,
    events bigint not null default 0,
    messages bigint not null default 0,
    created_at timestamptz not null default now(),
    active_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  // By created_at, which never changes, though idleness is measured by active_at: an index on active_at makes every turn's
  // updates of the row cold. Measured: no update hot against all of them, and 45 % more updates a second on PGlite.
  `create index session_open on session (created_at) where status = 'open'`,
  `create index session_ended on session (ended_at) where status <> 'open'`,
  `create table turn (
    id uuid primary key,
    org_id text not null,
    session_id uuid not null,
    number integer not null,
    fence bigint not null,
    status text not null check (status in ('running', 'done', 'failed', 'abandoned')),
    origin text not null,
    request jsonb not null,
    plan jsonb,
    model text,
    model_calls integer,
    input_tokens integer,
    output_tokens integer,
    failure text,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (session_id, number)
  )`,
  `create table turn_step (
    turn_id uuid not null,
    step integer not null,
    org_id text not null,
    kind text not null check (kind in ('model', 'action')),
    state text not null check (state in ('intent', 'done')),
    idempotency_key text,
    input jsonb,
    output jsonb,
    at timestamptz not null default now(),
    primary key (turn_id, step)
  )`,
  `create table session_event (
    session_id uuid not null,
    seq bigint not null,
    org_id text not null,
    turn_id uuid not null,
    kind text not null,
    data text not null,
    at timestamptz not null default now(),
    primary key (session_id, seq)
  )`,
  `create table session_message (
    session_id uuid not null,
    seq bigint not null,
    org_id text not null,
    turn_id uuid,
    message jsonb not null,
    at timestamptz not null default now(),
    primary key (session_id, seq)
  )`,
  `create table feedback (
    id uuid primary key,
    org_id text not null,
    session_id uuid not null,
    turn_id uuid not null,
    rating text not null check (rating in ('GOOD', 'BAD')),
    text text,
    details jsonb,
    at timestamptz not null default now()
  )`,
  `create index feedback_session on feedback (session_id)`,
  `create table audit (
    id bigint generated always as identity primary key,
    org_id text not null,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null
  )`,
  `create index audit_org on audit (org_id, at)`,
];
