// What holds at every place of every example, whole or cut off anywhere.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { desk } from "../../../test/fixtures/scripts/desk.ts";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { applyEdits } from "../edits.ts";
import { analyse } from "./analyse.ts";
import { codeActions, fixAll } from "./code-actions.ts";
import { complete } from "./complete.ts";
import { foldingRanges } from "./folding.ts";
import { hover } from "./hover.ts";
import { documentSymbols } from "./outline.ts";
import { rename, renameable } from "./rename.ts";
import { definition, isSame, references } from "./symbol.ts";

const scripts = Object.entries({ ...examples, desk, "desk with CRLF": desk.replaceAll("\n", "\r\n") });
const anyScript = fc.constantFrom(...scripts.map(([, source]) => source));
/** Anything from the start of a script to its end, as a share of its length. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

test("no place of a script that is cut off anywhere, or damaged anywhere, brings a feature down", () => {
  const damage = fc.constantFrom(
    "",
    "@",
    "@variables.",
    "with ",
    "\n    ",
    "|",
    '"',
    "{!",
    "\t",
    ":",
    "\r",
    "\r\n",
    "😀",
  );
  fc.assert(
    fc.property(anyScript, share, damage, share, (source, cut, put, at) => {
      const text = source.slice(0, Math.floor(cut * source.length)) + put;
      const analysis = analyse(text);
      for (const offset of [Math.floor(at * text.length), text.length, text.length - 1]) {
        const { from } = complete(analysis, offset);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(from).toBeLessThanOrEqual(Math.max(offset, 0));
        hover(analysis, offset);
        definition(analysis, offset);
        references(analysis, offset);
        codeActions(analysis, offset, offset);
      }
      documentSymbols(analysis);
      foldingRanges(analysis);
    }),
    { numRuns: 300 },
  );
});

test("arbitrary text brings no feature down", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: -5, max: 70 }), (text, offset) => {
      const analysis = analyse(text);
      complete(analysis, offset);
      hover(analysis, offset);
      rename(analysis, offset, "x");
      fixAll(analysis);
      documentSymbols(analysis);
    }),
    { numRuns: 300 },
  );
});

describe.each(scripts)("%s", (_, source) => {
  const analysis = analyse(source);

  test("every mention is spelt as the name it stands for, and leads to a definition", () => {
    for (const mention of [...analysis.definitions, ...analysis.references]) {
      expect(source.slice(mention.span.start.offset, mention.span.end.offset)).toBe(mention.name);
      expect(
        analysis.definitions.some((definition) => isSame(definition, mention)),
        mention.name,
      ).toBe(true);
    }
  });

  test("every reference to a name of the author's is found", () => {
    const found = new Set(analysis.references.map(({ span }) => span.start.offset));
    const own = /@(?:variables|actions|outputs|subagent|topic|start_agent|connected_subagent|response_\w+)\.(?=\w)/g;
    const missed = [...source.matchAll(own)].filter(({ 0: text, index }) => !found.has(index + text.length));
    expect(missed.map(({ index }) => source.slice(index, index + 40))).toEqual([]);
  });

  test("what is offered behind `@namespace.` has the name that stands there", () => {
    for (const { name, span } of analysis.references) {
      if (source[span.start.offset - 1] !== ".") continue;
      const { items } = complete(analysis, span.start.offset);
      expect(
        items.map(({ label }) => label),
        `line ${span.start.line}`,
      ).toContain(name);
    }
  });

  test("what is offered where a key stands is that key, once the line is emptied", () => {
    const line = source.split("\n").findIndex((text) => /^ +description:/.test(text));
    if (line < 0) return;
    const lines = source.split("\n");
    const indent = /^ */.exec(lines[line] ?? "")?.[0] ?? "";
    const before = `${lines.slice(0, line).join("\n")}\n${indent}`;
    const text = `${before}\n${lines.slice(line + 1).join("\n")}`;
    expect(complete(analyse(text), before.length).items.map(({ label }) => label)).toContain("description");
  });

  test("renamed and renamed back, a script is what it was; in between it has the same problems", () => {
    const codes = (text: string) => analyse(text).problems.map(({ code }) => code);
    const before = codes(source);
    for (const { name, span } of analysis.definitions) {
      const offset = span.start.offset;
      if (!renameable(analysis, offset)) continue;
      const there = rename(analysis, offset, "Renamed1");
      if (!there.edits) throw new Error(`${name}: ${there.refusal}`);
      const text = applyEdits(source, there.edits);
      expect(text).not.toBe(source);
      expect(codes(text)).toEqual(before);
      const renamed = analyse(text);
      const place = renamed.definitions.find((definition) => definition.name === "Renamed1");
      const back = rename(renamed, place?.span.start.offset ?? -1, name);
      if (!back.edits) throw new Error(`${name}, back: ${back.refusal}`);
      expect(applyEdits(text, back.edits)).toBe(source);
    }
  });
});
