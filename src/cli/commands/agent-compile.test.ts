// `dragoman agent compile` on files and folders: what it writes, prints and returns.
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { createOutput } from "../output.ts";
import { agentCompile } from "./agent-compile.ts";

const constant = "variables:\n    k: number = 1\n";

/** Run the command in a folder that holds the first two examples as `a.agent` and `more/b.agent`. */
async function compile(args: readonly string[], options: Readonly<Record<string, string>> = {}, json = false) {
  const cwd = await mkdtemp(join(tmpdir(), "dragoman-compile-"));
  const [first = "", second = ""] = Object.values(examples);
  await mkdir(join(cwd, "more"));
  await writeFile(join(cwd, "a.agent"), first);
  await writeFile(join(cwd, "more", "b.agent"), second);
  await writeFile(join(cwd, "broken.txt"), "config:\n    agent_name: 'x\n");
  await writeFile(join(cwd, "latin.txt"), Buffer.from("config: \xe9\n", "latin1"));
  await writeFile(join(cwd, "wrong.txt"), `${first}    before_reasoning:\n        set @variables.k = 2\n${constant}`);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = createOutput(stdout, stderr, json);
  const stopped = async () => {};
  const context = { output, env: {}, cwd, stdin: process.stdin, stopped, self: "dragoman" };
  const code = await agentCompile.run(context, { args, options });
  return { cwd, code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

test("one script is printed", async () => {
  const { out, code } = await compile(["a.agent"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ schema_version: "2.0" });
});

test("many scripts are written to a folder, each under its own name", async () => {
  const { cwd, out, code } = await compile(["."], { out: "built", case: "camel" });
  expect(code).toBe(0);
  expect(out).toBe("2 scripts compiled: no errors\n");
  expect(await readdir(join(cwd, "built"))).toEqual(["a.json", "b.json"]);
  expect(JSON.parse(await readFile(join(cwd, "built", "b.json"), "utf8"))).toMatchObject({ schemaVersion: "2.0" });
});

test("an error returns 1, is told on standard error, and writes nothing", async () => {
  const { cwd, err, code } = await compile(["broken.txt"], { out: "built" });
  expect(code).toBe(1);
  expect(err).toMatch(/^broken\.txt:\d+:\d+ error /m);
  expect(await readdir(cwd)).not.toContain("built");
});

test("under --json every script is told with its problems", async () => {
  const { out } = await compile(["a.agent", "more"], {}, true);
  expect(JSON.parse(out)).toMatchObject([
    { file: "a.agent", compiled: { schema_version: "2.0" }, problems: [] },
    { file: join("more", "b.agent") },
  ]);
});

test("several scripts without a folder, and an unknown case, are misuse", async () => {
  await expect(compile(["."])).rejects.toMatchObject({ exitCode: 2 });
  await expect(compile(["a.agent"], { case: "kebab" })).rejects.toMatchObject({ exitCode: 2 });
});

test("a script that cannot be read is told, and stops no other", async () => {
  const { cwd, err, code } = await compile(["a.agent", "broken.txt", "more", "latin.txt"], { out: "built" });
  expect(code).toBe(1);
  expect(err).toMatch(/^latin\.txt:1:9 error unreadable-file /m);
  expect(await readdir(join(cwd, "built"))).toEqual(["a.json", "b.json"]);
});

test("a script with a mistake of meaning is written all the same, and returns 1", async () => {
  const { cwd, err, code } = await compile(["wrong.txt"], { out: "built" });
  expect(code).toBe(1);
  expect(err).toContain("set-immutable-target");
  expect(await readdir(join(cwd, "built"))).toEqual(["wrong.txt.json"]);
});

test("a folder that cannot be written to is told for each script", async () => {
  const { err, out, code } = await compile(["a.agent"], { out: "broken.txt" });
  expect(code).toBe(1);
  expect(err).toContain("unwritable-file");
  expect(out).toBe("0 scripts compiled: 1 error\n");
});
