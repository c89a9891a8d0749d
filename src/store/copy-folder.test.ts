// Copying a folder that is written meanwhile.
import { appendFile, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../test/support/command.ts";
import { copyFolder } from "./copy-folder.ts";

test("a copy is the folder at the moment of the pause, whatever was written, made and removed before", async () => {
  const folder = await folderWith({
    "from/same": "same",
    "from/grows": "one",
    "from/goes": "gone",
    "from/a/b": "deep",
  });
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  const old = new Date(Date.now() - 60_000);
  await Promise.all(["same", "grows", "goes"].map((name) => utimes(join(from, name), old, old)));
  await copyFolder(from, to, async (work) => {
    await appendFile(join(from, "grows"), ", two");
    await writeFile(join(from, "comes"), "new");
    await mkdir(join(from, "empty"));
    await rm(join(from, "goes"));
    await work();
    await appendFile(join(from, "grows"), ", three");
  });
  expect((await readdir(to)).sort()).toEqual(["a", "comes", "empty", "grows", "same"]);
  const texts = ["same", "grows", "comes", "a/b"].map((name) => readFile(join(to, name), "utf8"));
  expect(await Promise.all(texts)).toEqual(["same", "one, two", "new", "deep"]);
});

test("a file that was written twice within the clock's grain is copied as it is at the end", async () => {
  const folder = await folderWith({ "from/file": "one" });
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  const now = new Date();
  await utimes(join(from, "file"), now, now);
  await copyFolder(from, to, async (work) => {
    await writeFile(join(from, "file"), "two");
    await utimes(join(from, "file"), now, now);
    await work();
  });
  expect(await readFile(join(to, "file"), "utf8")).toBe("two");
});
