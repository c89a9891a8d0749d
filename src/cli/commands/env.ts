// `dragoman env`: what a client needs to know, as dotenv, as shell commands, or as JSON.
import { BASE_PATH } from "../../contract/agent-api.ts";
import { type Command, dataOption, Failure, type Given, misuse, textOf } from "../command.ts";
import { appOption, credentialsOf } from "../credentials.ts";
import { findServer, type Operator, orgOption } from "../operator.ts";

export const env: Command = {
  name: "env",
  summary: "print a client's variables, the secret included",
  options: [
    appOption,
    ["--agent <name>", "developer name or id of the agent (the first active one)"],
    orgOption,
    ["--dotenv", "NAME=value, for a .env file (the default)"],
    ["--shell", 'for eval "$(…)"'],
    dataOption,
  ],
  async run(context, given) {
    const { output } = context;
    if (given.options.dotenv && given.options.shell) throw misuse("--dotenv and --shell exclude each other");
    const server = await findServer(context, given);
    const { origin } = await server.call("status", {});
    const { consumerKey, consumerSecret } = await credentialsOf(server, given, output);
    const variables = {
      MY_DOMAIN_URL: origin,
      API_BASE: `${origin}${BASE_PATH}`,
      CONSUMER_KEY: consumerKey,
      CONSUMER_SECRET: consumerSecret,
      AGENT_ID: await agentId(server, given),
    };
    output.data(variables);
    for (const [name, value] of Object.entries(variables)) {
      output.line(given.options.shell ? `export ${name}='${value.replaceAll("'", `'\\''`)}'` : `${name}=${value}`);
    }
    return 0;
  },
};

async function agentId(server: Operator, given: Given): Promise<string> {
  const named = textOf(given, "agent");
  if (named !== undefined) return (await server.call("agent", { agent: named })).id;
  const { agents } = await server.call("agents", {});
  const active = agents.find((agent) => agent.active);
  if (!active) throw new Failure("no_agent", "No agent is active. `dragoman agent list` shows the agents there are");
  return active.id;
}
