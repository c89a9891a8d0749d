// A request of an OAuth client on its way to an answer: what arrived, and what the steps have found out so far.
import type { MemberRow } from "../../store/members.ts";
import type { Client } from "../apps/client.ts";
import type { Identity, Org } from "../identity.ts";
import type { Habits } from "../orgs/quirks.ts";
import type { Field } from "./form.ts";

/** A request to the token, revocation or introspection endpoint as it arrived; nothing in it has been believed yet. */
export interface TokenRequest {
  readonly method: string;
  /** Host and port the client asked for. */
  readonly host: string | undefined;
  /** Network address of the client. */
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  /** Behind the question mark, as sent. */
  readonly query: string;
  readonly body: string;
}

/** What a grant type gives: as whom the client acts, how far, and what else belongs into the reply. */
export interface Granted {
  readonly member: MemberRow;
  readonly scopes: readonly string[];
  /** The grant that ends what is given; none for the client credentials flow, which gives nothing but access tokens. */
  readonly grantId?: string;
  readonly refreshToken?: string | undefined;
  /** As the authorization request sent it. */
  readonly nonce?: string | undefined;
  /** When the user proved who they are; epoch milliseconds. */
  readonly authTime?: number;
}

export interface Exchange {
  readonly request: TokenRequest;
  org: Org | undefined;
  /** The org's, once it is known. */
  habits: Habits | undefined;
  fields: readonly Field[];
  client: Client | undefined;
  /** Whether the client has proved who it is, by its secret or by an assertion. */
  proven: boolean;
  /** For whom it asks, as soon as that is known: whatever comes of it stands in the login history. */
  member: MemberRow | undefined;
  granted: Granted | undefined;
  /** True when the reply is one that was given before. */
  repeated: boolean;
  reply: string | undefined;
}

/** One rule of the protocol. Adds to the exchange, or throws `TokenRefused`. */
export type Step = (exchange: Exchange, identity: Identity) => void | Promise<void>;

/** An exchange of which nothing is known but what arrived. */
export function beginExchange(request: TokenRequest): Exchange {
  return {
    request,
    org: undefined,
    habits: undefined,
    fields: [],
    client: undefined,
    proven: false,
    member: undefined,
    granted: undefined,
    repeated: false,
    reply: undefined,
  };
}

/** What an earlier step found. A table whose steps stand in the wrong order fails here, in words. */
export function found<K extends "client" | "granted" | "habits" | "member" | "org" | "reply">(
  exchange: Exchange,
  what: K,
): NonNullable<Exchange[K]> {
  const value = exchange[what];
  if (value === undefined) throw new Error(`No step has found the ${what} yet: see the order of the steps`);
  return value;
}

/** Take one step after the other. */
export async function walk(steps: readonly Step[], exchange: Exchange, identity: Identity): Promise<void> {
  for (const step of steps) {
    const waits = step(exchange, identity);
    if (waits) await waits;
  }
}
