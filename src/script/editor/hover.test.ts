// What is told of the word under the cursor.
import { expect, test } from "vitest";
import { desk } from "../../../test/fixtures/scripts/desk.ts";
import { analyse } from "./analyse.ts";
import { hover } from "./hover.ts";

const analysis = analyse(desk);
const told = (words: string) => hover(analysis, desk.indexOf(words) + words.length);

test("a variable shows its declaration and its description, wherever it is mentioned", () => {
  const expected = { code: 'guest: mutable string = ""', text: ["Who is here"] };
  for (const words of ["Hello {!@variables.gu", "    gu", "| {!@variables.gu"])
    expect(told(words), words).toMatchObject(expected);
});

test("an action shows its signature", () => {
  expect(told("run @actions.Find")).toMatchObject({
    code: "Find_Room(guest: string, beds: number = 1) -> room: number",
    text: ["Finds a free room"],
  });
});

test("a tool shows what it leads to, and the description the model reads", () => {
  expect(told("use {!@actions.fi")).toMatchObject({
    code: "find: @actions.Find_Room\nFind_Room(guest: string, beds: number = 1) -> room: number",
    text: ["Finds a free room"],
  });
  expect(told("    lea")).toMatchObject({
    code: "leave: @utils.transition to @subagent.back\nsubagent back",
    text: ["The back office"],
  });
});

test("an input and an output show their types", () => {
  expect(told("with gu")).toMatchObject({ code: "guest: string", text: ["For whom"] });
  expect(told("@outputs.ro")).toMatchObject({ code: "room: number", text: ["Its number"] });
});

test("a field shows its sentence, and what else the language knows of it", () => {
  expect(told("agent_ty")?.text[0]).toMatch(/kind of agent/);
  expect(told("outbound_route_ty")?.text).toContain("One of: `OmniChannelFlow`.");
  expect(told("    err")?.text ?? told("        err")?.text).toContain("Required.");
});

test("words of the language show what they mean", () => {
  expect(told("            el")?.text[0]).toMatch(/no condition before it held/);
  expect(told("        ru")?.text[0]).toMatch(/Runs an action/);
  expect(told("@utils.setVar")?.text[0]).toMatch(/Lets the model set/);
  expect(told("mutab")?.text[0]).toMatch(/variable that statements/);
  expect(told("@outp")?.text[0]).toMatch(/what the action gave/i);
});

test("text, comments and places outside the script show nothing", () => {
  expect(told("You wo")).toBeUndefined();
  expect(hover(analysis, -1)).toEqual(hover(analysis, 0));
  expect(hover(analysis, desk.length + 100)).toBeUndefined();
});
