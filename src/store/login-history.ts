// What is asked of the database about attempts to log in: one row each, kept as they came.
import type { Db } from "./schema.ts";

export interface LoginAttempt {
  readonly orgId: string;
  /** `null` where no such user exists. */
  readonly memberId: string | null;
  /** Of the user; what was typed where none has this name is not kept. */
  readonly username: string;
  readonly appId: string | null;
  /** `password`, `link`, or a grant type. */
  readonly kind: string;
  /** `ok`, or why not. */
  readonly outcome: string;
  readonly address: string;
  readonly userAgent: string;
}

/** Stands for a name that no user has: people type their password into the wrong field. */
const UNKNOWN_USER = "(unknown)";

/** Add one attempt. What strangers sent is cut to what a row can hold. */
export async function writeLogin(db: Db, attempt: LoginAttempt, at: Date): Promise<void> {
  const { orgId, memberId, username, appId, kind, outcome, address, userAgent } = attempt;
  await db
    .insertInto("login_history")
    .values({
      org_id: orgId,
      member_id: memberId,
      username: memberId === null ? UNKNOWN_USER : username,
      app_id: appId,
      kind,
      outcome,
      address,
      user_agent: storable(userAgent),
      at,
    })
    .execute();
}

/** A stranger's words, as long as a row may be and without the character that no database takes. */
const storable = (text: string) => text.replaceAll("\0", "").toWellFormed().slice(0, 255);

/** The latest attempts in an org, the newest first. */
export async function listLogins(db: Db, orgId: string, limit: number): Promise<(LoginAttempt & { at: Date })[]> {
  return db
    .selectFrom("login_history")
    .select(["org_id as orgId", "member_id as memberId", "username", "app_id as appId", "kind", "outcome"])
    .select(["address", "user_agent as userAgent", "at"])
    .where("org_id", "=", orgId)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}
