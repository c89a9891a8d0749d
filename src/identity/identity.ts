// The room's ports and its memory, as one plain record that every function of the room takes.
import type { Kysely } from "kysely";
import { type Bounded, bounded } from "../bounded.ts";
import type { Random } from "../contract/ids.ts";
import { findMemberById, type MemberRow } from "../store/members.ts";
import { findOrg, findOrgAt, type OrgRow } from "../store/orgs.ts";
import type { Tables } from "../store/schema.ts";
import { type Client, loadClient } from "./client.ts";
import { openSigningKey, type PublicKey, publicKeys, type SigningKey } from "./keys.ts";
import { remember } from "./memory.ts";
import { createThrottle, type Throttle } from "./throttle.ts";
import type { Vault } from "./vault.ts";

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
  /** Token replies that may be given again. */
  readonly issued: Bounded<Issued>;
  /** Tokens whose signature was checked, by hash. */
  readonly verified: Bounded<TokenClaims>;
}

/** A token reply as it went out, and until when it is given again (epoch milliseconds). */
export interface Issued {
  readonly body: Promise<string>;
  readonly until: number;
}

/** The claims of a token of ours, once its signature, issuer and audience have been found right. */
export interface TokenClaims {
  readonly orgId: string;
  /** The issuer, which is the org's My Domain URL. */
  readonly origin: string;
  readonly memberId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
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
  readonly client: (consumerKey: string) => Promise<Client | undefined>;
  readonly member: (id: string) => Promise<MemberRow | undefined>;
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

export function createIdentity(ports: IdentityPorts): Identity {
  const { db, vault, now } = ports;
  const kept = { forMs: RECORDS_KEPT_MS, limit: 1000, now };
  const org = remember((id) => findOrg(db, id), kept);
  const orgAt = remember((domain) => findOrgAt(db, domain || undefined), kept);
  const client = remember((key) => loadClient(db, vault, key, now()), kept);
  const member = remember((id) => findMemberById(db, id), kept);
  const signingKey = remember((orgId) => openSigningKey(db, vault, orgId), kept);
  const keys = remember(() => publicKeys(db, now()), kept);
  const issued = bounded<Issued>(1000);
  const records: Records = {
    org: org.get,
    orgAt: orgAt.get,
    client: client.get,
    member: member.get,
    signingKey: signingKey.get,
    publicKeys: () => keys.get("all"),
    forget: () => {
      for (const memory of [org, orgAt, client, member, signingKey, keys]) memory.forget();
    },
  };
  return {
    ...ports,
    records,
    wrongSecrets: createThrottle({ failures: 10, forgivenEveryMs: 6_000 }, now),
    unknownKeys: createThrottle({ failures: 30, forgivenEveryMs: 2_000 }, now),
    issued,
    verified: bounded<TokenClaims>(10_000),
  };
}
