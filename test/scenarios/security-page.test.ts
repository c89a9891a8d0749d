// docs/security.md is true: every test it names exists, and its table of habits is that of the code.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { quirks } from "../../src/identity/orgs/quirks.ts";

const root = resolve(import.meta.dirname, "../..");
const page = join(root, "docs/security.md");
const text = readFileSync(page, "utf8");

test("every promise of docs/security.md is held by a test that exists", () => {
  const promises = text.split("\n").filter((line) => /^\| .* \| `(?:src|test)\//.test(line));
  const named = promises.map((line) => /`([^`]+\.ts)`: (.*) \|$/.exec(line)?.slice(1) ?? [line, ""]);
  const gone = named.filter(([file = "", title = ""]) => {
    const path = join(root, file);
    return title === "" || !existsSync(path) || !readFileSync(path, "utf8").includes(title);
  });
  expect(gone).toEqual([]);
  expect(named.length).toBeGreaterThan(30);
});

test("every habit of the original stands in docs/security.md, with what strict does", () => {
  const rows = Object.entries(quirks).map(
    ([name, { sentence, strict }]) => `| \`${name}\` | ${sentence} | ${strict} |`,
  );
  const table = ["| Habit | In `compat` | In `strict` |", "| --- | --- | --- |", ...rows].join("\n");
  const whole = text.replace(/<!-- quirks -->.*<!-- \/quirks -->/s, `<!-- quirks -->\n${table}\n<!-- /quirks -->`);
  if (process.env.GENERATE === "1") writeFileSync(page, whole);
  expect(readFileSync(page, "utf8"), "run: GENERATE=1 npx vitest run test/scenarios/security-page").toBe(whole);
});
