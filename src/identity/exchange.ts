// A token request on its way to a token: what arrived, and what the steps have found out so far.
import type { MemberRow } from "../store/members.ts";
import type { Client } from "./client.ts";
import type { Field } from "./form.ts";
import type { Identity, Org } from "./identity.ts";

/** A request to the token endpoint as it arrived; nothing in it has been believed yet. */
export interface TokenRequest {
  /** Host and port the client asked for. */
  readonly host: string | undefined;
  /** Network address of the client. */
  readonly address: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  /** Behind the question mark, as sent. */
  readonly query: string;
  readonly body: string;
}

export interface Exchange {
  readonly request: TokenRequest;
  org: Org | undefined;
  fields: readonly Field[];
  client: Client | undefined;
  /** The secret as presented. */
  secret: string | undefined;
  member: MemberRow | undefined;
  reply: string | undefined;
}

/** One rule of the protocol. Adds to the exchange, or throws `TokenRefused`. */
export type Step = (exchange: Exchange, identity: Identity) => void | Promise<void>;

export function beginExchange(request: TokenRequest): Exchange {
  return {
    request,
    org: undefined,
    fields: [],
    client: undefined,
    secret: undefined,
    member: undefined,
    reply: undefined,
  };
}

/** What an earlier step found. A table whose steps stand in the wrong order fails here, in words. */
export function found<K extends "org" | "client" | "member" | "reply">(
  exchange: Exchange,
  what: K,
): NonNullable<Exchange[K]> {
  const value = exchange[what];
  if (value === undefined) throw new Error(`No step has found the ${what} yet: see the order of the steps`);
  return value;
}
