// `dragoman agent format`: lays scripts out where they lie, or says which are not.
import { readFile, writeFile } from "node:fs/promises";
import { formatScript } from "../../script/format.ts";
import type { Command } from "../command.ts";
import { count, scriptsIn, shown } from "../scripts.ts";

export const agentFormat: Command = {
  name: "agent format",
  summary: "lay scripts out in the one way, in files or in whole folders",
  arguments: [["<paths...>", "files, or folders that hold .agent files"]],
  options: [["--check", "change nothing; exit with 1 when a script is not laid out"]],
  async run({ output, cwd }, { args, options }) {
    const check = options.check === true;
    const files = await scriptsIn(cwd, args);
    const changed: string[] = [];
    for (const file of files) {
      const source = await readFile(file, "utf8");
      const formatted = formatScript(source);
      if (formatted === source) continue;
      if (!check) await writeFile(file, formatted);
      changed.push(shown(cwd, file));
    }
    output.data(files.map((file) => ({ file: shown(cwd, file), changed: changed.includes(shown(cwd, file)) })));
    for (const file of changed) output.line(file);
    const already = count(files.length - changed.length, "script");
    output.line(
      check
        ? `${count(changed.length, "script")} to format, ${already} as it should be`
        : `${count(changed.length, "script")} formatted, ${already} left as it was`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
};
