// Whether what an app holds for a user may be used: one rule for access tokens, refresh tokens and new requests.
import type { MemberRow } from "../../store/members.ts";
import type { Client } from "../apps/client.ts";
import type { TokenRefusal } from "../exchange/refusal.ts";
import type { Identity } from "../identity.ts";
import { permittedBy } from "../people/permits.ts";

/** What stands against it: a disabled or changed app, or a user who is gone, inactive, changed or not permitted. */
export type UseProblem = Extract<
  TokenRefusal,
  { reason: "app_changed" | "app_disabled" | "member_changed" | "member_not_permitted" | "member_unfit" }
>;

/**
 * What an app shows for a user, and since when it has it; epoch milliseconds. An access token says what the app might
 * do when it was made, and ends when the app loses a right; a grant goes by what the app may do now.
 */
export type Held =
  | { readonly kind: "access_token"; readonly since: number }
  | { readonly kind: "grant"; readonly since: number }
  | { readonly kind: "nothing" };

/** The user, when nothing stands against the use; else what does, which has a `reason` (oauth spec §1.4, §2.15, §3.4). */
export async function userOrProblem(
  identity: Pick<Identity, "records">,
  client: Client,
  member: MemberRow | undefined,
  held: Held,
): Promise<MemberRow | UseProblem> {
  const { appId, orgId, enabled, policies } = client;
  if (!enabled) return { reason: "app_disabled", appId };
  if (held.kind === "access_token" && held.since < policies.notBefore * 1000) return { reason: "app_changed", appId };
  if (!member || member.orgId !== orgId) return { reason: "member_unfit", why: "the user is gone" };
  const { id, username, active, kind, notBefore } = member;
  if (!active) return { reason: "member_unfit", why: `${username} is inactive` };
  if (kind === "agent") return { reason: "member_unfit", why: `${username} belongs to an agent` };
  if (held.kind !== "nothing" && notBefore && held.since < notBefore.getTime()) {
    return { reason: "member_changed", username };
  }
  const permitted = await permittedBy(identity, client, id);
  return permitted === "refused" ? { reason: "member_not_permitted", username, appId } : member;
}

/** The problem in words for whoever holds the token, with what to do. */
export function sentenceOf(problem: UseProblem): string {
  switch (problem.reason) {
    case "app_disabled":
      return "the external client app it was issued to is disabled. Enable the app";
    case "app_changed":
      return "the external client app has lost a right since it was issued. Get a new token";
    case "member_unfit":
      return `it speaks for a user who may not act: ${problem.why}. Activate the user, or get a token of another`;
    case "member_changed":
      return `the user it speaks for, ${problem.username}, has changed since it was issued. Get a new token`;
    case "member_not_permitted":
      return `the user it speaks for, ${problem.username}, may not use the app any more. Approve the user`;
  }
}
