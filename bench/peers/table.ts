// The peers measured beside Dragoman: what is installed of each, and how a conversation with it is held.

export interface Peer {
  readonly name: string;
  /** The server beside this file; it reads PORT, DATA (a folder of its own) and MODEL_URL. */
  readonly server: string;
  /** What npm installs, by exact version. */
  readonly packages: readonly string[];
  readonly path: string;
  readonly body: (conversation: string, message: string) => object;
  /** What stands in the stream with the first text, and at the end of a whole answer. */
  readonly text: string;
  readonly end: string;
}

export const peers: readonly Peer[] = [
  {
    name: "Mastra 1.71.0 on libSQL",
    server: "mastra.mjs",
    packages: [
      "@mastra/core@1.71.0",
      "@mastra/hono@1.7.9",
      "@mastra/memory@1.31.0",
      "@mastra/libsql@1.23.1",
      "@ai-sdk/openai-compatible@3.0.92",
      "@hono/node-server@2.1.9",
      "hono@4.13.19",
      "zod@4.6.7",
    ],
    path: "/api/agents/support/stream",
    body: (conversation, message) => ({
      messages: [{ role: "user", content: message }],
      memory: { thread: conversation, resource: conversation },
    }),
    text: '"text-delta"',
    end: "[DONE]",
  },
  {
    name: "VoltAgent 2.10.0 on libSQL",
    server: "voltagent.mjs",
    packages: [
      "@voltagent/core@2.10.0",
      "@voltagent/server-hono@2.0.14",
      "@voltagent/libsql@2.1.2",
      "@voltagent/logger@2.0.2",
      "@ai-sdk/openai-compatible@2.0.92",
      "ai@6.0.326",
      "zod@4.6.7",
    ],
    path: "/agents/support/stream",
    body: (conversation, message) => ({
      input: message,
      options: { userId: conversation, conversationId: conversation },
    }),
    text: '"text-delta"',
    end: '"totalUsage"',
  },
];
