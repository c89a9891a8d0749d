// The refresh_token grant: a client goes on doing what a user allowed it (oauth spec §2.6, RFC 6749 §6).
import { findRefreshToken } from "../../../store/refresh-tokens.ts";
import { hashOf } from "../../hash.ts";
import { spendRefreshToken } from "../../tokens/refresh-tokens.ts";
import { type Exchange, found, type Step } from "../exchange.ts";
import { requiredField } from "../form.ts";
import { identifyClient, requireEnabledApp, requireProofBy, requireTrustedAddress } from "../identify-client.ts";
import { requirePermitted, scopesGiven } from "../permitted.ts";
import { refuse } from "../refusal.ts";

/** The user is looked at before the token is spent: one who is let in again tomorrow still has it then. */
const refresh: Step = async (exchange, identity) => {
  const client = found(exchange, "client");
  const hash = hashOf(requiredField(exchange.fields, "refresh_token"));
  const token = await findRefreshToken(identity.db, client.orgId, hash);
  if (!token || token.appId !== client.appId) throw refuse({ reason: "refresh_token_unknown" });
  const { grantId, memberId } = token;
  const member = await requirePermitted(exchange, identity, memberId, token.grantedAt);
  const scopes = await scopesGiven(identity, client, memberId, token.scopes);
  const spent = await spendRefreshToken(identity, client, hash, rotates(exchange));
  if ("reason" in spent) throw refuse(spent);
  exchange.granted = { member, scopes, grantId, refreshToken: spent.next };
};

/** Where the app says so, and where nothing but the token itself tells a client from a thief. */
function rotates(exchange: Exchange): boolean {
  const { settings } = found(exchange, "client");
  return settings.refreshRotation || !(exchange.proven || found(exchange, "habits").kept_public_refresh_tokens);
}

export const refreshToken: readonly Step[] = [
  identifyClient,
  requireProofBy("secretForRefresh"),
  requireEnabledApp,
  requireTrustedAddress("refresh"),
  refresh,
];
