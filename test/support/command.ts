// A command of the command line on files of a test's own: what it prints and returns.
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import type { Command, Given } from "../../src/cli/command.ts";
import { createOutput } from "../../src/cli/output.ts";

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A new folder with these files, by their paths in it. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-command-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Call a command in a folder. With `json`, as `--json` does. */
export async function call(
  command: Command,
  cwd: string,
  args: readonly string[],
  options: Given["options"] = {},
  json = false,
): Promise<Called> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = createOutput(stdout, stderr, json);
  const context = { output, env: {}, cwd, stdin: process.stdin, stopped: async () => {}, self: "dragoman" };
  const code = await command.run(context, { args, options });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}
