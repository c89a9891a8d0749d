// Who may call the Agent API: a bearer of a JWT with the scopes (oauth spec §3.4).
import type { Principal } from "../../contract/identity.ts";
import { refused } from "../../contract/problems.ts";
import type { Identity } from "../identity.ts";
import { bearerAt, bearerToken } from "./bearer.ts";
import { isOpaque } from "./verify.ts";

/**
 * Whom the bearer token of a request to the Agent API speaks for. A living opaque token is refused with `forbidden`, not
 * 401: its app would give another of the kind, and clients that log in again on a 401 would do so for ever.
 * Refuses with `token_missing`, `token_invalid` or `forbidden`.
 */
export async function authenticate(
  identity: Identity,
  authorization: string | undefined,
  host: string | undefined,
): Promise<Principal> {
  const token = bearerToken(authorization);
  const { principal } = await bearerAt(identity, host, token);
  if (isOpaque(token)) {
    throw refused(
      "forbidden",
      "the access token is opaque, and the Agent API takes JWTs only. Set namedUserJwt: true in the settings of the " +
        'external client app ("Issue JSON Web Token (JWT)-based access tokens for named users") and get a new token',
    );
  }
  return principal;
}

/** Refuses with `scope_missing` unless the token holds every one of `scopes`. */
export function requireScopes(principal: Pick<Principal, "scopes">, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0) throw refused("scope_missing", missing.join(" "), principal.scopes.join(" "));
}
