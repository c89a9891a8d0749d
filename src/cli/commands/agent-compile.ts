// `dragoman agent compile`: exports scripts in their compiled form, without a server, a model or a key.
import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { reported } from "../../contract/setup.ts";
import { type AgentJson, compileScript, toCamel } from "../../script/compile.ts";
import { formatProblem } from "../../script/format-problem.ts";
import type { Problem } from "../../script/problem.ts";
import { type Command, type Given, misuse, textOf } from "../command.ts";
import type { Output } from "../output.ts";
import { count, scriptsIn, shown } from "../scripts.ts";
import { readSource, writeSource } from "../source-file.ts";

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
    const out = textOf(given, "out");
    const folder = out === undefined ? undefined : resolve(cwd, out);
    const files = await scriptsIn(cwd, given.args);
    const targets = files.map((file) => folder && join(folder, `${basename(file, ".agent")}.json`));
    refuseUnclear(files, targets, output.json);

    const compiling = compileAll(files, targets, written);
    const scripts = await output.progress(`Compiling ${count(files.length, "script")}`, compiling);
    output.data(
      scripts.map(({ file, target, compiled, problems }) => ({
        file: shown(cwd, file),
        ...(target === undefined ? {} : { out: shown(cwd, target) }),
        ...(folder === undefined || !compiled ? { compiled: compiled ?? null } : {}),
        problems: problems.map(reported),
      })),
    );
    if (folder === undefined) for (const { compiled } of scripts) if (compiled) output.line(textIn(compiled).trimEnd());
    if (!output.json) for (const script of scripts) tell(output, script, shown(cwd, script.file));

    const errors = scripts.flatMap(({ problems }) => problems.filter(({ severity }) => severity === "error")).length;
    const done = scripts.filter(({ target }) => target !== undefined).length;
    if (folder !== undefined)
      output.line(`${count(done, "script")} compiled: ${errors > 0 ? count(errors, "error") : "no errors"}`);
    return errors > 0 ? 1 : 0;
  },
};

interface Script {
  readonly file: string;
  readonly source: string;
  readonly compiled?: AgentJson;
  /** Where the compiled form was written. */
  readonly target?: string;
  readonly problems: readonly Problem[];
}

/** One after the other: hundreds of files at once would be more than a process may have open. */
async function compileAll(
  files: readonly string[],
  targets: readonly (string | undefined)[],
  written: (compiled: AgentJson) => AgentJson,
): Promise<Script[]> {
  const scripts: Script[] = [];
  for (const [at, file] of files.entries()) {
    const { text, problem } = await readSource(file);
    if (problem) {
      scripts.push({ file, source: text, problems: [problem] });
      continue;
    }
    const { compiled, problems } = compileScript(text);
    const script: Script = { file, source: text, problems, ...(compiled && { compiled: written(compiled) }) };
    scripts.push(await kept(script, targets[at]));
  }
  return scripts;
}

/** The script with its compiled form in the file, where there are both. */
async function kept(script: Script, target: string | undefined): Promise<Script> {
  if (!script.compiled || target === undefined) return script;
  await mkdir(dirname(target), { recursive: true }).catch(() => undefined);
  const refused = await writeSource(target, textIn(script.compiled));
  if (!refused) return { ...script, target };
  return { ...script, problems: [{ ...refused, message: `${target}: ${refused.message}` }, ...script.problems] };
}

const textIn = (compiled: AgentJson): string => `${JSON.stringify(compiled, null, 2)}\n`;

function tell(output: Output, { source, problems }: Script, file: string): void {
  for (const problem of problems)
    if (problem.severity !== "info") output.note(`${formatProblem(problem, file, source)}\n`);
}

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

/** Several scripts need a folder to be written to, and each a name of its own there. */
function refuseUnclear(files: readonly string[], targets: readonly (string | undefined)[], json: boolean): void {
  if (!json && files.length > 1 && targets[0] === undefined)
    throw misuse(`${files.length} scripts are compiled to files: name a folder with --out`);
  const twice = targets.find((target, at) => target !== undefined && targets.indexOf(target) !== at);
  if (twice !== undefined)
    throw misuse(`Two scripts would be written to ${twice}: compile them into folders of their own`);
}
