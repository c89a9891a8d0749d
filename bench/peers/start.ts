// A peer's server in a process and a data folder of its own.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 60_000;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

export interface RunningPeer {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Start a server script. Resolves once it answers HTTP; throws when it ends or stays silent for a minute. */
export async function startPeer(server: string, modelUrl: string): Promise<RunningPeer> {
  const port = await freePort();
  const data = await mkdtemp(join(tmpdir(), "dragoman-peer-"));
  const { PATH, HOME } = process.env;
  const child = fork(server, {
    cwd: dirname(server),
    env: { PATH, HOME, NODE_ENV: "production", PORT: String(port), DATA: data, MODEL_URL: modelUrl },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGKILL");
    await exited;
    await rm(data, { recursive: true, force: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  const until = performance.now() + START_MS;
  while (performance.now() < until && child.exitCode === null) {
    const answered = await fetch(origin).then(
      (response) => response.text().then(() => true),
      () => false,
    );
    if (answered) return { origin, stop };
    await sleep(100);
  }
  const why = child.exitCode === null ? `did not answer within ${START_MS / 1000} s` : `ended with ${child.exitCode}`;
  await stop();
  throw new Error(`its server ${why}`);
}
