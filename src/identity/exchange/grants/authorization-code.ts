// The authorization_code grant: a client redeems what a user allowed it in the browser (oauth spec §2.5, RFC 6749 §4.1.3).
import { type Redemption, redeemCode } from "../../tokens/codes.ts";
import { comeWithRefreshToken, issueRefreshToken, withoutRefresh } from "../../tokens/refresh-tokens.ts";
import { type Exchange, found, type Step } from "../exchange.ts";
import { fieldOf, requiredField } from "../form.ts";
import { identifyClient, requireEnabledApp, requireProofBy, requireTrustedAddress } from "../identify-client.ts";
import { requirePermitted, scopesGiven } from "../permitted.ts";
import { refuse } from "../refusal.ts";

/** Characters a PKCE verifier may have: as RFC 7636 §4.1 says, and as clients of the original need. */
const VERIFIER = { strict: 128, long: 256 };

const redeem: Step = async (exchange, identity) => {
  const client = found(exchange, "client");
  const code = await redeemCode(identity, client, shownBy(exchange));
  if ("reason" in code) throw refuse(code);
  const { orgId, appId, memberId, grantId } = code;
  const member = await requirePermitted(exchange, identity, memberId, code.authTime);
  const scopes = await scopesGiven(identity, client, memberId, code.scopes);
  const refreshes = comeWithRefreshToken(scopes, client);
  exchange.granted = {
    member,
    scopes: refreshes ? scopes : withoutRefresh(scopes),
    grantId,
    refreshToken: refreshes
      ? await issueRefreshToken(identity, identity.db, { orgId, grantId, appId, memberId })
      : undefined,
    nonce: code.nonce ?? undefined,
    authTime: code.authTime.getTime(),
  };
};

const shownBy = (exchange: Exchange): Redemption => ({
  code: requiredField(exchange.fields, "code"),
  redirectUri: requiredField(exchange.fields, "redirect_uri"),
  verifier: fieldOf(exchange.fields, "code_verifier"),
  longestVerifier: found(exchange, "habits").long_verifier ? VERIFIER.long : VERIFIER.strict,
  proven: exchange.proven,
});

export const authorizationCode: readonly Step[] = [
  identifyClient,
  requireProofBy("secretForWebServer"),
  requireEnabledApp,
  requireTrustedAddress("other"),
  redeem,
];
