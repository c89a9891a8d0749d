// Asks the worker beside the page about a script, and hands each answer to whoever asked.
import type { About, Answered, Answers, Asked } from "./questions.ts";

export interface Analyst {
  /** An answer about a text. The reading of a text is kept until another text is asked about. */
  ask<Q extends keyof Answers>(question: Q, source: string, about?: About): Promise<Answers[Q]>;
  stop(): void;
}

export function createAnalyst(): Analyst {
  const worker = new Worker(new URL("./analysis-worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, (answer: never) => void>();
  let asked = 0;
  let sent: string | undefined;
  worker.addEventListener("message", ({ data: { id, answer } }: MessageEvent<Answered>) => {
    waiting.get(id)?.(answer as never);
    waiting.delete(id);
  });
  return {
    ask: (question, source, about = {}) =>
      new Promise((resolve) => {
        const id = ++asked;
        waiting.set(id, resolve);
        const message: Asked = { id, question, about, ...(source !== sent && { source }) };
        sent = source;
        worker.postMessage(message);
      }),
    stop: () => worker.terminate(),
  };
}
