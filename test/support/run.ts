// Runs a program of the house as a person would, and says what it printed and how it ended.
import { spawn } from "node:child_process";

export interface Ran {
  /** `null`: a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Run a program to its end. The environment is what is given and `PATH`, so that no developer's key leaks in. */
export function run(
  command: readonly [string, ...string[]],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
    /** Milliseconds after which it is ended. */
    readonly endAfterMs?: number;
  } = {},
): Promise<Ran> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...options.env },
    timeout: options.endAfterMs,
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdin.end(options.input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
