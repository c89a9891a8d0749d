// Random edits of the example scripts: whatever an author does to a text, reading and laying it out come to an end.
import { expect, test } from "vitest";
import { formatScript } from "../../src/script/format.ts";
import { lex } from "../../src/script/lex.ts";
import { readScript } from "../../src/script/read.ts";
import { createReport } from "../../src/script/report.ts";
import { printTokens } from "../../src/script/token.ts";
import { examples } from "../fixtures/scripts/examples.ts";

/** How many edits are tried: `npm run test:edits` tries 100,000. */
const EDITS = Number(process.env.EDITS ?? 200);
const SEED = Number(process.env.SEED ?? 1);
/** A text that is read slower than this hangs, or soon would. */
const SLOWEST_MS = 3000;
/** Minutes the whole may take; 100,000 edits take about twenty on two busy cores. */
const PATIENCE = 90;

const scraps =
  "\"|'|{!|}|PIPE|[|(|)|\\\n|\n|\r\n|\r|\t|    | |#|- |-|->|...|@|:|=|if |else:|elif |set |run |with |to |\0|é|💥|%|not |True|None|//|```"
    .split("|")
    .map((scrap) => (scrap === "PIPE" ? "|" : scrap));

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: () => number, limit: number) => Math.floor(random() * limit);

/** What an author does by accident: puts something in, takes something away, moves, doubles or loses a line. */
const edits: readonly ((text: string, random: () => number) => string)[] = [
  (text, random) => replaced(text, below(random, text.length), 0, scraps[below(random, scraps.length)] ?? ""),
  (text, random) => replaced(text, below(random, text.length), below(random, 40), ""),
  (text, random) =>
    replaced(text, below(random, text.length), below(random, 4), scraps[below(random, scraps.length)] ?? ""),
  (text, random) => withLine(text, random, () => []),
  (text, random) => withLine(text, random, (line) => [line, line]),
  (text, random) => withLine(text, random, (line) => [line.trimStart()]),
  (text, random) => withLine(text, random, (line) => [" ".repeat(below(random, 6)) + line]),
  (text, random) => withLine(text, random, (line) => [line.slice(below(random, 6))]),
  (text, random) => text.slice(0, below(random, text.length)),
];

const replaced = (text: string, at: number, length: number, put: string) =>
  text.slice(0, at) + put + text.slice(at + length);

function withLine(text: string, random: () => number, change: (line: string) => readonly string[]): string {
  const lines = text.split("\n");
  const at = below(random, lines.length);
  return [...lines.slice(0, at), ...change(lines[at] ?? ""), ...lines.slice(at + 1)].join("\n");
}

const texts = Object.values(examples);

/** An example after one to four edits; the same for the same seed. */
function edited(seed: number): string {
  const random = randomFrom(seed);
  let text = texts[below(random, texts.length)] ?? "";
  for (let left = 1 + below(random, 4); left > 0; left -= 1)
    text = edits[below(random, edits.length)]?.(text, random) ?? text;
  return text;
}

test(`${EDITS} edited scripts from seed ${SEED} are read to an end, printed whole and laid out for good`, {
  timeout: PATIENCE * 60_000,
}, () => {
  let slowest = 0;
  for (let seed = SEED; seed < SEED + EDITS; seed += 1) {
    const source = edited(seed);
    const began = performance.now();
    const { agent, problems } = readScript(source);
    slowest = Math.max(slowest, performance.now() - began);
    const formatted = formatScript(source);
    const broken =
      (agent === undefined) !== problems.some(({ severity }) => severity === "error") ||
      printTokens(lex(source, createReport())) !== source ||
      formatScript(formatted) !== formatted;
    if (broken) expect.unreachable(`SEED=${seed} EDITS=1 shows it:\n${source}`);
  }
  expect(slowest).toBeLessThan(SLOWEST_MS);
  if (EDITS > 1000) console.log(`slowest of ${EDITS}: ${slowest.toFixed(0)} ms`);
});
