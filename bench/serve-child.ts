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

export interface Memory {
  /** What the system counts, which includes what was once needed and kept for reuse. */
  readonly resident: number;
  /** What is reachable now: heap and buffers. */
  readonly live: number;
}

export interface ServedChild {
  readonly target: Served;
  /** Bytes, after a collection of garbage. */
  memory(): Promise<Memory>;
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
      const [memory] = (await Promise.race([once(child, "message"), died])) as [Memory];
      return memory;
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
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ resident: rss, live: heapUsed + external } satisfies Memory);
  });
  process.send?.(served);
}
