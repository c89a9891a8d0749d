// A command of the command line on files of a test's own: what it prints and returns.
import { rm } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import type { Command, Given } from "../../src/cli/command.ts";
import { createOutput } from "../../src/cli/output.ts";
import { makeFolder } from "./folder.ts";

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A new folder with these files, by their paths in it, for as long as the test runs. */
export async function folderWith(files: Parameters<typeof makeFolder>[0]): Promise<string> {
  const folder = await makeFolder(files);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
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
