// Whether a user may use an app: active, a person's or an API user's, and approved where the policy asks for it.
import type { MemberRow } from "../../store/members.ts";
import type { Client } from "../apps/client.ts";
import type { Identity } from "../identity.ts";
import { permittedBy, scopesAllowed } from "../people/permission-sets.ts";
import { type Exchange, found } from "./exchange.ts";
import { refuse, type TokenRefusal } from "./refusal.ts";

/** What stands against the user, or `undefined` when nothing does (oauth spec §1.4, §2.15). */
export async function memberProblem(
  identity: Pick<Identity, "records">,
  client: Client,
  member: MemberRow | undefined,
): Promise<TokenRefusal | undefined> {
  if (!member || member.orgId !== client.orgId) return { reason: "member_unfit", why: "the user is gone" };
  const { username, active, kind } = member;
  if (!active) return { reason: "member_unfit", why: `${username} is inactive` };
  if (kind === "agent") return { reason: "member_unfit", why: `${username} belongs to an agent` };
  if ((await permittedBy(identity, client, member.id)) === "refused") {
    return { reason: "member_not_permitted", username, appId: client.appId };
  }
  return undefined;
}

/**
 * The user a grant is for, who must be permitted, and unchanged since the grant was given. Noted in the exchange, so that
 * a refusal stands in the login history. Throws `TokenRefused`.
 */
export async function requirePermitted(
  exchange: Exchange,
  identity: Identity,
  memberId: string,
  grantedAt?: Date,
): Promise<MemberRow> {
  const member = await identity.records.member(memberId);
  exchange.member = member;
  const problem = await memberProblem(identity, found(exchange, "client"), member);
  if (!member || problem) throw refuse(problem ?? { reason: "member_unfit", why: "the user is gone" });
  if (grantedAt && member.notBefore && grantedAt < member.notBefore) {
    throw refuse({ reason: "member_changed", username: member.username });
  }
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
