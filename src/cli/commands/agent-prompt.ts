// `dragoman agent prompt`: shows what a model would be sent in a given moment, to the letter, without calling one.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Results, readResults } from "../../rehearsal/conversation.ts";
import { type FirstRequest, firstRequest } from "../../rehearsal/first-request.ts";
import { noSuch, unknownResults } from "../../rehearsal/unknown-names.ts";
import type { ActionDefinition, Agent, Type, Value } from "../../script/agent.ts";
import { typeText } from "../../script/infer.ts";
import { printable } from "../../script/printable.ts";
import { coerce } from "../../script/value.ts";
import { type Command, Failure, misuse, textOf, textsOf } from "../command.ts";
import { labelled, momentLine } from "../moment-lines.ts";
import type { Output } from "../output.ts";
import { nestedIfOption, readAgent, readingOf, tellProblems } from "../read-agent.ts";

export const agentPrompt: Command = {
  name: "agent prompt",
  summary: "show the prompt and the tools a model is sent in a given moment",
  arguments: [["<file>", "an .agent file"]],
  options: [
    ["--node <name>", "subagent the turn begins in (the start agent)"],
    ["--set <name=value...>", "values of variables; the others have their defaults"],
    ["--say <text>", "what the user writes (Hello)"],
    ["--connection <name>", "where the conversation takes place (messaging)"],
    ["--locale <locale>", "the user's language, such as en_US"],
    ["--actions <file>", "YAML with results of the actions that run before the model is asked, by name"],
    nestedIfOption,
  ],
  async run({ output, cwd }, given) {
    const script = await readAgent(cwd, given.args[0] ?? "", readingOf(given));
    const { agent } = script;
    if (!agent) {
      tellProblems(output, script);
      throw new Failure("invalid_script", `${script.file} has errors. Without them, its prompts can be shown`);
    }
    const first = await firstRequest(agent, {
      node: nodeIn(agent, textOf(given, "node")),
      variables: valuesIn(agent, textsOf(given, "set")),
      said: textOf(given, "say") ?? "Hello",
      connection: textOf(given, "connection") ?? "messaging",
      locale: textOf(given, "locale"),
      actions: await resultsIn(cwd, agent, textOf(given, "actions")),
    });
    if (first.unset) throw new Failure("no_result", missingResult(first.unset, first.state.node));
    const { node, variables } = first.state;
    output.data({ agent: agent.developerName, node, variables, request: first.request ?? null });
    tell(output, first);
    return 0;
  },
};

function nodeIn(agent: Agent, name: string | undefined): string {
  if (name === undefined) return agent.start;
  if (!Object.hasOwn(agent.nodes, name)) throw misuse(noSuch("subagent", name, Object.keys(agent.nodes)));
  return name;
}

/** Values of variables from `name=value`, each of its variable's type. */
function valuesIn(agent: Agent, given: readonly string[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) throw misuse(`--set ${text}: write name=value`);
      const variable = Object.hasOwn(agent.variables, name) ? agent.variables[name] : undefined;
      if (!variable) throw misuse(`--set ${text}: ${noSuch("variable", name, Object.keys(agent.variables))}`);
      if (variable.kind === "constant") throw misuse(`--set ${text}: ${name} is a constant. Change it in the script`);
      return [name, valueFrom(text, value, variable.type)];
    }),
  );
}

/** A value as a person writes it: lists and objects are JSON, and `None` is no value where it is no text. */
function valueFrom(given: string, text: string, type: Type): Value {
  const fitted = coerce(type.list || type.of === "object" ? parsed(text) : text, type);
  if (fitted.ok) return fitted.value;
  if (text === "None") return null;
  throw misuse(`--set ${given}: the variable is of type ${typeText(type)}${type.list ? ", written as JSON" : ""}`);
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

async function resultsIn(cwd: string, agent: Agent, file: string | undefined): Promise<Results> {
  if (file === undefined) return {};
  const text = await readFile(resolve(cwd, file), "utf8").catch((error: Error) => {
    throw misuse(`${file} cannot be read: ${error.message}`);
  });
  const read = readResults(text);
  const why = read.ok ? unknownResults(agent, read.value) : read.why;
  if (read.ok && why.length === 0) return read.value;
  throw misuse(why.map((sentence) => `${file}: ${sentence}`).join("\n"));
}

/** Which result is missing, and what to write. */
function missingResult({ name, outputs }: ActionDefinition, node: string): string {
  const given = outputs.map((output) => `${output.name}: ${typeText(output.type)}`).join(", ");
  return `${name} runs in ${node} before the model is asked. Give its result in a YAML file, and the file with --actions:\n  ${name}: { ${given} }`;
}

function tell(output: Output, { request, moments }: FirstRequest): void {
  for (const line of moments.flatMap((moment) => momentLine(output, moment))) output.line(line);
  if (!request) {
    output.line("\nThe turn ends before a model is asked.");
    return;
  }
  const section = (title: string, text: string) =>
    output.line(`\n${output.style("bold", `## ${title}`)}\n${printable(text)}`);
  if (request.model) section("Model", `${request.model} ${JSON.stringify(request.params ?? {})}`);
  section("System", request.system);
  section("Messages", request.messages.map((message) => labelled(output, message.role, wordsOf(message))).join("\n"));
  section("Instructions", request.instructions);
  section("Tools", request.tools.map(toolText).join("\n\n") || "none");
}

const wordsOf = (message: NonNullable<FirstRequest["request"]>["messages"][number]): string =>
  message.role === "tool" ? `${message.name} → ${JSON.stringify(message.result)}` : message.text;

const toolText = ({ name, description, parameters }: NonNullable<FirstRequest["request"]>["tools"][number]): string =>
  [name, ...(description ? [`  ${description}`] : []), `  ${JSON.stringify(parameters)}`].join("\n");
