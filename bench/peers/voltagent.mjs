// VoltAgent as its own server package runs it: one agent, its memory in a libSQL file.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { Agent, Memory, VoltAgent } from "@voltagent/core";
import { LibSQLMemoryAdapter } from "@voltagent/libsql";
import { createPinoLogger } from "@voltagent/logger";
import { honoServer } from "@voltagent/server-hono";

const { PORT, DATA, MODEL_URL } = process.env;
const logger = createPinoLogger({ name: "bench", level: "silent" });
const support = new Agent({
  id: "support",
  name: "support",
  instructions: "Answer the visitor.",
  model: createOpenAICompatible({ name: "stub", baseURL: MODEL_URL, apiKey: "none" })("stub"),
  memory: new Memory({ storage: new LibSQLMemoryAdapter({ url: `file:${DATA}/voltagent.db` }) }),
  logger,
});
new VoltAgent({ agents: { support }, server: honoServer({ port: Number(PORT) }), logger });
