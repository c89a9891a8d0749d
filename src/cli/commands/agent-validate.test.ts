// `dragoman agent validate`: many files in one call, files that cannot be read, and what `--fix` does to them.
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baseScript } from "../../../test/fixtures/scripts/base.ts";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { call, folderWith } from "../../../test/support/command.ts";
import { agentFormat } from "./agent-format.ts";
import { agentValidate } from "./agent-validate.ts";

const sound = examples["01_greeter.agent"] ?? "";
const misspelt = baseScript({
  tools: "back: @utils.transition to @subagent.other\n    available when @variables.b == true",
});

describe("validate", () => {
  test("prints what a compiler should, and returns 1 when there is an error", async () => {
    const cwd = await folderWith({ "a.agent": sound, "more/b.agent": misspelt });
    const { out, code } = await call(agentValidate, cwd, ["."]);
    expect(out).toMatch(/^more\/b\.agent:\d+:\d+ error identifier-confusable-boolean /m);
    expect(out).toMatch(/\n {2}fix: Did you mean `True`\?\n/);
    expect(out).toMatch(/2 scripts checked: 1 error\n$/);
    expect(code).toBe(1);
  });

  test("gives each file with its problems under --json", async () => {
    const cwd = await folderWith({ "a.agent": sound, "b.agent": misspelt });
    const { out } = await call(agentValidate, cwd, ["a.agent", "b.agent"], {}, true);
    const [first, second] = JSON.parse(out);
    expect(first).toEqual({ file: "a.agent", problems: [] });
    expect(second).toMatchObject({
      file: "b.agent",
      problems: expect.arrayContaining([
        {
          code: "identifier-confusable-boolean",
          severity: "error",
          message: expect.any(String),
          line: expect.any(Number),
          column: expect.any(Number),
          endLine: expect.any(Number),
          endColumn: expect.any(Number),
          fix: "Did you mean `True`?",
        },
      ]),
    });
  });

  test("tells of a file that cannot be read, and goes on with the others", async () => {
    const latin = Buffer.from(`${sound}# caf`, "utf8");
    const cwd = await folderWith({ "a.agent": sound, "latin.agent": Buffer.concat([latin, Buffer.from([0xe9])]) });
    await mkdir(join(cwd, "folder.agent"));
    await symlink(join(cwd, "nowhere"), join(cwd, "lost.agent"));
    const { out, code } = await call(agentValidate, cwd, ["."], {}, true);
    const unreadable = (message: RegExp) => [
      expect.objectContaining({ code: "unreadable-file", severity: "error", message: expect.stringMatching(message) }),
    ];
    expect(JSON.parse(out)).toEqual([
      { file: "a.agent", problems: [] },
      { file: "folder.agent", problems: unreadable(/a folder/) },
      { file: "latin.agent", problems: unreadable(/not UTF-8/) },
      { file: "lost.agent", problems: unreadable(/not there/) },
    ]);
    expect(JSON.parse(out)[2].problems[0]).toMatchObject({ line: sound.split("\n").length, column: 6 });
    expect(code).toBe(1);
  });

  test("lets no control character of a script reach the terminal", async () => {
    const cwd = await folderWith({ "a.agent": `${sound}\nwhat: "\u001b[2J\u009b31m\u202eabc"\n` });
    const { out } = await call(agentValidate, cwd, ["a.agent"]);
    expect(out).toContain("␛[2J");
    for (const raw of ["\u001b", "\u009b", "\u202e"]) expect(out).not.toContain(raw);
  });

  test("of a path that leads nowhere, and of a folder without scripts, is misuse", async () => {
    const cwd = await folderWith({ "a.txt": "" });
    await expect(call(agentValidate, cwd, ["b.agent"])).rejects.toMatchObject({ exitCode: 2 });
    await expect(call(agentValidate, cwd, ["."])).rejects.toMatchObject({ exitCode: 2, message: /no \.agent file/ });
  });
});

describe("validate --fix", () => {
  test("cures the files, tells what it cured, and reports the rest", async () => {
    const hopeless = misspelt.replace("True", "true").concat("nonsense_block_without_neighbour:\n    x: 1\n");
    const cwd = await folderWith({ "a.agent": misspelt, "b.agent": hopeless });
    const { out, code } = await call(agentValidate, cwd, ["."], { fix: true });
    expect(out).toMatch(/^a\.agent:\d+:\d+ fixed identifier-confusable-boolean /m);
    expect(out).toMatch(/^b\.agent:\d+:\d+ error /m);
    expect(await readFile(join(cwd, "a.agent"), "utf8")).toBe(misspelt.replace("== true", "== True"));
    expect(code).toBe(1);
    const again = await call(agentValidate, cwd, ["a.agent"], { fix: true });
    expect(again.out).toMatch(/1 script checked, nothing fixed: no errors\n$/);
    expect(again.code).toBe(0);
  });

  test("names what it cured under --json, and leaves a sound script as it is", async () => {
    const cwd = await folderWith({ "a.agent": misspelt, "b.agent": sound });
    const { out } = await call(agentValidate, cwd, ["."], { fix: true }, true);
    expect(JSON.parse(out)).toMatchObject([
      {
        file: "a.agent",
        fixed: expect.arrayContaining([expect.objectContaining({ code: "identifier-confusable-boolean" })]),
      },
      { file: "b.agent", fixed: [], problems: [] },
    ]);
    expect(await readFile(join(cwd, "b.agent"), "utf8")).toBe(sound);
  });
});

test("format tells of a file that cannot be read, lays out the others, and returns 1", async () => {
  const cwd = await folderWith({
    "a.agent": sound.replace("system:", "system:   "),
    "b.agent": new Uint8Array([0xff]),
  });
  const { out, err, code } = await call(agentFormat, cwd, ["."]);
  expect(out).toBe("a.agent\n1 script formatted, 0 scripts left as it was\n");
  expect(err).toMatch(/^b\.agent:1:1 error unreadable-file /);
  expect(await readFile(join(cwd, "a.agent"), "utf8")).toBe(sound);
  expect(code).toBe(1);
});
