// Whom a token speaks for at the host it was sent to: what every endpoint of an org's own asks first.
import type { Principal } from "../../contract/identity.ts";
import { refused } from "../../contract/problems.ts";
import type { Identity, Org } from "../identity.ts";
import { orgAt } from "../orgs/domains.ts";
import { principalOf } from "./authenticate.ts";

export interface Bearer {
  readonly org: Org;
  readonly principal: Principal;
}

/**
 * The user of an access token, a JWT or an opaque one, and the org that answers at `host`.
 * Refuses with `token_invalid`, also where the token is another org's.
 */
export async function bearerAt(identity: Identity, host: string | undefined, token: string): Promise<Bearer> {
  const principal = await principalOf(identity, token);
  const org = await orgAt(identity, host);
  if (!org || org.id !== principal.orgId) {
    throw refused("token_invalid", `it belongs to another org, whose domain is ${principal.origin}`);
  }
  return { org, principal };
}

/** Whether a token holds one of these scopes. */
export const holdsOneOf = ({ scopes }: Pick<Principal, "scopes">, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.includes(scope));
