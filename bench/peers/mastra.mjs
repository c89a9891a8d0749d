// Mastra as its own server package runs it: one agent, its memory in a libSQL file.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { serve } from "@hono/node-server";
import { Agent } from "@mastra/core/agent";
import { Mastra } from "@mastra/core/mastra";
import { MastraServer } from "@mastra/hono";
import { LibSQLStore } from "@mastra/libsql";
import { Memory } from "@mastra/memory";
import { Hono } from "hono";

const { PORT, DATA, MODEL_URL } = process.env;
const storage = new LibSQLStore({ id: "bench", url: `file:${DATA}/mastra.db` });
const support = new Agent({
  id: "support",
  name: "support",
  instructions: "Answer the visitor.",
  model: createOpenAICompatible({ name: "stub", baseURL: MODEL_URL, apiKey: "none" })("stub"),
  memory: new Memory({ storage }),
});
const app = new Hono();
await new MastraServer({ app, mastra: new Mastra({ agents: { support }, storage, logger: false }) }).init();
serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" });
