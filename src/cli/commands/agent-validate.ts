// `dragoman agent validate`: checks scripts where they lie, without a server, a model or a key.
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { reported } from "../../contract/setup.ts";
import { folderNameProblem } from "../../script/folder-name.ts";
import { formatProblem, type Paint } from "../../script/format-problem.ts";
import type { Problem } from "../../script/problem.ts";
import { readScript } from "../../script/read.ts";
import type { Command } from "../command.ts";
import type { Style } from "../output.ts";
import { count, scriptsIn, shown } from "../scripts.ts";

export const agentValidate: Command = {
  name: "agent validate",
  summary: "check scripts, in files or in whole folders",
  arguments: [["<paths...>", "files, or folders that hold .agent files"]],
  async run({ output, cwd }, { args }) {
    const scripts = [];
    for (const file of await scriptsIn(cwd, args)) {
      scripts.push({ ...(await check(file)), file: shown(cwd, file) });
    }
    output.data(scripts.map(({ file, problems }) => ({ file, problems: problems.map(reported) })));

    const paint: Paint = (text, as) => output.style(styles[as], text);
    for (const { file, source, problems } of scripts) {
      for (const problem of problems) output.line(`${formatProblem(problem, file, source, paint)}\n`);
    }
    const all = scripts.flatMap(({ problems }) => problems);
    const errors = all.filter(({ severity }) => severity === "error").length;
    output.line(`${count(scripts.length, "script")} checked: ${errors ? count(errors, "error") : "no errors"}`);
    return errors > 0 ? 1 : 0;
  },
};

const styles = {
  error: "red",
  warning: "yellow",
  info: "cyan",
  place: "bold",
  frame: "dim",
  fix: "green",
} as const satisfies Record<Parameters<Paint>[1], Style>;

async function check(file: string): Promise<{ source: string; problems: readonly Problem[] }> {
  const source = await readFile(file, "utf8");
  const { agent, problems } = readScript(source);
  const folder = agentFolder(file);
  const misnamed = agent && folder !== undefined && folderNameProblem(source, agent, folder);
  return { source, problems: misnamed ? [...problems, misnamed] : problems };
}

/** Name of the folder, where the file lies as an agent of a project does: `agents/<Name>/<Name>.agent`. */
function agentFolder(file: string): string | undefined {
  const name = basename(file, ".agent");
  const parent = basename(dirname(dirname(file)));
  const inPlace = basename(dirname(file)) === name && /^(agents|aiAuthoringBundles)$/.test(parent);
  return inPlace ? name : undefined;
}
