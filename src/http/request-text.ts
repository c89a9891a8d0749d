// The query and the body of a request as text, for routes that read forms in their own way.
import type { FastifyInstance, FastifyRequest } from "fastify";

/** In this scope a body is text, whatever its type, and has `limit` bytes at most. */
export function keepBodiesAsText(scope: FastifyInstance, limit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: limit },
    async (_: FastifyRequest, body: string) => body,
  );
}

/** The body as text; nothing where there is none. */
export const bodyOf = ({ body }: FastifyRequest): string => (typeof body === "string" ? body : "");

/** What stands behind the question mark, as sent. */
export const queryOf = ({ url }: FastifyRequest): string => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

/** One parameter of the query, decoded; nothing when it is not there or empty. */
export const queryValue = (request: FastifyRequest, name: string): string | undefined =>
  new URLSearchParams(queryOf(request)).get(name) || undefined;
