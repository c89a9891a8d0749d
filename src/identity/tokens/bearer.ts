// Whom a token speaks for at the host it was sent to: what every endpoint that takes tokens asks first.
import type { Principal } from "../../contract/identity.ts";
import { refused } from "../../contract/problems.ts";
import type { Identity, Org } from "../identity.ts";
import { orgAt, originOf } from "../orgs/domains.ts";
import { principalOf } from "./principal.ts";

export interface Bearer {
  readonly org: Org;
  readonly principal: Principal;
}

/**
 * The user of an access token, a JWT or an opaque one, and the org that answers at `host`. An org takes its own tokens
 * only, and where no org answers none is taken: that place is not their audience (RFC 9068 §4). Refuses with
 * `token_invalid`.
 */
export async function bearerAt(identity: Identity, host: string | undefined, token: string): Promise<Bearer> {
  const principal = await principalOf(identity, token);
  const org = await orgAt(identity, host);
  if (org?.id === principal.orgId) return { org, principal };
  const meant = `it is meant for ${principal.origin}, and this is`;
  throw org
    ? invalid(`${meant} ${originOf(identity, org)}. Send it there`)
    : invalid(`${meant} a host that is no org's. Send it there, or set DRAGOMAN_PUBLIC_URL to where clients come`);
}

const invalid = (why: string) => refused("token_invalid", why);

/** The token of an Authorization header (RFC 6750 §2.1). Refuses with `token_missing` or `token_invalid`. */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === "") throw refused("token_missing");
  const [scheme, token, ...more] = authorization.trim().split(/\s+/);
  if (scheme!.toLowerCase() !== "bearer" || !token || more.length > 0) {
    throw invalid("the Authorization header is not of the form 'Bearer <access_token>'");
  }
  return token;
}

/** Whether a token holds one of these scopes. */
export const holdsOneOf = ({ scopes }: Pick<Principal, "scopes">, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.includes(scope));
