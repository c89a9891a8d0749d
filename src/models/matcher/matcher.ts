// The embedded model for a server without a key: it matches what is said with what is offered. It is not a language model
// and says so. The same request always has the same answer.
import { setTimeout as wait } from "node:timers/promises";
import { givenUp, type Model, type ModelPart, type ModelRequest } from "../port.ts";
import { decide } from "./decide.ts";
import { startEmbedder } from "./embed.ts";

const id = "matcher:en";

/**
 * A text goes out in pieces a few milliseconds apart. Clients in the wild take each network read for one packet (agent-api
 * spec §8.1), and what is written at once is read at once. A long text has longer pieces, so that the last of them is out
 * after a third of a second.
 */
const pace = { gapMs: 4, pieces: 64 };

/**
 * Start the matcher; its sentence model loads in the background. It reads English. Usage is always zero: no tokens are read
 * or written. Throws `ModelError`: `aborted`, or `unavailable` when its thread has died.
 * @param now epoch milliseconds, from which "tomorrow" is counted
 */
export function matcherModel({ now }: { now(): number }): Model {
  const embedder = startEmbedder();
  return {
    id,
    async *stream(request) {
      stopIfAborted(request);
      const { say = "", calls = [] } = await decide(request, embedder, now());
      for (const [at, text] of piecesOf(say).entries()) {
        // An abort ends the wait; the next line says so in the room's own words.
        if (at > 0) await wait(pace.gapMs, undefined, { signal: request.signal }).catch(() => {});
        stopIfAborted(request);
        yield { type: "text", text };
      }
      stopIfAborted(request);
      for (const [at, call] of calls.entries()) {
        yield { type: "call", call: { id: `call_${request.messages.length}_${at}`, ...call } };
      }
      const usage = { inputTokens: 0, outputTokens: 0 };
      yield { type: "done", reason: calls.length > 0 ? "calls" : "stop", usage, model: id } satisfies ModelPart;
    },
    close: () => embedder.close(),
  };
}

/** A word each, or as many words as it takes for a long text. */
function piecesOf(text: string): string[] {
  const words = text.match(/\S+\s*/g) ?? [];
  const size = Math.ceil(words.length / pace.pieces);
  return Array.from({ length: Math.ceil(words.length / size) || 0 }, (_, at) =>
    words.slice(at * size, (at + 1) * size).join(""),
  );
}

function stopIfAborted(request: ModelRequest): void {
  if (request.signal.aborted) throw givenUp(id);
}
