// Single access: a client with a token gets a link that logs its user's browser in (oauth spec §2.1).
import { refused } from "../../contract/problems.ts";
import { RefusedInAWord, type SingleAccess } from "../../contract/userinfo.ts";
import { findMemberById, holdUnchanged } from "../../store/members.ts";
import type { Identity } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";
import { makeLink } from "../people/links.ts";
import { mayLogIn } from "../people/login-sessions.ts";
import { type Bearer, holdsOneOf } from "../tokens/bearer.ts";

/**
 * A link for the user of the token, good once and for a minute. `redirect` is where it leads: a path, or an address of
 * this org; `address` is the client's. Refuses with `scope_missing`, or in one word: `No_Access` or `Invalid_Redirect_Uri`.
 */
export async function singleAccess(
  identity: Identity,
  bearer: Bearer,
  { redirect, address }: { readonly redirect: string | undefined; readonly address: string },
): Promise<SingleAccess> {
  const { org, principal } = bearer;
  if (!holdsOneOf(principal, ["web", "full"])) {
    throw refused("scope_missing", "web", principal.scopes.join(" "));
  }
  // The session behind the link lives for hours. What ended within the second may still open a page elsewhere, but not this.
  const { db, revocations } = identity;
  const member = await findMemberById(db, principal.memberId);
  revocations.forget();
  if (await revocations.ended(principal)) throw over();
  if (!member || !mayLogIn(member)) {
    throw new RefusedInAWord("No_Access", `${principal.username} has no access to pages: only a standard user logs in`);
  }
  const goesTo = redirect === undefined ? null : pathWithin(originOf(identity, org), redirect);
  const link = await db.transaction().execute(async (tx) => {
    if (!(await holdUnchanged(tx, member))) throw over();
    return makeLink({ ...identity, db: tx }, org, { memberId: member.id, purpose: "frontdoor", goesTo, address });
  });
  return { frontdoor_uri: link.url };
}

const over = () => refused("token_invalid", "it was revoked, or the user it speaks for has changed. Get a new token");

/** Path and query of a place in this org: clients send a path with or without its slash, or a whole address. */
function pathWithin(origin: string, redirect: string): string {
  const url = URL.parse(redirect, `${origin}/`);
  if (url?.origin === origin) return `${url.pathname}${url.search}`;
  throw new RefusedInAWord("Invalid_Redirect_Uri", "redirect_uri leads out of the org");
}
