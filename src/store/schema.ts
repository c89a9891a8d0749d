// The tables as types. Every table carries its org; the SQL that makes them is in `migrations/`.
import type { ColumnType, Generated, Kysely, Transaction } from "kysely";

/** A handle to the database, or to a transaction in it. Always the first argument of a store function. */
export type Db = Kysely<Tables> | Transaction<Tables>;

/** JSON is written as text and read parsed. */
type Json<T> = ColumnType<T, string, string>;
type Moment = ColumnType<Date, Date | string | undefined, Date | string>;
/** A column with a default of its own. */
type Given<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : never;
/** `bigint`. These never pass 2^53, so the store reads them as numbers (`statements.ts`). */
type Count = ColumnType<number, number | undefined, number>;

export interface Tables {
  org: {
    id: string;
    name: string;
    /** Host and port under which the org answers. The org without one answers under every other name. */
    my_domain: string | null;
    /** The org's switches: its profile, its session timeout, what its APIs may show. */
    settings: Given<Json<Record<string, unknown>>>;
    created_at: Moment;
  };
  member: {
    id: string;
    org_id: string;
    username: string;
    name: string;
    kind: "api_only" | "standard" | "agent";
    /** What the user may do in Setup; `api` is nothing there. */
    role: Generated<"admin" | "builder" | "viewer" | "api">;
    email: string | null;
    first_name: string | null;
    last_name: string | null;
    locale: Generated<string>;
    time_zone: Generated<string>;
    active: boolean;
    /** Argon2id. Without one nobody logs in as this user by password. */
    password_hash: string | null;
    failed_logins: Generated<number>;
    locked_until: Moment | null;
    /** Tokens and sessions issued earlier are refused. */
    not_before: Moment | null;
    last_login_at: Moment | null;
    made_by: string;
    created_at: Moment;
    updated_at: Moment;
  };
  permission_set: {
    id: string;
    org_id: string;
    api_name: string;
    label: string;
    /** Scopes its users may be given; none means that it grants no scope. */
    scopes: Json<readonly string[]>;
    /** Developer names of the agents its users may talk to. */
    agents: Json<readonly string[]>;
    made_by: string;
    created_at: Moment;
  };
  /** What a project's file said last of a record. */
  declaration: { subject: string; org_id: string; said: Json<Readonly<Record<string, unknown>>> };
  permission_set_member: { permission_set_id: string; member_id: string; org_id: string };
  client_app: {
    id: string;
    org_id: string;
    api_name: string;
    label: string;
    contact_email: string;
    contact_phone: string | null;
    description: string | null;
    distribution_state: Generated<"Local" | "Packaged">;
    /** The metadata files it was imported from, with what this server has no use for, so that they can be exported again. */
    metadata: Given<Json<Record<string, unknown>>>;
    enabled: boolean;
    scopes: Json<readonly string[]>;
    /** The developer's side: which flows the app has, and how its tokens look. */
    settings: Json<Record<string, unknown>>;
    /** The admin's side: which flows are allowed here, as whom, for how long. */
    policies: Json<Record<string, unknown>>;
    run_as: string | null;
    /** Counts changes; a token minted under an older revision is not handed out again. */
    revision: Generated<number>;
    made_by: string;
    created_at: Moment;
    updated_at: Moment;
  };
  consumer: {
    id: string;
    org_id: string;
    app_id: string;
    consumer_key: string;
    /** Encrypted: the token endpoint signs with it, so a hash would not do (oauth spec §0.7). */
    secret_sealed: string;
    state: "primary" | "staged" | "rotated";
    made_by: string | null;
    created_at: Moment;
    expires_at: Moment | null;
  };
  /** What one user allowed one app at one time. Everything issued under it ends with it. */
  oauth_grant: {
    id: string;
    org_id: string;
    app_id: string;
    member_id: string;
    kind: "authorization_code" | "jwt_bearer";
    scopes: Json<readonly string[]>;
    created_at: Moment;
    used_at: Moment;
    /** When everything under it will be dead by itself; a grant that never is has none. */
    expires_at: Moment | null;
    ended_at: Moment | null;
    end_reason: string | null;
  };
  authorization_code: {
    /** SHA-256, as of every token below: what is stored gives nothing away. */
    code_hash: Buffer;
    org_id: string;
    grant_id: string;
    app_id: string;
    consumer_key: string;
    member_id: string;
    redirect_uri: string;
    scopes: Json<readonly string[]>;
    code_challenge: string | null;
    nonce: string | null;
    /** When the user proved who they are. */
    auth_time: Moment;
    issued_at: Moment;
    expires_at: Moment;
    used_at: Moment | null;
  };
  refresh_token: {
    token_hash: Buffer;
    org_id: string;
    grant_id: string;
    app_id: string;
    member_id: string;
    issued_at: Moment;
    used_at: Moment;
    /** Set once a newer token took its place. */
    replaced_at: Moment | null;
  };
  opaque_token: {
    token_hash: Buffer;
    org_id: string;
    grant_id: string | null;
    app_id: string;
    consumer_key: string;
    member_id: string;
    scopes: Json<readonly string[]>;
    issued_at: Moment;
    expires_at: Moment;
  };
  /** What has ended before its time: ids of tokens (`jti`) and of grants. */
  revocation: {
    org_id: string;
    kind: "token" | "grant";
    id: string;
    at: Moment;
    /** When everything it ends is dead anyway. */
    expires_at: Moment;
  };
  used_assertion: { assertion_hash: Buffer; org_id: string; expires_at: Moment };
  /** Scopes a user has allowed an app, and is not asked for again. */
  approval: { app_id: string; member_id: string; org_id: string; scopes: Json<readonly string[]>; at: Moment };
  login_session: {
    id_hash: Buffer;
    org_id: string;
    member_id: string;
    created_at: Moment;
    seen_at: Moment;
    expires_at: Moment;
    /** When the user last proved who they are; secrets are shown only soon after. */
    verified_at: Moment;
    address: string;
    user_agent: string;
  };
  one_time_link: {
    token_hash: Buffer;
    org_id: string;
    /** `null` in a link of the first admin, who does not exist yet. */
    member_id: string | null;
    purpose: "first_admin" | "open" | "frontdoor" | "password";
    goes_to: string | null;
    issued_at: Moment;
    expires_at: Moment;
    used_at: Moment | null;
  };
  login_history: {
    number: Generated<number>;
    org_id: string;
    member_id: string | null;
    username: string;
    app_id: string | null;
    /** How: `password`, `link`, or a grant type. */
    kind: string;
    /** `ok`, or why not. */
    outcome: string;
    address: string;
    user_agent: string;
    at: Moment;
  };
  signing_key: {
    kid: string;
    org_id: string;
    public_jwk: Json<Record<string, unknown>>;
    private_sealed: string;
    created_at: Moment;
    /** Published from the start, a key signs from this moment on. */
    signs_from: Moment;
    retired_at: Moment | null;
  };
  /** A key of a model provider, by the environment variable it stands for. */
  model_key: {
    name: string;
    org_id: string;
    sealed: string;
    /** Its last characters, so that people know it again. */
    ends_with: string;
    changed_by: string;
    changed_at: Moment;
  };
  /** The default model that was chosen in Setup. */
  model_choice: { org_id: string; setting: string };
  agent: {
    id: string;
    org_id: string;
    developer_name: string;
    label: string;
    agent_type: string;
    active_version_id: string | null;
    made_by: string;
    created_at: Moment;
    updated_at: Moment;
    /** Hash of the text that the project offered last: the same text again is no news. */
    offered_hash: string | null;
  };
  agent_version: {
    id: string;
    org_id: string;
    agent_id: string;
    number: number;
    state: "draft" | "committed";
    source: string;
    source_hash: string;
    created_at: Moment;
    committed_at: Moment | null;
    /** What whoever committed it said of it. */
    message: string | null;
    created_by: string | null;
    /** When and by whom the draft was saved last. */
    changed_at: Moment | null;
    changed_by: string | null;
    committed_by: string | null;
  };
  session: {
    id: string;
    org_id: string;
    agent_id: string;
    version_id: string;
    app_id: string;
    member_id: string;
    external_key: string;
    time_zone: string | null;
    streams_text: boolean;
    bypass_user: boolean;
    /** A builder's own conversation, held in Setup. */
    preview: Generated<boolean>;
    state: Json<unknown>;
    status: "open" | "ended" | "expired";
    end_reason: string | null;
    /** Number of the last claim; a writer whose fence is older has lost the session. */
    fence: Count;
    /** The server whose turn holds the session; the lease lasts as long as that server's row is alive. */
    lease_owner: string | null;
    /** Until when another server wants to hear of its events (`store/wake.ts`). */
    followed_until: Moment | null;
    /** Fence of a turn that somebody wants to stop. */
    stop_fence: number | null;
    turns: Count;
    events: Count;
    messages: Count;
    /** In and out, of all its turns. */
    tokens: Count;
    created_at: Moment;
    active_at: Moment;
    ended_at: Moment | null;
  };
  turn: {
    id: string;
    org_id: string;
    session_id: string;
    number: number;
    fence: number;
    status: "running" | "done" | "failed" | "abandoned";
    /** SSE id of the turn's events: `<epoch ms of the request>-REQ`. */
    origin: string;
    request: Json<unknown>;
    plan: Json<readonly unknown[]> | null;
    model: string | null;
    model_calls: number | null;
    input_tokens: number | null;
    output_tokens: number | null;
    failure: string | null;
    /** What the request set beside its message: variables and language, or null. */
    given: Json<unknown> | null;
    /** How many servers have run it. */
    attempts: Generated<number>;
    /** Number of the session's last event before the turn. */
    events_before: Count;
    /** `Idempotency-Key` of the request, and the hash of what was sent with it. */
    repeat_key: string | null;
    request_hash: string | null;
    /** One name for each call that failed; null where none did. */
    failed_actions: readonly string[] | null;
    /** What the session kept before the turn; of previews only, so that they can be run again from here. */
    state_before: Json<unknown> | null;
    started_at: Moment;
    finished_at: Moment | null;
  };
  preview: {
    session_id: string;
    org_id: string;
    developer_name: string;
    source: string;
    mode: "live" | "simulate";
    mocks: Json<Readonly<Record<string, unknown>>>;
    made_by: string;
    /** The preview this one was taken from, and the number of the turn it stands before. */
    parent_id: string | null;
    parent_turn: number | null;
  };
  /** Requests a minute of an app or an org (`store/limits.ts`). */
  rate: { org_id: string; subject: string; measure: string; full_at: Moment; granted: number };
  /** Places for turns, by server. */
  places: { org_id: string; subject: string; held: Json<Readonly<Record<string, number>>> };
  /** What an app or an org spent on a day. */
  spending: { org_id: string; subject: string; day: ColumnType<string>; tokens: Count; cost: number };
  server: {
    id: string;
    lease_until: Moment;
    /** No turn that this server holds has a smaller id: ids sort by time. */
    oldest_turn: string;
  };
  turn_step: {
    turn_id: string;
    step: number;
    org_id: string;
    kind: "model" | "action";
    state: "intent" | "done";
    idempotency_key: string | null;
    input: Json<unknown> | null;
    output: Json<unknown> | null;
    at: Moment;
  };
  session_event: {
    session_id: string;
    seq: number;
    org_id: string;
    turn_id: string;
    kind: string;
    /** The envelope as it went out, byte for byte. */
    data: string;
    at: Moment;
  };
  session_message: {
    session_id: string;
    seq: number;
    org_id: string;
    turn_id: string | null;
    message: Json<unknown>;
    at: Moment;
  };
  feedback: {
    id: string;
    org_id: string;
    session_id: string;
    turn_id: string;
    rating: "GOOD" | "BAD";
    text: string | null;
    details: Json<Record<string, unknown>> | null;
    at: Moment;
  };
  audit: {
    id: Generated<number>;
    org_id: string;
    at: Moment;
    actor: string;
    action: string;
    subject: string;
    detail: Json<Record<string, unknown>>;
    /** Network address of whoever did it, where it came over the network. */
    address: string | null;
    before: Json<Record<string, unknown>> | null;
    after: Json<Record<string, unknown>> | null;
  };
}
