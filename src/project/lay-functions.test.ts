// The functions of a template in a project folder: what is written, and what is left as it is.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openActions } from "../actions/open.ts";
import { templateNamed } from "../agents/templates.ts";
import { layFunctions } from "./lay-functions.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lay-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nothing = { files: [], problem: null };
const endpoint = { url: "https://flows.example.test/" };
const actionsOf = (endpoints = {}) =>
  openActions({ folder, endpoints: () => endpoints, allowPrivate: [], timeoutMs: 1_000 });
const lay = async (endpoints = {}) => layFunctions(folder, (await templateNamed("faq")).files, actionsOf(endpoints));

test("a template's functions come with the data they read, and its target leads there", async () => {
  expect(await lay()).toEqual({ files: ["data/museum-articles.ts", "actions/Find_Article.ts"], problem: null });
  expect(actionsOf().resolve("flow://Find_Article")).toEqual({ resolved: true, to: "actions/Find_Article.ts" });
});

test("what is there already serves a second agent, and is not written again", async () => {
  await lay();
  expect(await lay()).toEqual(nothing);
});

test("where a file of another text is in the way, nothing is written, and it is named", async () => {
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data/museum-articles.ts"), "export const mine = true;\n");
  expect(await lay()).toEqual({
    files: [],
    problem: expect.stringMatching(/^data\/museum-articles\.ts .*Move it away/),
  });
  expect(await readdir(folder)).toEqual(["data"]);
  expect(await readFile(join(folder, "data/museum-articles.ts"), "utf8")).toBe("export const mine = true;\n");
});

test("a target that dragoman.yaml leads elsewhere stays there, by name or by pattern", async () => {
  expect(await lay({ "flow://Find_Article": endpoint })).toEqual(nothing);
  expect(await lay({ "flow://*": endpoint })).toEqual(nothing);
  expect(await readdir(folder)).toEqual([]);
});

test("a folder that is a link leads nothing out of the project", async () => {
  const outside = await mkdtemp(join(tmpdir(), "outside-"));
  await symlink(outside, join(folder, "actions"));
  expect(await lay()).toEqual({ files: [], problem: expect.stringMatching(/^actions of your project folder/) });
  expect(await readdir(outside)).toEqual([]);
  await rm(outside, { recursive: true });
});

test("a link that leads nowhere is in the way, too", async () => {
  await mkdir(join(folder, "actions"));
  await symlink(join(folder, "gone.ts"), join(folder, "actions/Find_Article.ts"));
  expect(await lay()).toMatchObject({ files: [], problem: expect.stringContaining("ENOENT") });
  expect(await readdir(folder, { recursive: true })).toEqual(["actions", "actions/Find_Article.ts"]);
});

test("several agents of one template, made at once, have its files once and whole", async () => {
  const { files } = await templateNamed("router");
  const made = await Promise.all(Array.from({ length: 8 }, () => layFunctions(folder, files, actionsOf())));
  expect(made.map(({ problem }) => problem)).toEqual(made.map(() => null));
  expect(made.flatMap((each) => each.files).sort()).toEqual(files.map(({ path }) => path).sort());
  for (const { path, text } of files) expect(await readFile(join(folder, path), "utf8")).toBe(text);
});
