// A project folder as a value: what dragoman.yaml declares, the agents, and everything that is wrong with them.
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { FileProblem } from "../contract/setup.ts";
import { type AgentFile, readAgents } from "./agents.ts";
import { type Declarations, madeBy } from "./declarations.ts";
import { readProjectFile } from "./file.ts";
import { readMetadataApps } from "./metadata.ts";

export const PROJECT_FILE = "dragoman.yaml";

export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** Absent when dragoman.yaml cannot be used; `problems` says why. */
  readonly declared?: Declarations;
  readonly agents: readonly AgentFile[];
  /** False when a metadata file cannot be used: the app it belongs to is missing here, and is meant to stay. */
  readonly wholeApps: boolean;
  readonly problems: readonly FileProblem[];
}

/**
 * Read a project folder. What is wrong inside it is a problem of the result; a missing dragoman.yaml declares the
 * defaults.
 * @throws Error with a sentence when there is no such folder.
 */
export async function readProject(folder: string, env: Readonly<Record<string, string | undefined>>): Promise<Project> {
  const root = resolve(folder);
  const isFolder = await stat(root).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no project folder ${root}. Name one that exists: dragoman start <folder>`);
  const text = await readFile(join(root, PROJECT_FILE), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new Error(`${join(root, PROJECT_FILE)} cannot be read: ${error.message}`, { cause: error });
  });
  const imported = await readMetadataApps(root, madeBy);
  const file = readProjectFile(text, PROJECT_FILE, env, imported);
  const { agents, problems } = await readAgents(root);
  return {
    folder: root,
    ...(file.declared && { declared: inFolder(file.declared, root) }),
    agents,
    wholeApps: imported.problems.every(({ severity }) => severity !== "error"),
    problems: [...file.problems, ...imported.problems, ...problems],
  };
}

/** Scripted models are named from the project's folder, wherever the server was started. */
function inFolder(declared: Declarations, folder: string): Declarations {
  const { settings, models } = declared;
  const placed = (model: string) => model.replace(/^scripted:(.+)$/, (_, file) => `scripted:${resolve(folder, file)}`);
  return {
    ...declared,
    settings: { ...settings, ...(settings.model !== undefined && { model: placed(settings.model) }) },
    models: Object.fromEntries(Object.entries(models).map(([name, model]) => [name, placed(model)])),
  };
}
