// Writes what the audit trail says into the server's log, too, so that whoever collects logs has it without asking.
import { type AuditRow, lastAuditNumber, newAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";

/** How soon after a change its line stands in the log, in milliseconds. */
const EVERY_MS = 1_000;

/** Numbers behind the newest that may still be to come: those of transactions which end after later ones. */
const LATE = 200;

/**
 * Log each entry that is committed from now on, once, whichever server made it. A reading that fails is made up for by the
 * next one. `started` resolves once entries are followed; `stop` reads a last time.
 */
export function keepAuditLogged(
  db: Db,
  line: (entry: AuditRow & { readonly orgId: string }) => void,
): { readonly started: Promise<void>; stop(): Promise<void> } {
  let newest: number | undefined;
  let told: readonly number[] = [];
  const tell = async () => {
    const first = newest === undefined;
    newest ??= await lastAuditNumber(db);
    const entries = await newAudit(db, newest - LATE, told);
    // What is there at the start was told by whoever was here then.
    if (!first) for (const entry of entries) line(entry);
    newest = Math.max(newest, ...entries.map(({ number }) => number));
    told = [...told, ...entries.map(({ number }) => number)].filter((number) => number > newest! - LATE);
  };
  const quietly = () => tell().catch(() => {});
  const started = quietly();
  let current = started;
  const timer = setInterval(() => {
    current = current.then(quietly);
  }, EVERY_MS);
  timer.unref();
  return {
    started,
    stop: async () => {
      clearInterval(timer);
      current = current.then(quietly);
      await current;
    },
  };
}
