// The embedded model for a server without a key: it matches what is said with what is offered. It is not a language model
// and says so. The same request always has the same answer.
import { type Model, ModelError, type ModelPart, type ModelRequest } from "../port.ts";
import { decide } from "./decide.ts";
import { startEmbedder } from "./embed.ts";

/**
 * Start the matcher; its sentence model loads in the background. It reads English. Usage is always zero: no tokens are read
 * or written. Throws `ModelError`: `aborted`, or `unavailable` when its thread has died.
 * @param now epoch milliseconds, from which "tomorrow" is counted
 */
export function matcherModel({ now }: { now(): number }): Model {
  const id = "matcher:en";
  const embedder = startEmbedder();
  return {
    id,
    async *stream(request) {
      stopIfAborted(request);
      const { say = "", calls = [] } = await decide(request, embedder, now());
      for (const text of say.match(/\S+\s*/g) ?? []) {
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

function stopIfAborted(request: ModelRequest): void {
  if (request.signal.aborted) throw new ModelError("aborted", "The call of matcher:en was given up.");
}
