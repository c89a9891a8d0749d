// `dragoman init`: makes a project folder around an agent from a template.
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Template, templates } from "../../templates.ts";
import { type Command, type Context, Failure, type Given, textOf } from "../command.ts";
import { placeFiles } from "../place-files.ts";
import { hasProject } from "../project-folder.ts";
import { shown } from "../scripts.ts";
import { checkName, filesOf, lineOf, type NewFile, templateNamed } from "../templates.ts";

export const init: Command = {
  name: "init",
  summary: "make a project folder with an agent from a template",
  arguments: [["[folder]", "project folder, made if need be (the one you are in)"]],
  options: [
    ["--template <name>", `template of the agent (${templates[0].name})`],
    ["--name <name>", "developer name of the agent (the template's)"],
    ["--list", "list the templates and make nothing"],
  ],
  async run(context, given) {
    const { output, cwd } = context;
    if (given.options.list === true) {
      output.data(templates);
      for (const template of templates) output.line(lineOf(template));
      return 0;
    }
    const folder = resolve(cwd, given.args[0] ?? ".");
    const template = await chooseTemplate(context, given);
    const agent = textOf(given, "name") ?? template.agent;
    checkName(agent);
    if (await hasProject(folder)) {
      throw new Failure(
        "in_the_way",
        `${folder} is a project already. ${context.self} agent new <Name> --project ${folder} adds an agent to it`,
      );
    }
    const { own, shared } = await filesOf(template, agent);
    const files = await placeFiles(folder, { own: [...projectFiles(folder), ...own, ...shared], shared: [] });
    output.data({ folder, template: template.name, agent, files });
    for (const file of files) output.line(`  made ${shown(cwd, join(folder, file))}`);
    for (const line of nextSteps(context, folder, agent)) output.line(line);
    return 0;
  },
};

/** The template that was named; at a terminal the one that is chosen there; else the first. */
async function chooseTemplate({ output, stdin }: Context, given: Given): Promise<Template> {
  const name = textOf(given, "template");
  if (name !== undefined) return templateNamed(name);
  if (output.json || stdin.isTTY !== true) return templates[0];
  for (const template of templates) output.line(lineOf(template));
  output.write(`Template (${templates[0].name}): `);
  for await (const line of createInterface({ input: stdin })) {
    return line.trim() ? templateNamed(line.trim()) : templates[0];
  }
  throw new Failure("no_template", "No template was chosen, and nothing was made");
}

const projectFiles = (folder: string): NewFile[] => [
  {
    path: "dragoman.yaml",
    text: `# The project: who may use its agents. What is left out is made on the first start, such as a client app with its secret.
org:
  name: ${JSON.stringify(orgName(folder))}

# A target such as flow://Look_Up is the function in actions/Look_Up.ts. It can also be an endpoint of yours:
#
# actions:
#   flow://Look_Up:
#     url: https://api.example.com/look-up
#     headers:
#       Authorization: Bearer \${API_TOKEN}
#
# Without a model the embedded matcher answers. It is no language model; this is one:
#
# settings:
#   model: anthropic:claude-sonnet-4-5
`,
  },
  // What the server keeps has keys in it.
  { path: ".gitignore", text: ".dragoman/\nnode_modules/\n" },
];

/** `tea-house` is Tea House. */
const orgName = (folder: string): string =>
  basename(folder)
    .split(/[\s._-]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ")
    .slice(0, 80) || "My Project";

function nextSteps({ cwd, self }: Context, folder: string, agent: string): string[] {
  const here = shown(cwd, folder) || ".";
  const steps = [
    ["play its test", `${self} agent run --script ${quoted(join(here, "conversations"))}`],
    ["serve it", `${self} start ${quoted(here)} --watch`],
    ["talk to it, in another terminal", `${self} chat ${agent}`],
  ];
  return ["", ...steps.flatMap(([what, how]) => [`${what}:`, `  ${how}`])];
}

/** A path as a shell takes it. */
const quoted = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
