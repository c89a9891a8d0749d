// `dragoman agent validate`: checks scripts where they lie, without a server, a model or a key, and fixes what it can.
import { basename, dirname } from "node:path";
import { reported } from "../../contract/setup.ts";
import { type Fixed, fixScript } from "../../script/fix.ts";
import { folderNameProblem } from "../../script/folder-name.ts";
import { formatProblem } from "../../script/format-problem.ts";
import type { Problem } from "../../script/problem.ts";
import { readScript } from "../../script/read.ts";
import type { Command } from "../command.ts";
import type { Output } from "../output.ts";
import { paintFor } from "../paint.ts";
import { nestedIfOption, readingOf } from "../read-agent.ts";
import { count, scriptsIn, shown } from "../scripts.ts";
import { readSource, writeSource } from "../source-file.ts";

export const agentValidate: Command = {
  name: "agent validate",
  summary: "check scripts, in files or in whole folders",
  arguments: [["<paths...>", "files, or folders that hold .agent files"]],
  options: [["--fix", "cure in the files what can be cured by an edit, and tell the rest"], nestedIfOption],
  async run({ output, cwd }, given) {
    const { options } = given;
    const files = await scriptsIn(cwd, given.args);
    const checking = checkAll(cwd, files, { fix: options.fix === true, reading: readingOf(given) });
    const scripts = await output.progress(`Checking ${count(files.length, "script")}`, checking);
    output.data(
      scripts.map(({ file, fixed, problems }) => ({
        file,
        ...(options.fix ? { fixed: fixed.map(reported) } : {}),
        problems: problems.map(reported),
      })),
    );
    for (const script of scripts) tell(output, script);

    const all = scripts.flatMap(({ problems }) => problems);
    const errors = all.filter(({ severity }) => severity === "error").length;
    const fixed = scripts.flatMap((script) => script.fixed).length;
    const cured = options.fix ? `, ${fixed ? count(fixed, "problem") : "nothing"} fixed` : "";
    output.line(`${count(scripts.length, "script")} checked${cured}: ${errors ? count(errors, "error") : "no errors"}`);
    return errors > 0 ? 1 : 0;
  },
};

interface Checked extends Fixed {
  readonly file: string;
}

interface Options {
  readonly fix: boolean;
  readonly reading: ReturnType<typeof readingOf>;
}

/** One after the other: hundreds of files at once would be more than a process may have open. */
async function checkAll(cwd: string, files: readonly string[], options: Options): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const file of files) checked.push({ ...(await check(file, options)), file: shown(cwd, file) });
  return checked;
}

async function check(file: string, { fix, reading }: Options): Promise<Fixed> {
  const { text, problem } = await readSource(file);
  if (problem) return { source: text, fixed: [], problems: [problem] };
  const problemsOf = (source: string) => problemsIn(file, source, reading);
  if (!fix) return { source: text, fixed: [], problems: problemsOf(text) };
  const fixed = fixScript(text, problemsOf);
  if (fixed.source === text) return fixed;
  const refused = await writeSource(file, fixed.source);
  return refused ? { source: text, fixed: [], problems: [refused, ...problemsOf(text)] } : fixed;
}

function problemsIn(file: string, source: string, reading: Options["reading"]): readonly Problem[] {
  const { agent, problems } = readScript(source, reading);
  const folder = agentFolder(file);
  const misnamed = agent && folder !== undefined && folderNameProblem(source, agent, folder);
  return misnamed ? [...problems, misnamed] : problems;
}

/** Name of the folder, where the file lies as an agent of a project does: `agents/<Name>/<Name>.agent`. */
function agentFolder(file: string): string | undefined {
  const name = basename(file, ".agent");
  const parent = basename(dirname(dirname(file)));
  const inPlace = basename(dirname(file)) === name && /^(agents|aiAuthoringBundles)$/.test(parent);
  return inPlace ? name : undefined;
}

function tell(output: Output, { file, source, fixed, problems }: Checked): void {
  const paint = paintFor(output);
  for (const { span, code, message } of fixed) {
    const place = paint(`${file}:${span.start.line}:${span.start.column}`, "place");
    output.line(`${place} ${paint("fixed", "fix")} ${code} ${message}`);
  }
  for (const problem of problems) output.line(`${formatProblem(problem, file, source, paint)}\n`);
}
