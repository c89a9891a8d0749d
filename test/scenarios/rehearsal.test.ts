// Authoring without a server, in real processes: a conversation played, a prompt shown, a script drawn and fixed.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { baseScript } from "../fixtures/scripts/base.ts";
import { folderWith } from "../support/command.ts";
import { run } from "../support/run.ts";

const root = resolve(import.meta.dirname, "../..");
const dragoman = (cwd: string, ...args: string[]) =>
  run([process.execPath, join(root, "bin/dragoman.js"), "agent", ...args], { cwd });
const fixtures = join(root, "test/fixtures");

test("conversations are played to the same bytes in every process, without colours where nobody sees them", async () => {
  const [once, again] = await Promise.all(
    [1, 2].map(() => dragoman(fixtures, "run", "--trace", "--script", "conversations")),
  );
  expect(once).toMatchObject({ code: 0, err: "" });
  expect(once?.out).toContain("3 conversations played: all as expected");
  expect(once?.out).not.toContain("\u001b");
  expect(again?.out).toBe(once?.out);
});

test("several conversations follow one --script, and several values one --set", async () => {
  const played = await dragoman(
    fixtures,
    ...["run", "scripts/02_clinic_router.agent", "--json"],
    ...["--script", "conversations/clinic.yaml", "conversations/clinic.yaml"],
  );
  expect(JSON.parse(played.out)).toHaveLength(1);
  const prompt = await dragoman(
    fixtures,
    ...["prompt", "scripts/02_clinic_router.agent", "--node", "booking", "--json"],
    ...["--set", "pet_name=Rex", "species=dog"],
  );
  expect(JSON.parse(prompt.out)).toMatchObject({ request: { instructions: /^Book a visit for Rex \(dog\)\./ } });
});

test("a call that cannot be understood returns 2 and says what to write", async () => {
  const cwd = await folderWith({ "talk.yaml": "turns: [{ usr: hi }]" });
  expect(await dragoman(cwd, "run")).toMatchObject({ code: 2, err: expect.stringContaining("--script") });
  const refused = await dragoman(cwd, "run", "--script", "talk.yaml", "--json");
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.out).error).toMatchObject({ message: /^talk\.yaml: turns\[0\]: .*Did you mean "user"\?/ });
});

test("a script is fixed where it lies, and then drawn", async () => {
  const wrong = baseScript({
    tools: "esc: @utils.transition to @subagent.other\n    available when @variables.b == true",
  });
  const cwd = await folderWith({ "a.agent": wrong });
  expect((await dragoman(cwd, "validate", "a.agent")).code).toBe(1);
  expect(await dragoman(cwd, "validate", "--fix", "a.agent")).toMatchObject({ code: 0 });
  expect(await readFile(join(cwd, "a.agent"), "utf8")).toContain("available when @variables.b == True");
  expect((await dragoman(cwd, "graph", "a.agent", "--format", "svg", "--out", "a.svg")).code).toBe(0);
  expect(await readFile(join(cwd, "a.svg"), "utf8")).toMatch(/^<svg /);
});
