// `dragoman agent compile`: exports scripts in their compiled form, without a server, a model or a key.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { reported } from "../../contract/setup.ts";
import { type AgentJson, compileScript, toCamel } from "../../script/compile.ts";
import { formatProblem } from "../../script/format-problem.ts";
import { type Command, type Given, misuse, textOf } from "../command.ts";
import { count, scriptsIn, shown } from "../scripts.ts";

export const agentCompile: Command = {
  name: "agent compile",
  summary: "export scripts in the compiled form, AgentJSON",
  arguments: [["<paths...>", "files, or folders that hold .agent files"]],
  options: [
    ["--out <folder>", "write <name>.json for each script here; without it, one script is printed"],
    ["--case <case>", "snake or camel: how keys are written (snake)"],
  ],
  async run({ output, cwd }, given) {
    const written = writtenIn(given);
    const folder = textOf(given, "out");
    const files = await scriptsIn(cwd, given.args);
    const targets = files.map((file) => (folder === undefined ? undefined : targetOf(resolve(cwd, folder), file)));
    refuseUnclear(files, targets, output.json);

    const results = [];
    for (const [at, file] of files.entries()) {
      const source = await readFile(file, "utf8");
      const { compiled, problems } = compileScript(source);
      const text = compiled && written(compiled);
      const target = targets[at];
      if (text && target !== undefined && folder !== undefined) {
        await mkdir(resolve(cwd, folder), { recursive: true });
        await writeFile(target, `${JSON.stringify(text, null, 2)}\n`);
      }
      if (text && target === undefined) output.line(JSON.stringify(text, null, 2));
      results.push({ file: shown(cwd, file), source, problems, target: text && target, compiled: text });
    }

    const errors = results.flatMap(({ problems }) => problems.filter(({ severity }) => severity === "error"));
    output.data(
      results.map(({ file, target, compiled, problems }) => ({
        file,
        ...(target === undefined ? { compiled: compiled ?? null } : { out: shown(cwd, target) }),
        problems: problems.map(reported),
      })),
    );
    for (const { file, source, problems } of output.json ? [] : results)
      for (const problem of problems)
        if (problem.severity !== "info") output.note(`${formatProblem(problem, file, source, (text) => text)}\n`);
    const done = results.filter(({ target }) => target !== undefined).length;
    if (folder !== undefined)
      output.line(
        `${count(done, "script")} compiled: ${errors.length > 0 ? count(errors.length, "error") : "no errors"}`,
      );
    return errors.length > 0 ? 1 : 0;
  },
};

const cases: Readonly<Record<string, (compiled: AgentJson) => AgentJson>> = {
  snake: (compiled) => compiled,
  camel: toCamel,
};

function writtenIn(given: Given): (compiled: AgentJson) => AgentJson {
  const name = textOf(given, "case") ?? "snake";
  const written = Object.hasOwn(cases, name) ? cases[name] : undefined;
  if (!written) throw misuse(`--case is snake or camel, not ${name}`);
  return written;
}

const targetOf = (folder: string, file: string): string => join(folder, `${basename(file, ".agent")}.json`);

/** Several scripts need a folder to be written to, and each a name of its own there. */
function refuseUnclear(files: readonly string[], targets: readonly (string | undefined)[], json: boolean): void {
  if (!json && files.length > 1 && targets[0] === undefined)
    throw misuse(`${files.length} scripts are compiled to files: name a folder with --out`);
  const twice = targets.find((target, at) => target !== undefined && targets.indexOf(target) !== at);
  if (twice !== undefined)
    throw misuse(`Two scripts would be written to ${twice}: compile them into folders of their own`);
}
