// The ground plan holds: every import of `src/` is one that `src/plan.ts` allows, and no two files wait for each other.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { plan, type Room } from "../src/plan.ts";

const src = resolve(import.meta.dirname, "../src");
const rooms = plan as Record<string, Room>;

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => file.split(sep).join("/"));

/** The modules a file imports, as written. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), "utf8");
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\s[^"'=]*?\bfrom\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

const roomOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file);
const inside = (file: string, specifier: string) =>
  relative(src, resolve(src, dirname(file), specifier))
    .split(sep)
    .join("/");

const graph = new Map(
  files.map((file) => [
    file,
    importsOf(file)
      .filter((specifier) => specifier.startsWith(".") && !specifier.endsWith("/package.json"))
      .map((specifier) => inside(file, specifier)),
  ]),
);

describe("the ground plan", () => {
  test("every file stands in a room of the plan", () => {
    const homeless = files.filter((file) => file !== "plan.ts" && !(roomOf(file) in rooms));
    expect(homeless, "add the room to src/plan.ts with a sentence of its own, or move the file").toEqual([]);
  });

  test("a room imports only the rooms the plan allows it", () => {
    const trespasses = [...graph].flatMap(([file, targets]) =>
      targets
        .filter((target) => roomOf(target) !== roomOf(file) && !rooms[roomOf(file)]?.mayImport.includes(roomOf(target)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(trespasses, "move the type down, or pass the value in").toEqual([]);
  });

  test("the plan opens no way that nobody takes", () => {
    const taken = new Set(
      [...graph].flatMap(([file, targets]) => targets.map((to) => `${roomOf(file)} → ${roomOf(to)}`)),
    );
    const open = Object.entries(rooms).flatMap(([name, { mayImport }]) => mayImport.map((to) => `${name} → ${to}`));
    expect(open.filter((way) => !taken.has(way))).toEqual([]);
  });

  test("no file waits for itself through others", () => {
    expect(firstCycle(graph), "move the type down, or pass the value in").toBeUndefined();
  });

  test("a pure room imports no package and nothing of Node", () => {
    const impure = files
      .filter((file) => rooms[roomOf(file)]?.pure)
      .flatMap((file) =>
        importsOf(file)
          .filter((specifier) => !specifier.startsWith("."))
          .map((specifier) => `${file} imports ${specifier}`),
      );
    expect(impure).toEqual([]);
  });

  test("the product never imports its tests", () => {
    const outside = [...graph].flatMap(([file, targets]) =>
      targets
        .filter((target) => target.startsWith("..") || target.includes(".test."))
        .map((target) => `${file} imports ${target}`),
    );
    expect(outside).toEqual([]);
  });

  test("every file begins with the sentence that says what it is for", () => {
    const silent = files.filter((file) => !/^(#!.*\n)?(\/\/ |\/\*\*)/.test(readFileSync(join(src, file), "utf8")));
    expect(silent).toEqual([]);
  });
});

function firstCycle(edges: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" → ");
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const found = walk(next, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return undefined;
}
