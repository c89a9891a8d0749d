// One short request to a model, to see whether it answers and how soon.
import { type Model, ModelError } from "./port.ts";
import { resilientModel } from "./resilient.ts";

/** What came of it. */
export type Tried =
  | {
      readonly ok: true;
      /** Who answered: `provider:name`. */
      readonly id: string;
      /** Milliseconds until the first part, and until the last. */
      readonly firstMs: number;
      readonly ms: number;
    }
  | {
      readonly ok: false;
      /** A whole sentence, without a secret. */
      readonly why: string;
    };

/** Milliseconds a person at a page waits for it. */
const PATIENCE_MS = 30_000;

/**
 * Ask a model for one word. Nothing is tried again: the first refusal is what one wants to see. Never throws.
 * @param of the model, or how it is opened
 * @param now epoch milliseconds
 */
export async function tryModel(
  of: Model | (() => Promise<Model>),
  now: () => number,
  signal: AbortSignal,
): Promise<Tried> {
  try {
    const model = resilientModel([typeof of === "function" ? await of() : of], {
      timeoutMs: PATIENCE_MS,
      retries: 0,
      random: () => 0,
      wait: async () => {},
    });
    const began = now();
    let first: number | undefined;
    let id = model.id;
    for await (const part of model.stream({ ...request, signal })) {
      first ??= now();
      if (part.type === "done") id = part.model;
    }
    const ended = now();
    return { ok: true, id, firstMs: (first ?? ended) - began, ms: ended - began };
  } catch (error) {
    return { ok: false, why: error instanceof ModelError ? error.message : "The model could not be opened." };
  }
}

const request = {
  system: "You are asked whether you can be reached. Answer with the one word: Ready.",
  messages: [{ role: "user", text: "Are you there?" }],
  instructions: "Answer with the one word: Ready.",
  tools: [],
} as const;
