// The token of a request to an org's own endpoints, and the org and user behind it.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refused } from "../contract/problems.ts";
import { isForm } from "../identity/exchange/form.ts";
import type { Identity } from "../identity/identity.ts";
import { cookieValues } from "../identity/people/cookies.ts";
import { type Bearer, bearerAt, bearerToken } from "../identity/tokens/bearer.ts";
import { bodyOf, keepBodiesAsText } from "./request-text.ts";

/** Largest form, in bytes: a token, or a path to go to. */
const FORM_LIMIT = 16 * 1024;

/** The org and user of a token: the one given, else that of the Authorization header. */
export function bearerOf(identity: Identity, request: FastifyRequest, token?: string): Promise<Bearer> {
  return bearerAt(identity, request.headers.host, token ?? bearerToken(request.headers.authorization));
}

/** In this scope bodies are text whatever their type, and nothing is kept by caches. */
export function forTokenHolders(scope: FastifyInstance): void {
  keepBodiesAsText(scope, FORM_LIMIT);
  scope.addHook("onRequest", async (_, reply) => {
    reply.headers({ "cache-control": "no-store", pragma: "no-cache" });
  });
}

/** A field of the form in the body of a request; `undefined` where there is none. */
export function formField(request: FastifyRequest, name: string): string | undefined {
  if (!isForm(request.headers["content-type"])) return undefined;
  return new URLSearchParams(bodyOf(request)).get(name) || undefined;
}

/** The value of a cookie. Refuses with `token_missing`, and with `token_invalid` where it is there twice. */
export function cookieOf(request: FastifyRequest, name: string): string {
  const values = cookieValues(request.headers.cookie, name);
  const [value] = values;
  if (!value) throw refused("token_missing");
  if (values.length > 1) throw refused("token_invalid", `the cookie ${name} was sent more than once`);
  return value;
}
