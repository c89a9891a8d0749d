// Finds the agents of a project: `agents/<Name>/<Name>.agent`, and authoring bundles wherever they lie.
import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import type { FileProblem } from "../contract/setup.ts";
import { fileProblem } from "./problem.ts";

/** A script as it lies in the folder. */
export interface AgentFile {
  /** Name of the folder and of the file. */
  readonly developerName: string;
  /** Path from the project's folder, with slashes. */
  readonly file: string;
  readonly source: string;
}

/** The folder that holds one agent each, in our layout and in the vendor's (agent-script spec §8.1). */
const layouts = [
  { parent: "agents", anywhere: false, bundle: false },
  { parent: "aiAuthoringBundles", anywhere: true, bundle: true },
] as const;

const KEEP_ONE = "Keep one of the two";

/** Read every agent of a project folder, by developer name. A folder without any is fine. */
export async function readAgents(folder: string): Promise<{ agents: AgentFile[]; problems: FileProblem[] }> {
  const agents = new Map<string, AgentFile>();
  const problems: FileProblem[] = [];
  for await (const { layout, children } of walk(folder)) {
    if (!layout) continue;
    for (const path of children) {
      const found = await readAgent(folder, path, layout.bundle);
      if (!found) continue;
      const twin = "problem" in found ? undefined : agents.get(found.developerName);
      if ("problem" in found) problems.push(found.problem);
      else if (twin)
        problems.push(fileProblem(found.file, "duplicate-agent", `${twin.file} has the same name`, KEEP_ONE));
      else agents.set(found.developerName, found);
    }
  }
  return { agents: [...agents.values()].sort((a, b) => (a.developerName < b.developerName ? -1 : 1)), problems };
}

/** A folder of a project: with a layout, each of its children should be an agent; without, more of the project. */
export interface Visited {
  readonly folder: string;
  readonly layout?: (typeof layouts)[number];
  readonly children: readonly string[];
}

/** Every folder that may hold agents, or folders of agents. Dot folders, node_modules and links are not entered. */
export async function* walk(root: string): AsyncGenerator<Visited> {
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const here = folder;
    const layout = layouts.find((known) =>
      known.anywhere ? basename(here) === known.parent : here === join(root, known.parent),
    );
    const children = await foldersIn(here);
    if (!layout) waiting.push(...children);
    yield { folder: here, ...(layout && { layout }), children };
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unlessMissing([]));
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function readAgent(
  root: string,
  path: string,
  bundle: boolean,
): Promise<AgentFile | { problem: FileProblem } | undefined> {
  const developerName = basename(path);
  const shown = (name: string) => relative(root, join(path, name)).split(sep).join("/");
  const meta = bundle ? await readText(join(path, `${developerName}.bundle-meta.xml`)) : undefined;
  if (meta !== undefined && isSnapshot(meta, developerName)) return undefined;

  const file = shown(`${developerName}.agent`);
  const source = await readText(join(path, `${developerName}.agent`));
  if (source === undefined) {
    const other = (await readdir(path)).find((name) => name.endsWith(".agent"));
    if (!other && meta === undefined) return undefined;
    const fix = other
      ? `Rename ${other} to ${developerName}.agent`
      : `Add ${developerName}.agent, or remove the folder`;
    const message = `The folder ${developerName} has no ${developerName}.agent`;
    return { problem: fileProblem(other ? shown(other) : file, "agent-file-name", message, fix) };
  }
  if (bundle && meta === undefined) {
    const message = `The bundle has no ${developerName}.bundle-meta.xml`;
    return {
      problem: fileProblem(file, "bundle-meta-missing", message, "Retrieve the bundle again, or move it to agents/"),
    };
  }
  if (meta !== undefined && !/<bundleType>\s*AGENT\s*<\/bundleType>/.test(meta)) {
    const message = "The bundle's bundleType is not AGENT";
    return { problem: fileProblem(shown(`${developerName}.bundle-meta.xml`), "bundle-type", message) };
  }
  return { developerName, file, source };
}

/** A published version kept beside its agent: `My_Agent_2` with `<target>My_Agent.v2</target>`. */
function isSnapshot(meta: string, folder: string): boolean {
  const agent = /^(.+)_\d+$/.exec(folder)?.[1];
  const target = /<target>\s*([^<\s]+)\.v\d+\s*<\/target>/.exec(meta)?.[1];
  return agent !== undefined && agent === target;
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(unlessMissing(undefined));
}

const unlessMissing =
  <T>(fallback: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return fallback;
    throw error;
  };
