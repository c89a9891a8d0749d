// The embedded database: its folder, its one opener, and what it keeps when the process is killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { openStore, type Store } from "./open.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-embedded-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (data: string, onNotice: (sentence: string) => void = () => {}) => openStore({ data, pool: 1, onNotice });

describe("the embedded database", () => {
  test("makes its folder for its owner alone, says what it survives, and keeps its rows", async () => {
    const data = join(folder, "new/data");
    const notices: string[] = [];
    const first = await open(data, (sentence) => notices.push(sentence));
    await migrate(first.db);
    await addOrg(first, "00Dkept");
    expect(first.engine).toBe("embedded");
    expect(first.describe).toBe(`embedded PostgreSQL in ${join(data, "db")}`);
    expect(notices).toEqual([expect.stringMatching(/survives a crash .* not a power loss\. Set DATABASE_URL/)]);
    expect((await stat(data)).mode & 0o077).toBe(0);
    await first.close();
    expect(await readdir(data), "neither the lock nor the marker stays").toEqual(["db"]);

    const again = await open(data);
    expect(await migrate(again.db)).toEqual([]);
    expect(await orgs(again)).toEqual(["00Dkept"]);
    await again.close();
  });

  test("is refused to a second opener, even in the same process", async () => {
    const data = join(folder, "twice");
    const store = await open(data);
    await expect(open(data)).rejects.toThrow(`in use by process ${process.pid}`);
    await store.close();
  });

  test("a folder that a killed process left half-filled is begun again", async () => {
    const data = join(folder, "half");
    await mkdir(join(data, "db/base"), { recursive: true });
    await writeFile(join(data, "db/PG_VERSION"), "18");
    await writeFile(join(data, "db.unfinished"), "");
    const store = await open(data);
    expect(await migrate(store.db)).not.toEqual([]);
    await store.close();
    expect(await readdir(data)).toEqual(["db"]);
  });

  test("a folder that cannot be opened is left as it is, unlocked, and the error says what to do", async () => {
    const data = join(folder, "foreign");
    await mkdir(join(data, "db"), { recursive: true });
    await writeFile(join(data, "db/PG_VERSION"), "9.6");
    await expect(open(data)).rejects.toThrow(/cannot be opened: .* Restore a backup of the folder, or move it away/);
    expect(await readdir(data)).toEqual(["db"]);
    expect(await readFile(join(data, "db/PG_VERSION"), "utf8")).toBe("9.6");
  });

  test("in memory it needs no folder, and two of them know nothing of each other", async () => {
    const notices: string[] = [];
    const [one, other] = await Promise.all([open(":memory:", (sentence) => notices.push(sentence)), open(":memory:")]);
    for (const store of [one, other]) await migrate(store.db);
    await addOrg(one, "00Done");
    expect(await orgs(other)).toEqual([]);
    expect(notices).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  test("a row that was acknowledged is there after the process is killed", async () => {
    const data = join(folder, "killed");
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      const writer = spawn(process.execPath, ["--input-type=module", "--eval", endlessWriter, data], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const enough = acknowledged + 20 + Math.floor(Math.random() * 200);
      for await (const line of createInterface(writer.stdout)) {
        acknowledged = Number(line);
        if (acknowledged >= enough) writer.kill("SIGKILL"); // The loop goes on with what was said before the kill.
      }
      if (writer.signalCode === null) await once(writer, "exit");
    }
    const store = await open(data);
    const kept = (await store.db.selectFrom("audit").select("subject").orderBy("id").execute()).map(
      (row) => row.subject,
    );
    // One more row may have been written than was acknowledged, in each round.
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept).toEqual(kept.map((_, index) => String(index + 1)));
    await store.close();
  });
});

/** Writes rows numbered on from the last one in the folder, and prints each number once its row is committed. */
const endlessWriter = `
  import { migrate } from ${JSON.stringify(new URL("migrate.ts", import.meta.url).href)};
  import { openStore } from ${JSON.stringify(new URL("open.ts", import.meta.url).href)};
  const { db } = await openStore({ data: process.argv[1], pool: 1, onNotice: () => {} });
  await migrate(db);
  const { last } = await db.selectFrom("audit").select(({ fn }) => fn.countAll().as("last")).executeTakeFirstOrThrow();
  for (let n = last + 1; ; n++) {
    const row = { org_id: "00D", actor: "005", action: "wrote", subject: String(n), detail: JSON.stringify({ pad: "x".repeat(300) }) };
    await db.insertInto("audit").values(row).execute();
    console.log(n);
  }
`;

async function addOrg(store: Store, id: string): Promise<void> {
  await store.db.insertInto("org").values({ id, name: id }).execute();
}

async function orgs(store: Store): Promise<string[]> {
  return (await store.db.selectFrom("org").select("id").execute()).map((row) => row.id);
}
