// Processes by their ids: those that one began, how much memory one has, and how to hold them still.
import { readFile } from "node:fs/promises";

/** A process and every one that it began, as Linux tells. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const families = await Promise.all(
    text
      .split(" ")
      .filter(Boolean)
      .map((child) => familyOf(Number(child))),
  );
  return [pid, ...families.flat()];
}

/** Send each a signal; one that has ended meanwhile needs none. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Memory that a process holds, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
