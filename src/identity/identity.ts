// The room's ports and its memory, as one plain record that every function of the room takes.
import type { Kysely } from "kysely";
import { type Bounded, bounded } from "../bounded.ts";
import type { Random } from "../contract/ids.ts";
import type { Limits } from "../contract/limits.ts";
import { findApp } from "../store/apps.ts";
import { findMemberById, type MemberRow } from "../store/members.ts";
import { findOrg, findOrgAt, type OrgRow } from "../store/orgs.ts";
import { listPermissionSets, type PermissionSetRow, permissionSetsOf } from "../store/permission-sets.ts";
import type { Tables } from "../store/schema.ts";
import { AppPolicies } from "./apps/app-settings.ts";
import { type Client, loadClient } from "./apps/client.ts";
import { createGate, type Gate } from "./gate.ts";
import { openSigningKey, type PublicKey, publicKeys, type SigningKey } from "./keys/keys.ts";
import type { Vault } from "./keys/vault.ts";
import { remember } from "./memory.ts";
import { type Habits, habitsOf } from "./orgs/quirks.ts";
import { createThrottle, type Throttle } from "./throttle.ts";
import { type Revocations, watchRevocations } from "./tokens/revocations.ts";

/** A tenant of the server: it owns every other record. */
export type Org = OrgRow;

export interface IdentityPorts {
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  /** Where the server is reached, without a slash at the end: the origin of the org that has no domain (`domains.ts`). */
  readonly origin: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: Random;
}

export interface Identity extends IdentityPorts {
  readonly records: Records;
  /** Wrong secrets, by consumer key and address. */
  readonly wrongSecrets: Throttle;
  /** Unknown consumer keys, by address. */
  readonly unknownKeys: Throttle;
  /** Failed logins of people, by address. */
  readonly wrongPasswords: Throttle;
  /** What hashes a password waits here: the signing of tokens shares its four threads. */
  readonly hashing: Gate;
  /** Access tokens that have ended before their time. */
  readonly revocations: Revocations;
  /** Token replies that may be given again. */
  readonly issued: Bounded<Issued>;
  /** When what apps do again and again was last written down (`exchange/note-login.ts`); epoch milliseconds. */
  readonly noted: Bounded<number>;
  /** Tokens that were found to be ours, by hash. */
  readonly verified: Bounded<TokenClaims>;
}

/** A token reply as it went out, and until when it is given again (epoch milliseconds). */
export interface Issued {
  readonly reply: Promise<{ readonly body: string; readonly tokenId: string }>;
  readonly until: number;
}

