// `dragoman agent graph`: drawings on standard output and in files.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examples } from "../../../test/fixtures/scripts/examples.ts";
import { call, folderWith } from "../../../test/support/command.ts";
import { agentGraph } from "./agent-graph.ts";

const files = { "a.agent": examples["03_parcel_desk.agent"] ?? "", "broken.agent": "config:\n" };

test("a drawing is printed, or written with --out", async () => {
  const cwd = await folderWith(files);
  const printed = await call(agentGraph, cwd, ["a.agent"], { format: "svg" });
  const written = await call(agentGraph, cwd, ["a.agent"], { format: "svg", out: "a.svg" });
  expect(printed.out).toMatch(/^<svg xmlns[\s\S]*<title id="graph-title">Parcel Desk<\/title>[\s\S]*<\/svg>\n$/);
  expect(await readFile(join(cwd, "a.svg"), "utf8")).toBe(printed.out);
  expect(written).toMatchObject({ out: "4 places and 6 ways drawn in a.svg\n", code: 0 });
});

test("the graph is data under --json, whatever the format", async () => {
  const { out } = await call(agentGraph, await folderWith(files), ["a.agent"], { format: "svg" }, true);
  expect(JSON.parse(out).nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
    "start",
    "subagent",
    "subagent",
    "end",
  ]);
});

test("a script with errors returns 1, an unknown format and a file that is not there return 2", async () => {
  const cwd = await folderWith(files);
  await expect(call(agentGraph, cwd, ["broken.agent"])).rejects.toMatchObject({
    exitCode: 1,
    message: /agent validate/,
  });
  await expect(call(agentGraph, cwd, ["a.agent"], { format: "png" })).rejects.toMatchObject({
    exitCode: 2,
    message: "There is no format png: give mermaid, svg, or json",
  });
  await expect(call(agentGraph, cwd, ["b.agent"])).rejects.toMatchObject({ exitCode: 2 });
  await expect(call(agentGraph, cwd, ["a.agent"], { out: "no/such/folder/a.mmd" })).rejects.toMatchObject({
    exitCode: 1,
    message: /cannot be written/,
  });
});
