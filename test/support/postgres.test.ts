// The test database leaves the exit code of its process alone: a suite that fails says so to whoever runs it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a process that had a test database ends with the code it set", () => {
  const postgres = join(import.meta.dirname, "postgres.ts");
  const script = `
    const { startPostgres } = await import(${JSON.stringify(postgres)});
    await (await startPostgres()).stop();
    process.exitCode = 3;
  `;
  expect(spawnSync(process.execPath, ["--input-type=module", "--eval", script]).status).toBe(3);
});