/** What an access token of ours says, once its signature, issuer and audience, or its row, have been found right. */
export interface TokenClaims {
  /** `kid` of the key that signed a JWT; `undefined` for an opaque token. */
  readonly kid: string | undefined;
  /** The grant it was given under; `undefined` for the client credentials flow. */
  readonly grantId: string | undefined;
  readonly orgId: string;
  /** The issuer, which is the org's My Domain URL. */
  readonly origin: string;
  readonly memberId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The `jti` of a JWT, the hash of an opaque token in hex: what a revocation names. */
  readonly tokenId: string;
  /** Epoch seconds, all three. */
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** Records that every request needs, read at most once a second. */
export interface Records {
  readonly org: (id: string) => Promise<OrgRow | undefined>;
  /** By domain; by "", the org that has none. */
  readonly orgAt: (domain: string) => Promise<OrgRow | undefined>;
  /** How an org speaks, worked out once for each time it is read. */
  readonly habitsOf: (org: Org) => Habits;
  /** By org and consumer key: a key is unique in its org only. */
  readonly client: (orgId: string, consumerKey: string) => Promise<Client | undefined>;
  /** What an app of an org may ask for; `undefined` when it has no such app. Whoever asked for its client pays nothing. */
  readonly appLimits: (orgId: string, appId: string) => Promise<Limits | undefined>;
  readonly member: (id: string) => Promise<MemberRow | undefined>;
  /** Every permission set of an org. */
  readonly permissionSets: (orgId: string) => Promise<readonly PermissionSetRow[]>;
  /** Ids of the permission sets a user holds. */
  readonly holdings: (memberId: string) => Promise<readonly string[]>;
  readonly signingKey: (orgId: string) => Promise<SigningKey>;
  readonly publicKeys: () => Promise<readonly PublicKey[]>;
  /** Called after a change of our own, so that it holds at once. */
  readonly forget: () => void;
}

/**
 * A disabled app or user is refused within this time on every server that shares the database, and on the server that
 * made the change at once. Both rules are needed: the token endpoint answers thousands of requests a second from
 * memory, and another server's change is seen only by asking again.
 */
const RECORDS_KEPT_MS = 1000;

/** Longer than a client, which brings the limits of its app along: while an app is in use they are never asked for. */
const LIMITS_KEPT_MS = 10 * RECORDS_KEPT_MS;

/** Failures each may have at once, and how soon one of them is forgiven. */
const allowances = {
  secrets: { failures: 10, forgivenEveryMs: 6_000 },
  keys: { failures: 30, forgivenEveryMs: 2_000 },
  passwords: { failures: 30, forgivenEveryMs: 6_000 },
} as const;

/** Half of the threads that hash and sign, with 19 MiB each; who waits is served within about a second. */
const HASHING = { atOnce: 2, waiting: 60 };

/** Kept in memory at once: records of each kind, token replies, rows written, and tokens that were found to be ours. */
const KEPT = { records: 1_000, replies: 1_000, rows: 50_000, tokens: 10_000 };

/** The room on these ports, with an empty memory. */
export function createIdentity(ports: IdentityPorts): Identity {
  const { db, vault, now } = ports;
  const kept = { forMs: RECORDS_KEPT_MS, limit: KEPT.records, now };
  const org = remember((id) => findOrg(db, id), kept);
  const orgAt = remember((domain) => findOrgAt(db, domain || undefined), kept);
  const habits = new WeakMap<Org, Habits>();
  const appLimits = remember(
    async (names) => {
      const [orgId = "", appId = ""] = names.split(" ");
      const app = await findApp(db, orgId, appId);
      return app && AppPolicies.parse(app.policies).limits;
    },
    { ...kept, forMs: LIMITS_KEPT_MS },
  );
  const client = remember(async (names) => {
    const [orgId = "", consumerKey = ""] = names.split(" ");
    const loaded = await loadClient(db, vault, { orgId, consumerKey }, now());
    if (loaded) appLimits.put(`${orgId} ${loaded.appId}`, loaded.policies.limits);
    return loaded;
  }, kept);
  const member = remember((id) => findMemberById(db, id), kept);
  const permissionSets = remember((orgId) => listPermissionSets(db, orgId), kept);
  const holdings = remember((memberId) => permissionSetsOf(db, memberId), kept);
  const signingKey = remember((orgId) => openSigningKey(db, vault, orgId, now()), kept);
  const keys = remember(() => publicKeys(db, now()), kept);
  const revocations = watchRevocations(db, now, RECORDS_KEPT_MS);
  const issued = bounded<Issued>(KEPT.replies);
  const records: Records = {
    org: org.get,
    orgAt: orgAt.get,
    habitsOf(of) {
      const known = habits.get(of) ?? habitsOf(of);
      habits.set(of, known);
      return known;
    },
    client: (orgId, consumerKey) => client.get(`${orgId} ${consumerKey}`),
    appLimits: (orgId, appId) => appLimits.get(`${orgId} ${appId}`),
    member: member.get,
    permissionSets: permissionSets.get,
    holdings: holdings.get,
    signingKey: signingKey.get,
    publicKeys: () => keys.get("all"),
    forget: () => {
      for (const memory of [org, orgAt, client, appLimits, member, permissionSets, holdings, signingKey, keys])
        memory.forget();
      revocations.forget();
    },
  };
  return {
    ...ports,
    records,
    wrongSecrets: createThrottle(allowances.secrets, now),
    unknownKeys: createThrottle(allowances.keys, now),
    wrongPasswords: createThrottle(allowances.passwords, now),
    hashing: createGate(HASHING),
    revocations,
    issued,
    noted: bounded<number>(KEPT.rows),
    verified: bounded<TokenClaims>(KEPT.tokens),
  };
}
