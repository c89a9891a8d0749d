// The documents are true: their commands run against a server, their scripts pass the checks, their links lead somewhere.
//
// Conventions: a block marked ```sh run is run by bash in a folder that looks like the checkout; a ```text output block
// after it lists lines that must appear in that order, where … stands for anything. An ```agent block is checked; with a
// path after the word it is also saved there, for the commands that follow, and so is a ```yaml block.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { oauthProblems } from "../../src/contract/identity.ts";
import { type ProblemCode, problemOf, problems } from "../../src/contract/problems.ts";
import { readScript } from "../../src/script/read.ts";
import { converse, textOf } from "../support/conversation.ts";
import { type Block, blocksOf, linksOf } from "../support/markdown.ts";
import { run } from "../support/run.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const root = resolve(import.meta.dirname, "../..");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.startsWith("generated"))
    .map((file) => join("docs", file)),
];
const blocks = (document: string) => blocksOf(join(root, document));

describe.each(documents)("%s", (document) => {
  test("links to files that exist", () => {
    const broken = linksOf(join(root, document)).filter((link) => !existsSync(resolve(root, dirname(document), link)));
    expect(broken).toEqual([]);
  });

  const scripts = blocks(document).filter((block) => block.language === "agent");
  test.for(scripts)("the script in line $line has no error and no warning", ({ text }) => {
    const { problems } = readScript(text);
    expect(problems.filter((problem) => problem.severity !== "info")).toEqual([]);
  });
});

describe("troubleshooting", () => {
  const text = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");

  /** A refusal as a reader of the page looks for it: what it is called, and words of its sentence. */
  type Refusal = readonly [name: string, words: string];
  const rowsOf = (pattern: RegExp): Refusal[] => [...text.matchAll(pattern)].map(([, name, words]) => [name!, words!]);

  function expectSame(rows: readonly Refusal[], refusals: readonly Refusal[]) {
    const describes = (row: Refusal, refusal: Refusal) => row[0] === refusal[0] && refusal[1].includes(row[1]);
    expect(rows.filter((row) => !refusals.some((refusal) => describes(row, refusal)))).toEqual([]);
    expect(refusals.filter((refusal) => !rows.some((row) => describes(row, refusal)))).toEqual([]);
  }

  test("has a row for every refusal of the Agent API, and no other", () => {
    // `bad_request` has no sentence of its own.
    const codes = (Object.keys(problems) as ProblemCode[]).filter((code) => code !== "bad_request");
    expectSame(
      rowsOf(/^\| (\d{3}) \| `([^`]+)`/gm),
      codes.map(problemOf).map(({ status, message }) => [String(status), message("", "", "")]),
    );
  });

  test("has a row for every refusal of the token endpoint, and no other", () => {
    // `request_malformed` has no sentence of its own.
    const { request_malformed: _, ...refusals } = oauthProblems;
    expectSame(
      rowsOf(/^\| `(\w+)` \/ `([^`]+)`/gm),
      Object.values(refusals).map(({ error, description }) => [error, description("")]),
    );
  });
});

const runnable = documents.filter((document) => blocks(document).some(isRunnable));

describe.each(runnable)("the commands of %s", (document) => {
  const folder = mkdtempSync(join(tmpdir(), "dragoman-docs-"));
  let server: StartedServer;

  beforeAll(async () => {
    layOut(folder);
    server = await startCommand({ project: join(root, "examples"), data: join(folder, ".dragoman") });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const all = blocks(document);
  for (const [at, block] of all.entries()) {
    if (isFile(block)) {
      test(`line ${block.line}: it is saved as ${block.note}`, () => {
        save(join(folder, block.note), block.text);
      });
    }
    if (!isRunnable(block)) continue;
    test(`line ${block.line}: the commands succeed${expectedAfter(all, at) ? " and print what the page shows" : ""}`, async () => {
      const ran = await run(["bash", "-c", `set -euo pipefail\n${block.text}`], { cwd: folder, env: server.env });
      expect(ran, ran.err).toMatchObject({ code: 0 });
      expect(linesMissing(ran.out, expectedAfter(all, at) ?? [])).toEqual([]);
    });
  }
});

test("the agent of the quickstart recommends a tea", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dragoman-tea-"));
  layOut(folder);
  for (const block of blocks("docs/quickstart.md")) {
    if (isFile(block)) save(join(folder, block.note), block.text);
    if (isRunnable(block)) await run(["bash", "-c", block.text], { cwd: folder });
  }

  const server = await startCommand({ project: join(folder, "my-project"), data: join(folder, "data") });
  try {
    const conversation = await converse(server, (await server.agents()).Tea_House!);
    expect(conversation.greeting).toBe("Welcome to the tea house.");
    expect(textOf(await conversation.say("Which tea should I drink?"))).toMatch(/when/);
    expect(textOf(await conversation.say("in the evening"))).toMatch(/Today we recommend Rooibos/);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

function isRunnable(block: Block): boolean {
  return block.language === "sh" && block.note === "run";
}

const isFile = (block: Block) => /^(agent|yaml)$/.test(block.language) && block.note !== "";

function expectedAfter(all: readonly Block[], at: number): string[] | undefined {
  const next = all[at + 1];
  return next?.language === "text" && next.note === "output" ? next.text.trimEnd().split("\n") : undefined;
}

/** A folder that looks like the checkout to `npm run` and to the samples' paths, so that no command touches the real one. */
function layOut(folder: string): void {
  const scripts = { dragoman: `node ${join(root, "bin/dragoman.js")}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", scripts }));
  symlinkSync(join(root, "examples"), join(folder, "examples"));
}

function save(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The expected lines that the output does not have, each looked for below the one before. */
function linesMissing(output: string, expected: readonly string[]): string[] {
  const printed = output.split("\n");
  return expected.filter((line) => {
    const pattern = new RegExp(`^${line.split("…").map(literally).join(".*")}$`);
    const found = printed.findIndex((text) => pattern.test(text));
    printed.splice(0, found + 1);
    return found < 0;
  });
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
