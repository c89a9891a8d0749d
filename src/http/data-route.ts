// A resource of the data API: its method and path, and what it is given once token and version are known.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Identity } from "../identity/identity.ts";
import type { Bearer } from "../identity/tokens/bearer.ts";
import type { Reader } from "../records/query.ts";

/** A request whose token and version are known. */
export interface DataCall {
  readonly identity: Identity;
  readonly bearer: Bearer;
  readonly reader: Reader;
  readonly params: Readonly<Record<string, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface DataRoute {
  readonly method: "DELETE" | "GET" | "PATCH" | "POST";
  /** Below `/services/data/v65.0`. */
  readonly path: string;
  readonly handle: (call: DataCall) => unknown;
}
