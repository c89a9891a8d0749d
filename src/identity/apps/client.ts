// An external client app as a token request meets it: one consumer key, its secret, and what its app may do.
import { findClient } from "../../store/consumers.ts";
import type { MemberRow } from "../../store/members.ts";
import type { Db } from "../../store/schema.ts";
import { hashOf } from "../hash.ts";
import type { Vault } from "../keys/vault.ts";
import { AppPolicies, AppSettings } from "./app-settings.ts";

export interface Client {
  readonly consumerKey: string;
  readonly secret: string;
  /** Of the secret: compared in constant time with that of what a request presents. */
  readonly secretHash: Uint8Array;
  readonly appId: string;
  /** Of the app, for people. */
  readonly label: string;
  readonly orgId: string;
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
  /** Id of the user that client credentials tokens act as. */
  readonly runAs: string | null;
  readonly revision: number;
}

/** Visible ASCII: nothing else can be a consumer key, and the database is not asked about anything else. */
export const mayBeConsumerKey = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);

/** The client behind a consumer key of an org; `undefined` when there is none, it waits, or its time is over. */
export async function loadClient(
  db: Db,
  vault: Vault,
  { orgId, consumerKey }: { readonly orgId: string; readonly consumerKey: string },
  now: number,
): Promise<Client | undefined> {
  const row = await findClient(db, orgId, consumerKey);
  if (!row || row.state === "staged" || (row.expiresAt && row.expiresAt.getTime() <= now)) return undefined;
  const secret = vault.open(row.secretSealed, row.id);
  return {
    consumerKey,
    secret,
    secretHash: hashOf(secret),
    appId: row.appId,
    label: row.label,
    orgId: row.orgId,
    enabled: row.enabled,
    scopes: row.scopes,
    settings: AppSettings.parse(row.settings),
    policies: AppPolicies.parse(row.policies),
    runAs: row.runAs,
    revision: row.revision,
  };
}

/** Why this user cannot be the one an app runs as, or `undefined` when nothing stands against it (oauth spec §1.4). */
export function runAsProblem(member: Pick<MemberRow, "active" | "kind"> | undefined): string | undefined {
  if (!member) return "there is no such user in the org";
  if (!member.active) return "the user is inactive";
  if (member.kind === "agent") return "the user belongs to an agent; an app runs as an api_only or standard user";
  return undefined;
}
