// The templates as the terminal knows them: by name, in a line, and as the files of an agent with a name of its own.
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { closest } from "../closest.ts";
import { apiName, longestName } from "../script/spelling.ts";
import { type Template, templates } from "../templates.ts";
import { misuse } from "./command.ts";
import { packageRoot } from "./package-root.ts";

/**
 * The template with a name.
 * @throws Failure `misuse` that names the one that was meant, or all of them
 */
export function templateNamed(name: string): Template {
  const found = templates.find((template) => template.name === name);
  if (found) return found;
  const names = templates.map((template) => template.name);
  const near = closest(name, names);
  const cure = near ? `Did you mean ${near}?` : "There are:";
  throw misuse([`There is no template "${name}". ${cure}`, ...templates.map(lineOf)].join("\n"));
}

/** A template in a line of a list. */
export const lineOf = ({ name, about }: Template): string => `  ${name.padEnd(15)}  ${about}`;

/**
 * Whether a name can be a developer name (agent-script spec §2).
 * @throws Failure `misuse` that says what such a name is
 */
export function checkName(name: string): void {
  if (apiName.test(name) && name.length <= longestName) return;
  throw misuse(
    `"${name}" cannot name an agent: a name is letters, digits and single underscores, begins with a letter, ends with none, and has at most ${longestName} characters, such as Help_Desk`,
  );
}

/** A file of a project that is to be. */
export interface NewFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface NewFiles {
  /** Belong to one agent: its script and its conversations. */
  readonly own: readonly NewFile[];
  /** May serve several agents: functions and their data. */
  readonly shared: readonly NewFile[];
}

/** The files of a template for an agent of this name: the script is named so, and its conversations find it. */
export async function filesOf(template: Template, agent: string): Promise<NewFiles> {
  const folder = fileURLToPath(new URL(`templates/${template.name}`, packageRoot));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => {
    const below = path
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    return named(template.agent, agent, { path: below, text: await readFile(path, "utf8") });
  });
  const all = (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const isOwn = ({ path }: NewFile) => /^(agents|conversations)\//.test(path);
  return { own: all.filter(isOwn), shared: all.filter((file) => !isOwn(file)) };
}

/** The file with the agent's new name in its path and in what it says. */
function named(from: string, to: string, { path, text }: NewFile): NewFile {
  const script = `agents/${from}/${from}.agent`;
  const renamed = `agents/${to}/${to}.agent`;
  if (path === script)
    return { path: renamed, text: text.replace(`developer_name: "${from}"`, `developer_name: "${to}"`) };
  const [, conversation] = /^conversations\/(.+)$/.exec(path) ?? [];
  if (conversation === undefined) return { path, text };
  return {
    path: `conversations/${to}/${conversation}`,
    text: text.replace(`agent: ../${script}`, `agent: ../../${renamed}`),
  };
}
