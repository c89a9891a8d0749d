// Starts the server as `npm start` does: a process of its own, on a free port and a data folder of its own.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { run } from "./run.ts";

export interface StartedServer {
  /** Where it listens, such as http://127.0.0.1:43210. */
  readonly origin: string;
  /** Id of its process. */
  readonly pid: number;
  /** What another command needs in its environment to find this server. */
  readonly env: Readonly<Record<string, string>>;
  /** What another `dragoman` command says about this server, asked for with `--json`. */
  ask(...words: string[]): Promise<unknown>;
  /** Everything printed so far, on both streams: its words and its log. */
  printed(): string;
  /** Ids of its agents by developer name. */
  agents(): Promise<Readonly<Record<string, string>>>;
  /** An access token of the project's app. */
  token(): Promise<string>;
  stop(): Promise<void>;
  /** Kill the process: it gets no chance to finish anything. */
  kill(): Promise<void>;
}

const command = resolve(import.meta.dirname, "../../bin/dragoman.js");

/** Start `dragoman start <project>`; resolves once it has said where it is. Without a `model` the matcher answers. */
export async function startCommand(options: {
  readonly project: string;
  readonly data: string;
  readonly model?: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<StartedServer> {
  const env = { DRAGOMAN_DATA: options.data, DRAGOMAN_MODEL: options.model ?? "matcher", ...options.env };
  const child = spawn(process.execPath, [command, "start", options.project], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const closed = new Promise<void>((done) => child.on("close", () => done()));
  const origin = await new Promise<string>((found, failed) => {
    const read = (text: string) => {
      printed += text;
      const origin = /My Domain URL\s+(http:\S+)/.exec(printed)?.[1];
      if (origin) found(origin);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", failed);
    child.on("close", (code) =>
      failed(new Error(`dragoman start ended with ${code} before it was ready:\n${printed}`)),
    );
  });
  const ask: StartedServer["ask"] = async (...words) => {
    const ran = await run([process.execPath, command, ...words, "--json"], { env });
    if (ran.code !== 0) throw new Error(`dragoman ${words.join(" ")} ended with ${ran.code}: ${ran.out}${ran.err}`);
    return JSON.parse(ran.out);
  };
  return {
    origin,
    pid: child.pid!,
    env,
    ask,
    printed: () => printed,
    async agents() {
      const listed = (await ask("agent", "list")) as { id: string; developerName: string }[];
      return Object.fromEntries(listed.map(({ id, developerName }) => [developerName, id]));
    },
    token: async () => ((await ask("token")) as { access_token: string }).access_token,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
