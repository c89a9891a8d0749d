// Is there an Ollama on this machine, and which model would it chat with?
import { z } from "zod";

/** Where Ollama listens unless told otherwise. */
export const localOllama = "http://127.0.0.1:11434";

const Tags = z.object({
  models: z.array(z.object({ name: z.string(), details: z.object({ family: z.string().nullish() }).nullish() })),
});

/**
 * The first model that can chat, or undefined when nothing answers within `timeoutMs` or only embedding models are
 * installed (`GET /api/tags`). Never throws.
 */
export async function firstOllamaModel(url: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await fetch(new URL("/api/tags", url), { signal: AbortSignal.timeout(timeoutMs) });
    const { models } = Tags.parse(await response.json());
    return models.find(({ name, details }) => !/embed|bert|minilm|\bbge\b/i.test(`${name} ${details?.family}`))?.name;
  } catch {
    return undefined; // nobody there, or something that is not Ollama
  }
}
