// A model that keeps its patience bounded: a deadline per attempt, a few retries, then the next model of a list.
//   R1. Nothing is tried again once a part has been passed on: the listener has heard it.
//   R2. Only `timeout` and `unavailable` are tried again; any failure but `aborted` goes on to the next model.
//   R3. An abort ends the call at once, whatever the model behind does with its signal.
import { givenUp, type Model, ModelError, type ModelPart, type ModelRequest } from "./port.ts";

export interface Patience {
  /** Milliseconds one attempt may take, from request to last part. */
  readonly timeoutMs: number;
  /** Further attempts with the same model. */
  readonly retries: number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Told of every attempt that ended, and of what it failed. */
  tried?(id: string, failure: ModelError["kind"] | undefined): void;
  /** Resolves after `ms`; rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>;
}

/**
 * Put a list of models, in order of preference, behind one. Its id is the first one's; `done` names the model that
 * answered. Throws `ModelError`: the last model's kind, and what each of them said.
 */
export function resilientModel(models: readonly [Model, ...Model[]], patience: Patience): Model {
  return {
    id: models[0].id,
    async *stream(request) {
      const failures: ModelError[] = [];
      for (const model of models) {
        for (let attempt = 0; attempt <= patience.retries; attempt++) {
          let heard = false;
          try {
            if (attempt > 0) await patience.wait(backoff(attempt, patience.random()), request.signal);
            for await (const part of withDeadline(model, request, patience.timeoutMs)) {
              heard = true;
              yield part;
            }
            patience.tried?.(model.id, undefined);
            return;
          } catch (thrown) {
            const failure = asModelError(thrown, model, request.signal);
            patience.tried?.(model.id, failure.kind);
            if (heard || failure.kind === "aborted") throw failure;
            if (attempt === patience.retries || !mayPass(failure)) {
              failures.push(failure);
              break;
            }
          }
        }
      }
      throw inSum(failures);
    },
    async close() {
      await Promise.all(models.map((model) => model.close?.()));
    },
  };
}

const mayPass = (failure: ModelError) => failure.kind === "timeout" || failure.kind === "unavailable";

/** Milliseconds before attempt n: 0.2 s doubling up to 2 s, half of it random so that many callers do not return as one. */
const backoff = (attempt: number, random: number) => Math.min(2000, 200 * 2 ** (attempt - 1)) * (0.5 + random / 2);

function inSum(failures: readonly ModelError[]): ModelError {
  const last = failures.at(-1)!;
  return failures.length === 1 ? last : new ModelError(last.kind, failures.map((one) => one.message).join(" "));
}

/** One attempt, ended by the deadline or the caller's abort even when the model behind does not listen to its signal. */
async function* withDeadline(model: Model, request: ModelRequest, timeoutMs: number): AsyncGenerator<ModelPart> {
  if (request.signal.aborted) throw givenUp(model.id);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  const failure = () =>
    request.signal.aborted
      ? givenUp(model.id)
      : new ModelError("timeout", `${model.id} did not finish within ${timeoutMs / 1000} s.`);
  const stopped = new Promise<never>((_, reject) => {
    // The end of the call aborts its own signal, too: an error with its stack is made only where somebody hears it.
    signal.addEventListener("abort", () => deadline.signal.reason === over || reject(failure()), { once: true });
  });
  stopped.catch(() => {}); // it may abort while nobody is waiting for a part
  const parts = model.stream({ ...request, signal })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([stopped, parts.next()]);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw signal.aborted ? failure() : error;
  } finally {
    clearTimeout(timer);
    deadline.abort(over); // a listener that left early, or a model that hangs: either way its request ends here
    void Promise.resolve(parts.return?.()).catch(() => {});
  }
}

/** A reason of our own: the default one is an exception with a stack, made anew for every call. */
const over = "the call is over";

function asModelError(thrown: unknown, model: Model, signal: AbortSignal): ModelError {
  if (thrown instanceof ModelError) return thrown;
  if (signal.aborted) return givenUp(model.id);
  return new ModelError("malformed", `${model.id} failed in a way it should not.`, { cause: thrown });
}
