// The lock on a data folder: who is refused, what the refusal says, and when it is taken over.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { takeLock } from "./lock.ts";

/** A process that takes the lock at every path it is told on its standard input, and says how that went. */
const taker = `
  import { takeLock } from ${JSON.stringify(new URL("lock.ts", import.meta.url).href)};
  import { createInterface } from "node:readline";
  for await (const path of createInterface(process.stdin)) {
    console.log(await takeLock(path).then(() => "held", (error) => error.message));
  }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-lock-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the lock on a data folder", () => {
  test("while a process holds it, another is refused with a sentence that names the holder", async () => {
    const path = join(folder, "held");
    const holder = startTaker();
    expect(await holder.take(path)).toBe("held");
    const refusal = await takeLock(path).catch((error: Error) => error.message);
    expect(refusal).toContain(`in use by process ${holder.pid} since 20`);
    expect(refusal).toContain("DRAGOMAN_DATA");
    expect(refusal).toContain("DATABASE_URL");
  });

  test("the refusal says where the holder listens", async () => {
    const path = join(folder, "announced");
    const lock = await takeLock(path);
    await lock.announce("http://127.0.0.1:4080");
    expect(await startTaker().take(path)).toContain("listening at http://127.0.0.1:4080");
    await lock.release();
  });

  test("a process is refused what it holds itself", async () => {
    const path = join(folder, "own");
    const lock = await takeLock(path);
    await expect(takeLock(path)).rejects.toThrow(`in use by process ${process.pid}`);
    await lock.release();
  });

  test("a released lock is free, and nothing is left behind", async () => {
    const inside = await mkdtemp(join(folder, "released-"));
    for (let round = 0; round < 2; round++) {
      const lock = await takeLock(join(inside, "lock"));
      await lock.release();
    }
    expect(await readdir(inside)).toEqual([]);
  });

  test("the lock of a killed process is taken over", async () => {
    const path = await leaveDeadLock(join(folder, "killed"));
    const lock = await takeLock(path);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  // Windows does not tell when a process began.
  test.runIf(process.platform !== "win32")(
    "a process that merely has the number of a dead one keeps nothing",
    async () => {
      const path = join(folder, "reused");
      const dead = { pid: process.pid, started: "an earlier boot", host: hostname(), since: "2026-01-01", url: null };
      await writeFile(path, JSON.stringify(dead));
      await (await takeLock(path)).release();
    },
  );

  test("the lock of another machine stands, because nobody here can know", async () => {
    const path = join(folder, "elsewhere");
    await writeFile(
      path,
      JSON.stringify({ pid: 1, started: null, host: "elsewhere.example", since: "2026-01-01", url: null }),
    );
    await expect(takeLock(path)).rejects.toThrow("on the machine elsewhere.example");
  });

  test("a file that a power loss emptied keeps nobody out", async () => {
    const path = join(folder, "emptied");
    await writeFile(path, "");
    await (await takeLock(path)).release();
  });

  test("L2: of four processes that find the same dead holder, exactly one wins, every time", async () => {
    const dead = await leaveDeadLock(join(folder, "dead"));
    const racers = [startTaker(), startTaker(), startTaker(), startTaker()];
    for (let round = 0; round < 25; round++) {
      const path = join(folder, `race-${round}`);
      await copyFile(dead, path);
      if (round % 2) await copyFile(dead, `${path}.takeover`); // A taker was killed too, in the middle.
      const outcomes = await Promise.all(racers.map((racer) => racer.take(path)));
      expect(
        outcomes.filter((outcome) => outcome === "held"),
        outcomes.join("\n"),
      ).toHaveLength(1);
      expect(racers.map((racer) => racer.pid)).toContain(JSON.parse(await readFile(path, "utf8")).pid);
    }
  });
});

/** Leave the lock file of a process that was killed with signal 9. */
async function leaveDeadLock(path: string): Promise<string> {
  const holder = startTaker();
  expect(await holder.take(path)).toBe("held");
  await kill(holder.child);
  return path;
}

function startTaker() {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", taker], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => kill(child));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    pid: child.pid,
    take: async (path: string): Promise<string> => {
      child.stdin.write(`${path}\n`);
      return (await lines.next()).value ?? "the process ended";
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
