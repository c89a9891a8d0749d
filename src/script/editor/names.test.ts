// Names: where each is defined, where it is mentioned, and what a rename changes and refuses.
import { describe, expect, test } from "vitest";
import { desk } from "../../../test/fixtures/scripts/desk.ts";
import { applyEdits } from "../edits.ts";
import { analyse } from "./analyse.ts";
import { foldingRanges } from "./folding.ts";
import { type DocumentSymbol, documentSymbols } from "./outline.ts";
import { rename } from "./rename.ts";
import { definition, references } from "./symbol.ts";

const analysis = analyse(desk);

/** The offset right behind some words. */
function behind(words: string, source = desk): number {
  const at = source.indexOf(words);
  if (at < 0) throw new Error(`The script does not say ${words}`);
  return at + words.length;
}

const lineAt = (offset: number) => desk.slice(0, offset).split("\n").length;
const linesOf = (words: string) => references(analysis, behind(words)).map(({ span }) => span.start.line);
const linesWith = (pattern: RegExp) => [...desk.matchAll(pattern)].map(({ index }) => lineAt(index));

describe("the script of these tests", () => {
  test("has no errors", () => {
    expect(analysis.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("definitions and references", () => {
  test.each([
    ["Hello {!@variables.gu", "guest: mutable string"],
    ["set @variables.ro", "room: mutable number"],
    ["run @actions.Find", "Find_Room:"],
    ["find: @actions.Find", "Find_Room:"],
    ["with gu", "guest: string"],
    ["with guest=..., be", "beds: number"],
    ["@outputs.ro", "room: number\n"],
    ["use {!@actions.fi", "find: @actions.Find_Room"],
    ["@subagent.ba", "back:"],
    ["@start_agent.fr", "front:"],
    ["@response_actions.cho", "choose: @response"],
    ["@response_formats.cho", "choices:\n"],
    ["note: @utils.setVariables\n                with gu", "guest: mutable string"],
  ])("`%s` leads to `%s`", (words, declaration) => {
    expect(definition(analysis, behind(words))?.span.start.offset).toBe(desk.indexOf(declaration));
  });

  test("a variable is found in code, in text, in quoted text and where the model sets it", () => {
    const [defined, ...mentioned] = linesOf("    gu");
    expect(defined).toEqual(linesWith(/guest: mutable/g)[0]);
    expect(mentioned).toEqual(linesWith(/@variables\.guest|with guest=\.\.\.$/gm));
  });

  test("an input, a variable and an output of one name are three things", () => {
    const [defined, ...mentioned] = linesOf("with gu");
    expect(defined).toEqual(linesWith(/guest: string/g)[0]);
    expect(mentioned).toEqual(linesWith(/with guest=@|with guest=\.\.\., beds/g));
    expect(linesOf("@outputs.ro")).toHaveLength(3);
  });

  test("words of the language lead nowhere", () => {
    expect(definition(analysis, behind("config"))).toBeUndefined();
    expect(references(analysis, behind("@utils.set"))).toEqual([]);
  });

  test("what can be known of a damaged script is known", () => {
    const damaged = desk.replace("if @variables.guest ==", "if @variables.guest =").replace("config:", "config");
    const known = analyse(damaged);
    expect(known.problems.some(({ severity }) => severity === "error")).toBe(true);
    expect(definition(known, behind("set @variables.ro", damaged))?.name).toBe("room");
    expect(known.references.length).toBe(analysis.references.length);
  });
});

describe("renaming", () => {
  const renamed = (words: string, name: string) => {
    const { edits, refusal } = rename(analysis, behind(words), name);
    if (!edits) throw new Error(refusal);
    return applyEdits(desk, edits);
  };

  test("a variable gets its name everywhere, in text and quoted text too, and its namesakes keep theirs", () => {
    const text = renamed("    gu", "visitor");
    expect(text).toContain("visitor: mutable string");
    expect(text).toContain('"Hello {!@variables.visitor}"');
    expect(text).toContain("| {!@variables.visitor} is in");
    expect(text).toContain("with guest=@variables.visitor");
    expect(text).toContain("guest: string");
    expect(text).not.toContain("@variables.guest");
  });

  test("a name in quoted text is found behind escapes", () => {
    const source = desk.replace('"Hello {!', '"Say \\"hello\\" to {!');
    const { edits = [] } = rename(analyse(source), behind("    guest", source), "visitor");
    expect(applyEdits(source, edits)).toContain('"Say \\"hello\\" to {!@variables.visitor}"');
  });

  test("a tool and the action behind it are renamed apart", () => {
    expect(renamed("use {!@actions.fi", "look")).toContain("look: @actions.Find_Room");
    const text = renamed("run @actions.Find", "Get_Room");
    expect(text).toContain("find: @actions.Get_Room");
    expect(text).toContain('target: "flow://Find_Room"');
  });

  test("a subagent, a response format and an input are renamed with all that leads to them", () => {
    expect(renamed("subagent ba", "office")).toContain("transition to @subagent.office");
    expect(renamed("@response_formats.cho", "list_of_rooms")).toContain("choose: @response_formats.list_of_rooms");
    expect(renamed("with guest=..., be", "sleepers")).toContain("with guest=..., sleepers=...");
  });

  test.each([
    ["    gu", "room", /taken/],
    ["    gu", "2nd", /cannot name/],
    ["    gu", "a-b", /cannot name/],
    ["    gu", "list", /something else|other problems/],
    ["subagent ba", "front", /taken/],
    ["citations_en", "x", /renamed/],
    ["config", "x", /renamed/],
  ])("`%s` cannot become `%s`", (words, name, reason) => {
    expect(rename(analysis, behind(words), name).refusal).toMatch(reason);
  });

  test("a name that would turn a mistake into a meaning is refused", () => {
    const source = desk.replace("Say goodbye to", "Say {!@variables.host} goodbye to");
    expect(rename(analyse(source), behind("    guest", source), "host").refusal).toMatch(/something else/);
  });
});

describe("the outline", () => {
  const paths = (symbols: readonly DocumentSymbol[], above = ""): string[] =>
    symbols.flatMap((symbol) => [`${above}${symbol.name}`, ...paths(symbol.children, `${above}${symbol.name}/`)]);

  test("has every block, and in it what has a name", () => {
    const found = paths(documentSymbols(analysis));
    expect(found.filter((path) => !path.includes("/"))).toEqual([
      "system",
      "config",
      "variables",
      "knowledge",
      "messaging",
      "front",
      "back",
    ]);
    expect(found).toEqual(
      expect.arrayContaining(["variables/guest", "front/Find_Room/beds", "front/find", "messaging/choices"]),
    );
  });

  test("the name of a symbol lies within its lines, and its children do", () => {
    const check = (symbol: DocumentSymbol): void => {
      expect(symbol.span.start.offset).toBeGreaterThanOrEqual(symbol.range.start.offset);
      expect(symbol.span.end.offset).toBeLessThanOrEqual(symbol.range.end.offset);
      for (const child of symbol.children) {
        expect(child.range.end.offset, child.name).toBeLessThanOrEqual(symbol.range.end.offset);
        check(child);
      }
    };
    documentSymbols(analysis).forEach(check);
  });
});

test("a line that holds deeper ones folds down to the last of them", () => {
  const line = (words: string) => lineAt(desk.indexOf(words));
  expect(foldingRanges(analysis)).toContainEqual({ from: line("variables:\n"), to: line("limit: number") });
  expect(foldingRanges(analysis)).toContainEqual({ from: line("start_agent front"), to: line("note: @utils") + 1 });
});
