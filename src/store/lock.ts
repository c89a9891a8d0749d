// One process at a time in a data folder: a lock file that names its holder and outlives nobody.
//   L1. A lock file appears whole, by `link`, or not at all.
//   L2. A lock is removed by its holder, or by whoever holds the lock beside it, `<path>.takeover`, and has read there
//       that the holder is dead. So two processes that find the same dead holder cannot both win.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** What a lock file says, as JSON. */
interface Holder {
  readonly pid: number;
  /** When the process began, in the words of its system; tells it from a later process of the same number. */
  readonly started: string | null;
  readonly host: string;
  readonly since: string;
  /** Where the server listens, once it does. */
  readonly url: string | null;
}

/** A lock that is held. */
export interface Lock {
  /** Write into the lock where the server listens. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Take the lock file at `path`. A lock whose process is gone is taken over.
 * Throws, in a sentence that names the holder, while another process, or this one, holds it.
 */
export async function takeLock(path: string): Promise<Lock> {
  const self: Holder = {
    pid: process.pid,
    started: await startOf(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
    url: null,
  };
  await acquire(path, self);
  return {
    announce: (url) => place(path, { ...self, url }, rename),
    release: () => rm(path, { force: true }),
  };
}

async function acquire(path: string, self: Holder): Promise<void> {
  if (await placed(path, self)) return;
  const found = await look(path);
  if (isHolder(found)) throw new Error(inUse(path, found));
  // A taker that is killed leaves a lock of its own, which the next taker finds dead in the same way, one step further.
  const takeover = `${path}.takeover`;
  await acquire(takeover, self);
  try {
    const now = await look(path);
    if (isHolder(now)) throw new Error(inUse(path, now));
    if (now === "dead") await rm(path);
    if (!(await placed(path, self))) throw new Error(inUse(path, await look(path)));
  } finally {
    await rm(takeover, { force: true });
  }
}

/** Make the file with all its content, or return false where there is one already. */
async function placed(path: string, holder: Holder): Promise<boolean> {
  try {
    await place(path, holder, link);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Write a draft and put it in its place: `link` keeps what is there, `rename` replaces it. */
async function place(path: string, holder: Holder, put: (from: string, to: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    await put(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The living holder of a lock file, or what else is there. A file that is no lock of ours counts as dead: by L1 only a
 * power loss leaves one.
 */
async function look(path: string): Promise<Holder | "dead" | "none"> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return "none";
  const holder = parse(text);
  return isHolder(holder) && (await isAlive(holder)) ? holder : "dead";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  const { pid, host } = (value ?? {}) as Partial<Holder>;
  return Number.isInteger(pid) && typeof host === "string";
}

/** Whether a holder still runs. Of another machine it cannot be known, so its lock stands. */
async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // It runs, as another user.
  }
  const started = await startOf(holder.pid);
  return !started || !holder.started || started === holder.started;
}

/**
 * When a process began: on Linux the boot and the clock tick (proc(5), field 22 of stat), on macOS the time that `ps`
 * knows, elsewhere null, and a number that is in use again then counts as the old process.
 */
async function startOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === "linux") {
      const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // Field 2, the name, may hold spaces.
      return `${boot.trim()} ${fields[19]}`;
    }
    if (process.platform === "darwin") {
      return (await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)])).stdout.trim() || null;
    }
  } catch {
    // Not readable here, as in a container that hides /proc.
  }
  return null;
}

function inUse(path: string, holder: Awaited<ReturnType<typeof look>>): string {
  const folder = dirname(path);
  if (!isHolder(holder)) return `The data folder ${folder} is being opened by another process. Try again in a moment.`;
  const where = holder.host === hostname() ? "" : ` on the machine ${holder.host}`;
  const listening = holder.url ? `, listening at ${holder.url}` : "";
  return (
    `The data folder ${folder} is in use by process ${holder.pid}${where} since ${holder.since}${listening}. ` +
    `Stop that process, choose another folder with DRAGOMAN_DATA, or set DATABASE_URL to share one database. ` +
    `If no such server runs any more, delete ${path}.`
  );
}
