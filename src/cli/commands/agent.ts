// `dragoman agent list`, `activate` and `deactivate`: the agents of the running server.
import type { AgentSummary } from "../../contract/setup.ts";
import { type Command, dataOption, textOf } from "../command.ts";
import { findServer } from "../operator.ts";
import { table } from "../output.ts";

export const agentList: Command = {
  name: "agent list",
  summary: "list the agents with their ids and active versions",
  options: [dataOption],
  async run(context, given) {
    const { output } = context;
    const { agents } = await (await findServer(context, given)).call("agents", {});
    output.data(agents);
    for (const line of table(agents.map(cells))) output.line(line);
    if (agents.length === 0) output.line("No agents. Put one in agents/<Name>/<Name>.agent and start again");
    return 0;
  },
};

const cells = ({ id, developerName, activeVersion, latestVersion, label }: AgentSummary) => [
  id,
  developerName,
  activeVersion === null ? "not active" : `version ${activeVersion}`,
  latestVersion !== null && latestVersion !== activeVersion ? `newest ${latestVersion}` : "",
  label,
];

export const agentActivate: Command = {
  name: "agent activate",
  summary: "let new sessions use a committed version, as a rule the newest",
  arguments: [["<agent>", "developer name or id"]],
  options: [["--version <number>", "number or id of the version"], dataOption],
  async run(context, given) {
    const { output } = context;
    const agent = given.args[0]!;
    const version = textOf(given, "version");
    const server = await findServer(context, given);
    const reply = await server.call("activate", { agent }, version === undefined ? {} : { version });
    output.data(reply);
    const state = reply.changed ? "is now" : "was already";
    output.line(`${reply.agent.developerName} ${state} active with version ${reply.version}`);
    return 0;
  },
};

export const agentDeactivate: Command = {
  name: "agent deactivate",
  summary: "refuse new sessions with an agent; those that are open go on",
  arguments: [["<agent>", "developer name or id"]],
  options: [dataOption],
  async run(context, given) {
    const { output } = context;
    const reply = await (await findServer(context, given)).call("deactivate", { agent: given.args[0]! });
    output.data(reply);
    output.line(`${reply.agent.developerName} ${reply.changed ? "is now" : "was"} not active`);
    return 0;
  },
};
