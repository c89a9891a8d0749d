// Reads the bytes of a body as JSON that is safe to keep: UTF-8, not too deep, no prototype keys, storable text.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refused } from "../contract/problems.ts";

/** Levels of nesting a body may have. Clients use six; deeper values would exhaust the stack where JSON is written. */
const MAX_DEPTH = 64;

/** Leaves the bodies of a scope as bytes, until the guard has spoken and the route knows what it wants of them. */
export function keepBodiesAsBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, async (_: FastifyRequest, bytes: Buffer) => bytes);
}

/**
 * The value a body holds. `bytes` is what `keepBodiesAsBytes` leaves: a buffer, or nothing.
 * Halves of surrogate pairs, which clients make when they cut text, become U+FFFD; no database stores them.
 * @throws Refused `bad_json` with the place of the mistake, never with the text around it.
 */
export function readJson(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw refused("bad_json", "the body is empty");
  return inspect(parse(decode(bytes)));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused("bad_json", "it is not UTF-8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused("bad_json", placeOf((error as SyntaxError).message));
  }
}

/** V8 quotes the text around some mistakes; what a user wrote is not repeated in errors, which reach the log. */
const placeOf = (message: string) => message.replace(/, (\.\.\.)?".*$/s, "").replace(/ in JSON at position \d+/, "");

type Container = Record<string, unknown>;

/** Walks without recursion, so that nesting cannot exhaust the stack here either. */
function inspect(root: unknown): unknown {
  const holder: Container = { root };
  const open: [container: Container, depth: number][] = [[holder, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [container, depth] = next;
    if (depth > MAX_DEPTH) throw refused("bad_json", `it is nested deeper than ${MAX_DEPTH} levels`);
    for (const key of Object.keys(container)) {
      if (key === "__proto__") throw refused("bad_json", 'the name "__proto__" is not accepted');
      requireStorable(key);
      const value = container[key];
      if (typeof value === "string") {
        requireStorable(value);
        if (!value.isWellFormed()) container[key] = value.toWellFormed();
      } else if (typeof value === "object" && value !== null) {
        open.push([value as Container, depth + 1]);
      }
    }
  }
  return holder.root;
}

function requireStorable(text: string): void {
  if (text.includes("\0")) throw refused("bad_json", "it holds the character U+0000, which cannot be stored");
}
