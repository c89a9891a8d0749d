// Scripts in their files.
import { chmod, link, lstat, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../test/support/command.ts";
import { readSource, writeSource } from "./source-file.ts";

test("a script is read as it is, its byte order mark and line ends included", async () => {
  const text = '\ufeffconfig:\r\n    role: "Käse"\r\n';
  const file = join(await folderWith({ "a.agent": text }), "a.agent");
  expect(await readSource(file)).toEqual({ text });
  expect(await writeSource(file, text)).toBeUndefined();
  expect(await readFile(file, "utf8")).toBe(text);
});

test("bytes that are no UTF-8 are a problem at their place", async () => {
  const file = join(await folderWith({ "a.agent": new Uint8Array([0x61, 0x0a, 0x62, 0xe9, 0x63]) }), "a.agent");
  const { problem } = await readSource(file);
  expect(problem).toMatchObject({ code: "unreadable-file", span: { start: { offset: 3, line: 2, column: 2 } } });
});

test("a script is put in its place whole: what had it open still reads the old one, and links and permissions stay", async () => {
  const folder = await folderWith({ "a.agent": "old", "b.agent": "old" });
  const at = (name: string) => join(folder, name);
  await chmod(at("a.agent"), 0o640);
  await symlink("a.agent", at("link.agent"));
  await link(at("b.agent"), at("twin.agent"));
  const { ino } = await stat(at("a.agent"));
  expect(await writeSource(at("link.agent"), "new")).toBeUndefined();
  expect(await writeSource(at("b.agent"), "new")).toBeUndefined();

  const after = await stat(at("a.agent"));
  expect(after.ino).not.toBe(ino);
  expect(after.mode & 0o777).toBe(0o640);
  expect((await lstat(at("link.agent"))).isSymbolicLink()).toBe(true);
  for (const name of ["a.agent", "twin.agent"]) expect(await readFile(at(name), "utf8")).toBe("new");
  expect((await readdir(folder)).sort()).toEqual(["a.agent", "b.agent", "link.agent", "twin.agent"]);
});

test("a file that cannot be written is a problem, not an end", async () => {
  const folder = await folderWith({});
  expect(await writeSource(folder, "")).toMatchObject({
    code: "unwritable-file",
    message: "This is a folder, not a script",
  });
});
