// An authorization request on its way to a code: what arrived, and what the steps have found out so far.
import type { AuthorizeProblemCode } from "../../contract/authorize.ts";
import type { Client } from "../apps/client.ts";
import { type Field, fieldOf, formDecode } from "../exchange/form.ts";
import type { Identity, Org } from "../identity.ts";
import type { LoginSession, Visitor } from "../people/login-sessions.ts";

/** What a user pressed on one of the endpoint's own pages. */
export type Choice = "allow" | "deny" | "continue";

/** A request for a code as it arrived; nothing in it has been believed yet. */
export interface AuthorizeRequest {
  readonly host: string | undefined;
  readonly cookies: string | undefined;
  readonly visitor: Visitor;
  /** The parameters, as the query has them. */
  readonly query: string;
  /** Sent by a page of ours; believed once `csrf` is found to be the session's. */
  readonly pressed?: { readonly choice: Choice; readonly csrf: string | undefined } | undefined;
}

export interface Authorization {
  readonly request: AuthorizeRequest;
  org: Org | undefined;
  /** What only this browser knows, new where it brought nothing: a page that is shown sets it as the cookie `asked`. */
  browser: string;
  fields: readonly Field[];
  /** Parameters as the pages carry them on, with the moment the request began. */
  query: string;
  /** When this request was first made; epoch milliseconds. A proof of the user that must be fresh is younger. */
  began: number;
  client: Client | undefined;
  /** Set once it is trusted: refusals go there from then on. */
  redirectUri: string | undefined;
  /** Asked for, then cut to what the user may give. */
  scopes: readonly string[];
  session: LoginSession | undefined;
  choice: Choice | undefined;
}

/** A page that asks the user for something. */
export type Question = "login" | "account" | "consent";

/** How a request ends at a step: refused, with a page, or with a code. */
export type End =
  | { readonly refused: AuthorizeProblemCode; readonly detail?: string }
  | { readonly ask: Question }
  | { readonly code: string };

/** One rule of the protocol: adds to the authorization, or ends it. */
export type AuthorizeStep = (
  authorization: Authorization,
  identity: Identity,
) => End | undefined | Promise<End | undefined>;

/** The end of a request that is refused; `detail` is part of some descriptions, and for the log. */
export const refused = (code: AuthorizeProblemCode, detail = ""): End => ({ refused: code, detail });

/** An authorization of which nothing is known but what arrived. */
export const beginAuthorization = (request: AuthorizeRequest): Authorization => ({
  request,
  org: undefined,
  browser: "",
  fields: [],
  query: "",
  began: 0,
  client: undefined,
  redirectUri: undefined,
  scopes: [],
  session: undefined,
  choice: undefined,
});

/** What an earlier step found. A table whose steps stand in the wrong order fails here, in words. */
export function known<K extends "org" | "client" | "redirectUri" | "session">(
  authorization: Authorization,
  what: K,
): NonNullable<Authorization[K]> {
  const value = authorization[what];
  if (value === undefined) throw new Error(`No step has found the ${what} yet: see the order of the steps`);
  return value;
}

/** Parameters of a query, decoded; those without a value count as omitted. `undefined` when one cannot be decoded. */
export function readParameters(query: string): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (const pair of query.split("&")) {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) continue;
    const name = formDecode(pair.slice(0, at));
    const value = formDecode(pair.slice(at + 1));
    if (name === undefined || value === undefined) return undefined;
    fields.push([name, value]);
  }
  return fields;
}

/** Parameters as a query that any client reads alike. */
export const writeParameters = (fields: readonly Field[]): string =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

/** The words of `prompt` (OpenID Connect Core 1.0 §3.1.2.1). */
export const promptsOf = (fields: Authorization["fields"]) =>
  (fieldOf(fields, "prompt") ?? "").split(" ").filter(Boolean);
