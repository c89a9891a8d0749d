// The tables as types. Every table carries its org; the SQL that makes them is in `migrations/`.
import type { ColumnType, Generated, Kysely, Transaction } from "kysely";

/** A handle to the database, or to a transaction in it. Always the first argument of a store function. */
export type Db = Kysely<Tables> | Transaction<Tables>;

/** JSON is written as text and read parsed. */
type Json<T> = ColumnType<T, string, string>;
type Moment = ColumnType<Date, Date | string | undefined, Date | string>;
/** `bigint`. These never pass 2^53, so the store reads them as numbers (`statements.ts`). */
type Count = ColumnType<number, number | undefined, number>;

export interface Tables {
  org: {
    id: string;
    name: string;
    created_at: Moment;
  };
  member: {
    id: string;
    org_id: string;
    username: string;
    name: string;
    kind: "api_only" | "standard" | "agent";
    active: boolean;
    made_by: string;
    created_at: Moment;
  };
  client_app: {
    id: string;
    org_id: string;
    api_name: string;
    label: string;
    contact_email: string;
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
    created_at: Moment;
    expires_at: Moment | null;
  };
  signing_key: {
    kid: string;
    org_id: string;
    public_jwk: Json<Record<string, unknown>>;
    private_sealed: string;
    created_at: Moment;
    retired_at: Moment | null;
  };
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
    state: Json<unknown>;
    status: "open" | "ended" | "expired";
    end_reason: string | null;
    /** Number of the last claim; a writer whose fence is older has lost the session. */
    fence: Count;
    lease_owner: string | null;
    lease_until: Moment | null;
    turns: Count;
    events: Count;
    messages: Count;
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
    started_at: Moment;
    finished_at: Moment | null;
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
  };
}
