// What a command that runs beside the server asks for in order to read its database: a copy of the embedded one.
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { backupEndpoints } from "../contract/setup-backup.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { writeAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";

export interface BackupPorts {
  readonly db: Db;
  readonly keeps: "folder" | "memory" | "server";
  /** The data folder. */
  readonly data: string;
  readonly keyId: string;
  /** Copies the embedded database into a new folder; absent where there is none in a folder. */
  readonly copy: ((to: string) => Promise<void>) | undefined;
}

/** What the names of copies begin with. */
const PREFIX = "copy-";

/** Milliseconds after which the copy is told again: a client hangs up after five minutes of silence. */
const AGAIN_MS = 30_000;

export function operateBackup({ db, keeps, data, keyId, copy }: BackupPorts): Handlers<typeof backupEndpoints> {
  const standing = new Set<string>();

  /** Copies of a server that was killed: nobody else will take them away. */
  const removeLeft = async () => {
    const left = (await readdir(data)).filter((name) => name.startsWith(PREFIX) && !standing.has(name));
    await Promise.all(left.map((name) => rm(join(data, name), { recursive: true, force: true })));
  };

  return {
    copyDatabase: async function* ({ orgId, by }, { signal }) {
      await writeAudit(db, { orgId, ...by, action: "database.copy", subject: orgId });
      if (!copy) {
        yield { keeps, folder: null, keyId };
        return;
      }
      const name = `${PREFIX}${randomUUID()}`;
      const folder = join(data, name);
      standing.add(name);
      try {
        await removeLeft();
        await mkdir(folder, { mode: 0o700 });
        await copy(join(folder, "db"));
        while (!signal.aborted) {
          yield { keeps, folder, keyId };
          await pause(AGAIN_MS, undefined, { signal }).catch(() => {});
        }
      } finally {
        standing.delete(name);
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
