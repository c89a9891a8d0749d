// What a new agent can begin with: the templates of the package, and the shortest script that runs.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { refused } from "../contract/problems.ts";
import { readScript } from "../script/read.ts";
import { type Template, templates } from "../templates.ts";

/** In a checkout and in the package alike. */
const FOLDER = fileURLToPath(new URL("../../templates", import.meta.url));

/** A file that the actions of a template need. */
export interface TemplateFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface AgentTemplate {
  /** Name of its folder. */
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly actions: readonly string[];
  readonly source: string;
  /** Its functions and their data. */
  readonly files: readonly TemplateFile[];
}

/** Every template, the simplest first. */
export async function readTemplates(): Promise<readonly AgentTemplate[]> {
  return Promise.all(templates.map(readTemplate));
}

async function readTemplate({ name, agent: developerName, label }: Template): Promise<AgentTemplate> {
  const source = await readFile(`${FOLDER}/${name}/agents/${developerName}/${developerName}.agent`, "utf8");
  const { agent } = readScript(source);
  const actions = Object.values(agent?.nodes ?? {}).flatMap((node) => Object.keys(node.actions));
  return {
    name,
    label,
    about: agent?.description ?? "",
    actions: [...new Set(actions)],
    source,
    files: (await Promise.all(sharedFolders.map((folder) => filesIn(name, folder)))).flat(),
  };
}

/** Folders of a template that its script does without, and its actions do not. */
const sharedFolders = ["data", "actions"] as const;

async function filesIn(template: string, folder: string): Promise<TemplateFile[]> {
  const names = (await readdir(`${FOLDER}/${template}/${folder}`)).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: `${folder}/${name}`,
      text: await readFile(`${FOLDER}/${template}/${folder}/${name}`, "utf8"),
    })),
  );
}

/** A template by its name. Refuses a name that no template has. */
export async function templateNamed(name: string): Promise<AgentTemplate> {
  const found = templates.find((template) => template.name === name);
  if (found) return readTemplate(found);
  const names = templates.map((template) => template.name).join(", ");
  throw refused("bad_request", `No template is named "${name}". There are: ${names}`);
}

/** The script of a template under a name of its own. */
export const scriptFrom = ({ source }: AgentTemplate, developerName: string): string =>
  source.replace(/^( +developer_name: )".*"$/m, (_, key: string) => `${key}"${developerName}"`);

/** The shortest script that runs and says what to write where. */
export const blankScript = (developerName: string): string => `system:
    instructions: "You are a helpful assistant. Answer in short, friendly sentences."
    messages:
        welcome: "Hello! What can I do for you?"
        error: "Something went wrong. Please try again."

config:
    developer_name: "${developerName}"
    agent_label: "${developerName.replaceAll("_", " ")}"
    agent_type: "AgentforceEmployeeAgent"
    description: "Say here, in a sentence, what this agent does"

start_agent conversation:
    description: "Talks with the user"
    reasoning:
        instructions: |
            Say here what the agent should do, and what it should leave.
`;
