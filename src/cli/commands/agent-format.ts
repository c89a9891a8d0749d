// `dragoman agent format`: lays scripts out where they lie, or says which are not.
import { reported } from "../../contract/setup.ts";
import { formatScript } from "../../script/format.ts";
import { formatProblem } from "../../script/format-problem.ts";
import type { Problem } from "../../script/problem.ts";
import type { Command } from "../command.ts";
import { count, scriptsIn, shown } from "../scripts.ts";
import { readSource, writeSource } from "../source-file.ts";

export const agentFormat: Command = {
  name: "agent format",
  summary: "lay scripts out in the one way, in files or in whole folders",
  arguments: [["<paths...>", "files, or folders that hold .agent files"]],
  options: [["--check", "change nothing; exit with 1 when a script is not laid out"]],
  async run({ output, cwd }, { args, options }) {
    const check = options.check === true;
    const scripts = [];
    for (const file of await scriptsIn(cwd, args)) {
      scripts.push({ ...(await format(file, check)), file: shown(cwd, file) });
    }
    output.data(
      scripts.map(({ file, changed, problem }) => ({
        file,
        changed,
        ...(problem ? { problems: [reported(problem)] } : {}),
      })),
    );
    for (const { file, changed } of scripts) if (changed) output.line(file);
    const unopened = scripts.flatMap(({ file, problem }) => (problem ? [formatProblem(problem, file, "")] : []));
    for (const text of output.json ? [] : unopened) output.note(text);

    const changed = scripts.filter((script) => script.changed).length;
    const already = count(scripts.length - changed - unopened.length, "script");
    output.line(
      check
        ? `${count(changed, "script")} to format, ${already} as it should be`
        : `${count(changed, "script")} formatted, ${already} left as it was`,
    );
    return unopened.length > 0 || (check && changed > 0) ? 1 : 0;
  },
};

/** Lay one script out, or only see whether that would change it. */
async function format(
  file: string,
  check: boolean,
): Promise<{ readonly changed: boolean; readonly problem?: Problem | undefined }> {
  const { text, problem } = await readSource(file);
  if (problem) return { changed: false, problem };
  const formatted = formatScript(text);
  if (formatted === text) return { changed: false };
  const refused = check ? undefined : await writeSource(file, formatted);
  return refused ? { changed: false, problem: refused } : { changed: true };
}
