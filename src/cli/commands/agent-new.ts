// `dragoman agent new`: adds an agent from a template to a project.
import { join, resolve } from "node:path";
import { templates } from "../../templates.ts";
import { type Command, Failure, textOf } from "../command.ts";
import { placeFiles } from "../place-files.ts";
import { hasProject } from "../project-folder.ts";
import { shown } from "../scripts.ts";
import { checkName, filesOf, templateNamed } from "../templates.ts";

export const agentNew: Command = {
  name: "agent new",
  summary: "add an agent from a template to a project",
  arguments: [["<name>", "developer name of the agent"]],
  options: [
    ["--template <name>", `template of the agent (${templates[0].name}); dragoman init --list shows them`],
    ["--project <folder>", "project folder (the one you are in)"],
  ],
  async run({ output, cwd, self }, given) {
    const agent = given.args[0]!;
    checkName(agent);
    const template = templateNamed(textOf(given, "template") ?? templates[0].name);
    const folder = resolve(cwd, textOf(given, "project") ?? ".");
    if (!(await hasProject(folder))) {
      throw new Failure(
        "no_project",
        `There is no project in ${folder}. Go to one or name it with --project; ${self} init makes one`,
      );
    }
    const made = await placeFiles(folder, await filesOf(template, agent));
    output.data({ folder, template: template.name, agent, files: made });
    for (const file of made) output.line(`  made ${shown(cwd, join(folder, file))}`);
    const script = shown(cwd, join(folder, "agents", agent, `${agent}.agent`));
    output.line();
    output.line("check it:");
    output.line(`  ${self} agent validate ${script}`);
    return 0;
  },
};
