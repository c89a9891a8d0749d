// Starts the server as `npm start` does: a process of its own, on a free port and a data folder of its own.
import { spawn } from "node:child_process";
import { resolve } from "node:path";

export interface StartedServer {
  /** Where it listens, such as http://127.0.0.1:43210. */
  readonly origin: string;
  /** What another command needs in its environment to find this server. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything it printed until it was ready. */
  readonly printed: string;
  stop(): Promise<void>;
}

const command = resolve(import.meta.dirname, "../../bin/dragoman.js");

/** Start `dragoman start <project>`; resolves once it answers. Without a `model` the matcher is asked for by name. */
export async function startCommand(options: {
  readonly project: string;
  readonly data: string;
  readonly model?: string;
}): Promise<StartedServer> {
  const env = { DRAGOMAN_DATA: options.data, DRAGOMAN_MODEL: options.model ?? "matcher" };
  const child = spawn(process.execPath, [command, "start", options.project], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const closed = new Promise<void>((done) => child.on("close", () => done()));
  const origin = await new Promise<string>((found, failed) => {
    const read = (text: string) => {
      printed += text;
      const origin = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(printed)?.[0];
      if (origin) found(origin);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", failed);
    child.on("close", (code) =>
      failed(new Error(`dragoman start ended with ${code} before it was ready:\n${printed}`)),
    );
  });
  return {
    origin,
    env,
    printed,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}
