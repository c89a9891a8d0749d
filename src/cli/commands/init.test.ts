// `dragoman init` and `dragoman agent new`: what they make, what they leave alone, and what they refuse.
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readProject } from "../../project/read.ts";
import { templates } from "../../templates.ts";
import type { Command, Given } from "../command.ts";
import { createOutput } from "../output.ts";
import { agentNew } from "./agent-new.ts";
import { init } from "./init.ts";

const newFolder = () => mkdtemp(join(tmpdir(), "dragoman-init-"));

interface Call {
  readonly args?: readonly string[];
  readonly options?: Given["options"];
  readonly json?: boolean;
  /** What is typed at a terminal; without it there is none. */
  readonly typed?: string;
}

async function call(command: Command, cwd: string, { args = [], options = {}, json = false, typed }: Call = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  stdin.end(typed);
  const context = {
    output: createOutput(stdout, stderr, json),
    env: {},
    cwd,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stopped: async () => {},
    self: "dragoman",
  };
  const code = await command.run(context, { args, options });
  return { code, out: String(stdout.read() ?? "") };
}

test("a new folder becomes a project with the first template, and the next three commands are printed", async () => {
  const cwd = await newFolder();
  const { code, out } = await call(init, cwd, { args: ["tea-house"] });
  expect(code).toBe(0);
  expect(out).toContain("made tea-house/agents/Faq/Faq.agent");
  expect(out).toContain("dragoman agent run --script tea-house/conversations");
  expect(out).toContain("dragoman start tea-house --watch");
  expect(out).toContain("dragoman chat Faq");

  const { declared, agents, problems } = await readProject(join(cwd, "tea-house"), {});
  expect(problems).toEqual([]);
  expect(declared?.org.name).toBe("Tea House");
  expect(agents.map(({ developerName }) => developerName)).toEqual(["Faq"]);
});

test("the agent's name is that of its folder, its script and its conversation", async () => {
  const cwd = await newFolder();
  await call(init, cwd, { options: { template: "service-desk", name: "Help" } });
  expect(await readFile(join(cwd, "agents/Help/Help.agent"), "utf8")).toContain('developer_name: "Help"');
  const conversation = await readFile(join(cwd, "conversations/Help/verified.yaml"), "utf8");
  expect(conversation).toContain("\nagent: ../../agents/Help/Help.agent\n");
});

test("a link that leads nowhere is in the way, and is not followed", async () => {
  const cwd = await newFolder();
  await symlink(join(cwd, "elsewhere"), join(cwd, "dragoman.yaml"));
  await expect(call(init, cwd)).rejects.toMatchObject({
    code: "in_the_way",
    message: expect.stringContaining("dragoman.yaml"),
  });
  expect(await readdir(cwd)).toEqual(["dragoman.yaml"]);
});

test("what is in the way is named, and nothing is written", async () => {
  const cwd = await newFolder();
  await mkdir(join(cwd, "data"));
  await writeFile(join(cwd, "data/museum-articles.ts"), "mine");
  await writeFile(join(cwd, ".gitignore"), "mine too");
  await expect(call(init, cwd)).rejects.toMatchObject({
    code: "in_the_way",
    message: expect.stringContaining("already .gitignore, data/museum-articles.ts."),
  });
  expect((await readdir(cwd)).sort()).toEqual([".gitignore", "data"]);
  expect(await readFile(join(cwd, "data/museum-articles.ts"), "utf8")).toBe("mine");
});

test("a folder that is a project already is left alone", async () => {
  const cwd = await newFolder();
  await writeFile(join(cwd, "dragoman.yaml"), "");
  await expect(call(init, cwd)).rejects.toMatchObject({ code: "in_the_way" });
  expect(await readdir(cwd)).toEqual(["dragoman.yaml"]);
});

test("--list tells every template in a sentence and makes nothing", async () => {
  const cwd = await newFolder();
  const { out } = await call(init, cwd, { options: { list: true } });
  for (const { name, about } of templates) expect(out).toMatch(new RegExp(`${name} +${about}`));
  expect(await readdir(cwd)).toEqual([]);
});

test("every folder of templates/ is in the list", async () => {
  const folders = await readdir(new URL("../../../templates", import.meta.url));
  expect(templates.map(({ name }) => name).sort()).toEqual(folders.sort());
});

test("an unknown template is misuse, and the one that was meant is named", async () => {
  await expect(call(init, await newFolder(), { options: { template: "servicedesk" } })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("Did you mean service-desk?"),
  });
});

test("at a terminal the template is asked for, and an empty line takes the first", async () => {
  const [one, other] = [await newFolder(), await newFolder()];
  const { out } = await call(init, one, { typed: "router\n" });
  expect(out).toContain("Template (faq): ");
  expect(await readdir(join(one, "agents"))).toEqual(["Front_Desk"]);
  await call(init, other, { typed: "\n" });
  expect(await readdir(join(other, "agents"))).toEqual(["Faq"]);
});

test.for(["9lives", "two words", "two__lines", "ends_", "../up", "", "x".repeat(81)])(
  "%j cannot name an agent",
  async (name) => {
    const cwd = await newFolder();
    await expect(call(init, cwd, { options: { name } })).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(cwd)).toEqual([]);
  },
);

test("an agent is added to a project, and functions that are there already stay", async () => {
  const cwd = await newFolder();
  await call(init, cwd);
  const added = await call(agentNew, cwd, { args: ["Second"], json: true });
  expect(JSON.parse(added.out)).toEqual({
    folder: cwd,
    template: "faq",
    agent: "Second",
    files: ["agents/Second/Second.agent", "conversations/Second/known-and-unknown.yaml"],
  });
});

test("a function of the same name that does something else is in the way of a new agent", async () => {
  const cwd = await newFolder();
  await call(init, cwd);
  await writeFile(join(cwd, "actions/Find_Article.ts"), "export default () => ({});\n");
  await expect(call(agentNew, cwd, { args: ["Second"] })).rejects.toMatchObject({
    code: "in_the_way",
    message: expect.stringContaining("already actions/Find_Article.ts."),
  });
  expect(await readdir(join(cwd, "agents"))).toEqual(["Faq"]);
});

test("an agent is not made twice, nor outside a project", async () => {
  const cwd = await newFolder();
  await expect(call(agentNew, cwd, { args: ["Faq"] })).rejects.toMatchObject({ code: "no_project" });
  await call(init, cwd);
  await expect(call(agentNew, cwd, { args: ["Faq"] })).rejects.toMatchObject({ code: "in_the_way" });
});
