// Edits of what matters in a project folder are noticed, and watching ends when it is told to.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchProject } from "./watch.ts";

test("an edited agent, a new agent and an edited dragoman.yaml each lead to a call", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-watch-"));
  await mkdir(join(folder, "agents/One"), { recursive: true });
  const stop = new AbortController();
  let next = Promise.withResolvers<void>();
  let calls = 0;
  const { done } = await watchProject(
    folder,
    async () => {
      calls++;
      next.resolve();
    },
    stop.signal,
  );
  const after = async (edit: () => Promise<unknown>) => {
    next = Promise.withResolvers<void>();
    await edit();
    await next.promise;
  };

  await after(() => writeFile(join(folder, "agents/One/One.agent"), "one"));
  await after(() => writeFile(join(folder, "dragoman.yaml"), "org: { name: X }"));
  await after(() => mkdir(join(folder, "agents/Two")));
  await after(() => writeFile(join(folder, "agents/Two/Two.agent"), "two"));
  expect(calls).toBeGreaterThanOrEqual(4);

  stop.abort();
  await done;
  await rm(folder, { recursive: true });
});
