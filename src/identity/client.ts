// An external client app as a token request meets it: one consumer key, its secret, and what its app may do.
import { createHash } from "node:crypto";
import { z } from "zod";
import { findClient, type MemberRow } from "../store/identity.ts";
import type { Db } from "../store/schema.ts";
import type { Vault } from "./vault.ts";

/** The developer's side of an app: which flows it has, and how its tokens look (oauth spec §1.2). */
export const AppSettings = z.object({
  clientCredentials: z.boolean(),
  /** Access tokens are JWTs. Off, they are opaque and the Agent API refuses them. */
  namedUserJwt: z.boolean(),
});
export type AppSettings = z.infer<typeof AppSettings>;

/** Minutes an access token may live (oauth spec §1.4). */
export const jwtTimeouts = [1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720] as const;

/** The admin's side of an app: what is allowed here, and for how long (oauth spec §1.4). */
export const AppPolicies = z.object({
  clientCredentials: z.boolean(),
  jwtTimeoutMinutes: z.literal(jwtTimeouts),
  /** Epoch seconds; a token issued earlier is refused. Moves when the app loses a right (oauth spec §3.5). */
  notBefore: z.int(),
});
export type AppPolicies = z.infer<typeof AppPolicies>;

export interface Client {
  readonly consumerKey: string;
  readonly secret: string;
  /** Of the secret: compared in constant time with that of what a request presents. */
  readonly secretHash: Uint8Array;
  readonly appId: string;
  readonly orgId: string;
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
  /** Id of the user that client credentials tokens act as. */
  readonly runAs: string | null;
  readonly revision: number;
}

/** SHA-256. */
export const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The client behind a consumer key; `undefined` when there is none, or its time is over. */
export async function loadClient(db: Db, vault: Vault, consumerKey: string, now: number): Promise<Client | undefined> {
  const row = await findClient(db, consumerKey);
  if (!row || (row.expiresAt && row.expiresAt.getTime() <= now)) return undefined;
  const secret = vault.open(row.secretSealed, row.id);
  return {
    consumerKey,
    secret,
    secretHash: hashOf(secret),
    appId: row.appId,
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
