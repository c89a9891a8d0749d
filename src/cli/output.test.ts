// How results look on a terminal.
import { expect, test } from "vitest";
import { table } from "./output.ts";

test("a table has columns as wide as their widest cells", () => {
  expect(
    table([
      ["a", "bb", "c"],
      ["aaa", "", "cc"],
    ]),
  ).toEqual(["a    bb  c", "aaa      cc"]);
});

test("a stranger's word in a table forges no row and commands no terminal", () => {
  const [line, ...more] = table([["ada\u001b[2J\nroot@example.org\tok\u009b2J", "unknown_user"]]);
  expect(more).toEqual([]);
  expect(line).toBe("ada\\x1b[2J\\x0aroot@example.org\\x09ok\\x9b2J  unknown_user");
});
