// The user for whom a client asks for a token, and the scopes that token may have.
import type { MemberRow } from "../../store/members.ts";
import type { Client } from "../apps/client.ts";
import type { Identity } from "../identity.ts";
import { scopesAllowed } from "../people/permits.ts";
import { type Held, userOrProblem } from "../tokens/usable.ts";
import { type Exchange, found } from "./exchange.ts";
import { refuse } from "./refusal.ts";

/**
 * The user for whom a client asks, who must be permitted, and unchanged since the grant that it shows was given. Noted in
 * the exchange, so that a refusal stands in the login history. Throws `TokenRefused`.
 */
export async function requirePermitted(
  exchange: Exchange,
  identity: Identity,
  memberId: string,
  grantedAt?: Date,
): Promise<MemberRow> {
  exchange.member = await identity.records.member(memberId);
  const held: Held = grantedAt ? { kind: "grant", since: grantedAt.getTime() } : { kind: "nothing" };
  const member = await userOrProblem(identity, found(exchange, "client"), exchange.member, held);
  if ("reason" in member) throw refuse(member);
  return member;
}

/** Those of `scopes` that the app still has and the user may be given, in their order. */
export async function scopesGiven(
  identity: Pick<Identity, "records">,
  client: Client,
  memberId: string,
  scopes: readonly string[],
): Promise<readonly string[]> {
  const held = scopes.filter((scope) => client.scopes.includes(scope));
  return scopesAllowed(identity, client.orgId, memberId, held);
}
