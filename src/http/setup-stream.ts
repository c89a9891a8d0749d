// A stream of Setup's API: each thing said becomes one server-sent event, parsed by its row on the way out.
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { problemOf, Refused, refused } from "../contract/problems.ts";
import { openStream, type Packet, writeEvents } from "./sse.ts";

/** Milliseconds after which a page that reads nothing is cut off. */
const STALL_MS = 30_000;

/**
 * Send what a row says as it says it. What is refused before the first word is an ordinary refusal; what fails later is
 * the last event, named `problem`. Resolves when all was written or the page has gone.
 * @param withdrawn set when the reader may not go on, with the refusal: nothing is said after it
 */
export async function sendEvents(
  reply: FastifyReply,
  said: AsyncIterable<unknown>,
  schema: z.ZodType,
  withdrawn: AbortSignal,
): Promise<void> {
  const source = said[Symbol.asyncIterator]();
  const first = await source.next();
  const raw = openStream(reply, "no-store");
  try {
    await writeEvents(raw, packets(source, first, schema, withdrawn, reply.request.id), STALL_MS);
  } finally {
    await source.return?.();
  }
}

async function* packets(
  source: AsyncIterator<unknown>,
  first: IteratorResult<unknown>,
  schema: z.ZodType,
  withdrawn: AbortSignal,
  requestId: string,
): AsyncGenerator<Packet> {
  let number = 0;
  const packet = (event: string, value: unknown) => ({ event, id: String(++number), data: JSON.stringify(value) });
  try {
    for (let next = first; !next.done; next = await source.next()) {
      withdrawn.throwIfAborted();
      yield packet("item", schema.parse(next.value));
    }
    withdrawn.throwIfAborted();
  } catch (thrown) {
    const error: unknown = withdrawn.aborted ? withdrawn.reason : thrown;
    const { code, message } = error instanceof Refused ? error : refused("internal", requestId);
    yield packet("problem", { error: problemOf(code).error, message });
  }
}
