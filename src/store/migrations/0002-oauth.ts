// OAuth whole: orgs with domains of their own, people who log in, grants with their codes and tokens, and what ends them.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The org without a domain is the one every other host reaches.
  `alter table org
    add column my_domain text,
    add column settings jsonb not null default '{}'`,
  `create unique index org_my_domain on org (my_domain)`,

  `alter table member
    add column email text,
    add column first_name text,
    add column last_name text,
    add column locale text not null default 'en_US',
    add column time_zone text not null default 'UTC',
    add column role text not null default 'api' check (role in ('admin', 'builder', 'viewer', 'api')),
    add column password_hash text,
    add column failed_logins integer not null default 0,
    add column locked_until timestamptz,
    add column not_before timestamptz,
    add column last_login_at timestamptz,
    add column updated_at timestamptz not null default now()`,

  `create table permission_set (
    id text primary key,
    org_id text not null references org,
    api_name text not null,
    label text not null,
    scopes jsonb not null default '[]',
    agents jsonb not null default '[]',
    made_by text not null,
    created_at timestamptz not null default now(),
    unique (org_id, api_name)
  )`,
  // What a project's file said last of a record, by the record's id: only what it says anew is applied.
  `create table declaration (
    subject text primary key,
    org_id text not null,
    said jsonb not null
  )`,
  `create table permission_set_member (
    org_id text not null,
    permission_set_id text not null references permission_set on delete cascade,
    member_id text not null references member on delete cascade,
    primary key (permission_set_id, member_id)
  )`,
  `create index permission_set_of_member on permission_set_member (member_id)`,

  `alter table client_app
    add column contact_phone text,
    add column description text,
    add column distribution_state text not null default 'Local',
    add column metadata jsonb not null default '{}'`,
  // The host of a request says which org is asked, so a key needs to be unique in its org only: one client id of the
  // original's own tools, PlatformCLI, is an app of every org.
  `alter table consumer
    add column made_by text,
    drop constraint consumer_consumer_key_key,
    add constraint consumer_key_in_org unique (org_id, consumer_key)`,

  // What one user allowed one app at one time. Everything issued under it ends with it.
  `create table oauth_grant (
    id uuid primary key,
    org_id text not null,
    app_id text not null,
    member_id text not null,
    kind text not null check (kind in ('authorization_code', 'jwt_bearer')),
    scopes jsonb not null,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz,
    ended_at timestamptz,
    end_reason text
  )`,
  `create index oauth_grant_end on oauth_grant (expires_at)`,
  `create index oauth_grant_of_app on oauth_grant (app_id, member_id) where ended_at is null`,
  `create index oauth_grant_of_member on oauth_grant (member_id) where ended_at is null`,

  `create table authorization_code (
    code_hash bytea primary key,
    org_id text not null,
    grant_id uuid not null,
    app_id text not null,
    consumer_key text not null,
    member_id text not null,
    redirect_uri text not null,
    scopes jsonb not null,
    code_challenge text,
    nonce text,
    auth_time timestamptz not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create index authorization_code_end on authorization_code (expires_at)`,

  `create table refresh_token (
    token_hash bytea primary key,
    org_id text not null,
    grant_id uuid not null references oauth_grant on delete cascade,
    app_id text not null,
    member_id text not null,
    issued_at timestamptz not null,
    used_at timestamptz not null,
    replaced_at timestamptz
  )`,
  `create index refresh_token_of_grant on refresh_token (grant_id)`,
  `create index refresh_token_replaced on refresh_token (replaced_at) where replaced_at is not null`,

  `create table opaque_token (
    token_hash bytea primary key,
    org_id text not null,
    grant_id uuid,
    app_id text not null,
    consumer_key text not null,
    member_id text not null,
    scopes jsonb not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index opaque_token_end on opaque_token (expires_at)`,

  // One list of what has ended before its time, read by every server as it grows: ids of tokens and of grants. The
  // number of the transaction says what is new: rows of slow transactions appear late, and no reader may miss them.
  `create table revocation (
    transaction xid8 not null default pg_current_xact_id(),
    org_id text not null,
    kind text not null check (kind in ('token', 'grant')),
    id text not null,
    at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index revocation_since on revocation (transaction)`,
  `create index revocation_end on revocation (expires_at)`,

  `alter table signing_key
    add column signs_from timestamptz not null default now()`,

  // Assertions seen, so that none is taken twice.
  `create table used_assertion (
    assertion_hash bytea primary key,
    org_id text not null,
    expires_at timestamptz not null
  )`,
  `create index used_assertion_end on used_assertion (expires_at)`,

  `create table approval (
    app_id text not null,
    member_id text not null,
    org_id text not null,
    scopes jsonb not null,
    at timestamptz not null,
    primary key (app_id, member_id)
  )`,

  `create table login_session (
    id_hash bytea primary key,
    org_id text not null,
    member_id text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    verified_at timestamptz not null,
    address text not null,
    user_agent text not null
  )`,
  `create index login_session_of_member on login_session (member_id)`,
  `create index login_session_end on login_session (expires_at)`,

  // A link that logs its holder in, once. That of the first admin has no user yet.
  `create table one_time_link (
    token_hash bytea primary key,
    org_id text not null,
    member_id text,
    purpose text not null check (purpose in ('first_admin', 'open', 'frontdoor', 'password')),
    goes_to text,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create index one_time_link_end on one_time_link (expires_at)`,

  `create table login_history (
    number bigint generated always as identity primary key,
    org_id text not null,
    member_id text,
    username text not null,
    app_id text,
    kind text not null,
    outcome text not null,
    address text not null,
    user_agent text not null,
    at timestamptz not null
  )`,
  `create index login_history_of_org on login_history (org_id, number)`,
  `create index login_history_end on login_history (at)`,

  `alter table audit
    add column address text,
    add column before jsonb,
    add column after jsonb`,
  `create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit trail is append-only'; end $$`,
  `create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only()`,
];
