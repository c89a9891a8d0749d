// What a new agent can begin with: the templates of the package, and the shortest script that runs.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { refused } from "../contract/problems.ts";
import { readScript } from "../script/read.ts";

/** In a checkout and in the package alike. */
const FOLDER = fileURLToPath(new URL("../../templates", import.meta.url));

export interface AgentTemplate {
  /** Name of its folder. */
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly actions: readonly string[];
  readonly source: string;
}

/** Every template, by name. */
export async function readTemplates(): Promise<readonly AgentTemplate[]> {
  const names = (await readdir(FOLDER)).sort();
  return Promise.all(names.map(readTemplate));
}

async function readTemplate(name: string): Promise<AgentTemplate> {
  const [developerName = ""] = await readdir(`${FOLDER}/${name}/agents`);
  const source = await readFile(`${FOLDER}/${name}/agents/${developerName}/${developerName}.agent`, "utf8");
  const { agent } = readScript(source);
  const actions = Object.values(agent?.nodes ?? {}).flatMap((node) => Object.keys(node.actions));
  return {
    name,
    label: agent?.label ?? developerName,
    about: agent?.description ?? "",
    actions: [...new Set(actions)],
    source,
  };
}

/** The script of a template under a name of its own. Refuses a name that no template has. */
export async function scriptFrom(template: string, developerName: string): Promise<string> {
  const templates = await readTemplates();
  const found = templates.find(({ name }) => name === template);
  if (!found) {
    const names = templates.map(({ name }) => name).join(", ");
    throw refused("bad_request", `No template is named "${template}". There are: ${names}`);
  }
  return found.source.replace(/^( +developer_name: )".*"$/m, (_, key: string) => `${key}"${developerName}"`);
}

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
