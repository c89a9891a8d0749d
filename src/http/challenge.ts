// The WWW-Authenticate header of RFC 6750 §3: why a token was not enough, in a form HTTP clients can read.
import type { ProblemCode, Refused } from "../contract/problems.ts";

/** Error codes of RFC 6750 §3.1. A request that came without a token gets a challenge without one. */
const errors: Partial<Record<ProblemCode, string>> = {
  token_missing: "",
  token_invalid: "invalid_token",
  scope_missing: "insufficient_scope",
};

/** What a token is for: the Agent API, the data API, or the server's own endpoints, such as userinfo. */
export type Realm = "agent-api" | "data-api" | "dragoman";

/** The value of the header, or `undefined` when the refusal is not about the token. */
export function challengeOf(
  { code, message }: Pick<Refused, "code" | "message">,
  scopes: readonly string[],
  realm: Realm,
): string | undefined {
  const error = errors[code];
  if (error === undefined) return undefined;
  const parts = [
    `realm="${realm}"`,
    ...(error ? [`error="${error}"`, `error_description="${quotable(message)}"`] : []),
    ...(code === "scope_missing" && scopes.length > 0 ? [`scope="${quotable(scopes.join(" "))}"`] : []),
  ];
  return `Bearer ${parts.join(", ")}`;
}

/** The characters the RFC allows in a description: nothing a client wrote can end the quotes or the header. */
const quotable = (text: string) => text.replaceAll('"', "'").replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "?");
