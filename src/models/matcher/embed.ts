// Sentences to vectors: a worker thread with the embedded sentence model, and a memory of what it has said.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { ModelError } from "../port.ts";
import type { EmbedReply, EmbedTask } from "./embed-worker.ts";

/** Length of a vector (Universal Sentence Encoder, lite). */
export const dimensions = 512;

export type Vector = Float32Array;

export interface Embedder {
  /** One vector of unit length a sentence, in order. Throws `ModelError` (`unavailable`) when the worker dies or is closed. */
  embed(sentences: readonly string[]): Promise<Vector[]>;
  close(): Promise<void>;
}

/** Likeness of two sentences by their vectors: 1 is the same, around 0 is nothing in common. */
export function likeness(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Sentences remembered, 2 kB each. Descriptions come back with every request; most of what users say does not. */
const remembered = 4000;

/**
 * Start loading the model (0.3 s, about 130 MB) in the background. The thread keeps no process alive, and is started
 * anew when it has died.
 */
export function startEmbedder(): Embedder {
  const memory = new Map<string, Vector>();
  let thread = startThread();
  let closed = false;

  return {
    async embed(sentences) {
      if (closed) throw new ModelError("unavailable", "The embedded matcher is closed.");
      const unknown = [...new Set(sentences)].filter((one) => !memory.has(one) && hasWords(one));
      if (unknown.length > 0) {
        if (thread.dead()) thread = startThread();
        const vectors = await thread.run(unknown);
        for (const [at, one] of unknown.entries())
          memory.set(one, vectors.slice(at * dimensions, (at + 1) * dimensions));
      }
      const found = sentences.map((one) => memory.get(one) ?? new Float32Array(dimensions));
      for (const oldest of memory.keys()) {
        if (memory.size <= remembered) break;
        memory.delete(oldest);
      }
      return found;
    },
    async close() {
      closed = true;
      await thread.close();
    },
  };
}

/** The model fails on a sentence without a token; such a sentence is like nothing. */
const hasWords = (sentence: string) => /[\p{L}\p{N}]/u.test(sentence);

interface Waiting {
  resolve(vectors: Float32Array): void;
  reject(error: ModelError): void;
}

function startThread() {
  // `.ts` in the sources, `.js` in the build: the worker has the extension of this file.
  const worker = new Worker(new URL(`./embed-worker${extname(import.meta.url)}`, import.meta.url), {
    stdout: true, // the model's library greets on the console
    stderr: true,
  });
  const waiting = new Map<number, Waiting>();
  let tasks = 0;
  let died: ModelError | undefined;
  const die = (why: string) => {
    died ??= new ModelError("unavailable", `The embedded matcher's thread has stopped: ${why}.`);
    for (const one of waiting.values()) one.reject(died);
    waiting.clear();
  };
  worker.unref();
  worker.on("error", (error) => die(error.message));
  worker.on("exit", (code) => die(`exit code ${code}`));
  worker.on("message", (reply: EmbedReply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ("vectors" in reply) one?.resolve(reply.vectors);
    else one?.reject(new ModelError("unavailable", `The embedded matcher could not read this: ${reply.failure}.`));
  });
  return {
    dead: () => died !== undefined,
    run(sentences: readonly string[]): Promise<Float32Array> {
      return new Promise((resolve, reject) => {
        if (died) return reject(died);
        const task: EmbedTask = { id: tasks++, sentences };
        waiting.set(task.id, { resolve, reject });
        worker.ref(); // a caller that waits is a reason to stay
        worker.postMessage(task);
      });
    },
    async close(): Promise<void> {
      die("it was closed");
      await worker.terminate();
    },
  };
}
