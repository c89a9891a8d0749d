// A server under load in a process of its own: Dragoman with the benchmark's project, or the floor.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What a server says once it listens. */
export interface Served {
  readonly origin: string;
  readonly token: string;
  readonly agentId: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

export interface ServedChild {
  readonly target: Served;
  /** Resident memory in bytes, after a collection of garbage. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export async function serveChild(
  kind: "server" | "floor",
  env: Readonly<Record<string, string>>,
): Promise<ServedChild> {
  const file = join(import.meta.dirname, kind === "server" ? "serve.ts" : "floor.ts");
  const { PATH, HOME } = process.env;
  const child = fork(file, {
    execArgv: ["--expose-gc"],
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const died = exited.then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  died.catch(() => {});
  const [target] = (await Promise.race([once(child, "message"), died])) as [Served];
  return {
    target,
    memory: async () => {
      child.send("memory");
      const [bytes] = (await Promise.race([once(child, "message"), died])) as [number];
      return bytes;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** The child's side: say where to find it, and answer for its memory when asked. */
export function announce(served: Served): void {
  process.on("message", () => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage.rss());
  });
  process.send?.(served);
}
