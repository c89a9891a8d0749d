// Dragoman with the benchmark's project, as the benchmarks run it.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer } from "../test/support/server.ts";
import { announce } from "./serve-child.ts";

/** A model over HTTP in place of the scripted one. */
const modelUrl = process.env.MODEL_URL;
const server = await startTestServer({
  project: "bench/project",
  config: {
    data: process.env.DRAGOMAN_DATA ?? (await mkdtemp(join(tmpdir(), "dragoman-bench-"))),
    databaseUrl: process.env.DATABASE_URL,
    ...(modelUrl
      ? { model: "compatible:stub", modelBaseUrl: modelUrl }
      : { model: `scripted:${join(import.meta.dirname, "project/replies.yaml")}` }),
  },
});
process.once("SIGTERM", () => server.close().then(() => process.exit(0)));
const { origin, consumerKey, consumerSecret } = server;
announce({ origin, consumerKey, consumerSecret, token: await server.token(), agentId: server.agents.Bench! });
