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
  /** Milliseconds of processor time the process has used so far, on all its threads. */
  cpuMs(): Promise<number>;
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
  const ask = async (question: keyof typeof answers) => {
    child.send(question);
    const [answer] = await Promise.race([once(child, "message"), died]);
    return answer as unknown;
  };
  return {
    target,
    memory: async () => (await ask("memory")) as Memory,
    cpuMs: async () => (await ask("cpuMs")) as number,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** What a child may be asked for. */
const answers = {
  memory: (): Memory => {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { resident: rss, live: heapUsed + external };
  },
  cpuMs: (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** The child's side: say where to find it, and answer for its memory and its time when asked. */
export function announce(served: Served): void {
  process.on("message", (question: keyof typeof answers) => process.send?.(answers[question]()));
  process.send?.(served);
}
