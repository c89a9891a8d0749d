// Names in a conversation that the script does not have: each with its place, and what was probably meant.
import { closest } from "../closest.ts";
import { formTools, stepsOf } from "../reasoning/collect.ts";
import type { Agent, Variable } from "../script/agent.ts";
import { typeText } from "../script/infer.ts";
import { coerce } from "../script/value.ts";
import type { Conversation, Results } from "./conversation.ts";

/** A name that has to be one of a kind. */
interface Mention {
  /** Where it stands, such as `turns[0].expect.node`. */
  readonly path: string;
  readonly name: string;
  readonly known: readonly string[];
  /** Of what it is one: `tool`, `action`. */
  readonly kind: string;
}

/** Sentences that begin with a place in the file; none when every name is known and may be used there. */
export function unknownNames(agent: Agent, conversation: Conversation): readonly string[] {
  return [
    ...unknown(mentionsIn(agent, conversation)),
    ...Object.entries(conversation.variables).flatMap(([name, value]) => {
      const variable = Object.hasOwn(agent.variables, name) ? agent.variables[name] : undefined;
      const why = variable && whyNotGiven(variable, value);
      return why ? [`variables.${name}: ${why}`] : [];
    }),
    ...unknownResults(agent, conversation.actions, "actions."),
  ];
}

/** The same of results of actions alone. @param above what their places begin with */
export function unknownResults(agent: Agent, results: Results, above = ""): readonly string[] {
  const definitions = Object.values(agent.nodes).flatMap(({ actions }) => Object.values(actions));
  const formats = Object.values(agent.connections)
    .flatMap((connection) => Object.values(connection.formats))
    .filter(({ target }) => target !== undefined);
  const known = [...definitions, ...formats].flatMap(({ name, target }) => [name, target ?? name]);
  const mentions = Object.entries(results).flatMap(([name, list]): Mention[] => {
    const path = `${above}${name}`;
    const meant = definitions.filter((one) => one.name === name || one.target === name);
    if (meant.length === 0) return [{ path, name, known, kind: "action" }];
    const outputs = meant.flatMap((one) => one.outputs.map((output) => output.name));
    const given = list.flatMap((one) => Object.keys(one)).filter((one) => one !== "error");
    return given.map((output) => ({ path, name: output, known: outputs, kind: "output" }));
  });
  return unknown(mentions);
}

function mentionsIn(agent: Agent, { variables, agents, turns }: Conversation): readonly Mention[] {
  const nodes = Object.values(agent.nodes);
  const known = {
    tool: [
      ...nodes.flatMap(({ tools }) => tools),
      ...nodes.flatMap((node) => {
        const steps = stepsOf(node.instructions);
        return steps.length === 0 ? [] : formTools(node, { node: node.name, steps, goesOn: false, asked: "" });
      }),
      ...Object.values(agent.connections).flatMap(({ responseActions }) => responseActions),
    ].map(({ name }) => name),
    action: [
      ...nodes.flatMap(({ actions }) => Object.keys(actions)),
      ...Object.values(agent.connections).flatMap(({ formats }) => Object.keys(formats)),
    ],
    variable: Object.keys(agent.variables),
    node: [...Object.keys(agent.nodes), ...Object.keys(agent.connected)],
    "connected agent": Object.keys(agent.connected),
  } as const;
  const all = (kind: keyof typeof known, path: string, names: readonly string[]) =>
    names.map((name): Mention => ({ path, name, kind, known: known[kind] }));
  return [
    ...all("variable", "variables", Object.keys(variables)),
    ...all("connected agent", "agents", Object.keys(agents)),
    ...turns.flatMap(({ model, expect }, turn) => [
      ...model.flatMap(({ call = [] }, at) =>
        all("tool", `turns[${turn}].model[${at}].call`, call.flatMap(Object.keys)),
      ),
      ...all("tool", `turns[${turn}].expect.tools`, expect.tools ?? []),
      ...all("action", `turns[${turn}].expect.actions`, (expect.actions ?? []).flatMap(Object.keys)),
      ...all("node", `turns[${turn}].expect.node`, expect.node === undefined ? [] : [expect.node]),
      ...all("variable", `turns[${turn}].expect.variables`, Object.keys(expect.variables ?? {})),
    ]),
  ];
}

const unknown = (mentions: readonly Mention[]): readonly string[] =>
  mentions
    .filter(({ name, known }) => !known.includes(name))
    .map(({ path, name, known, kind }) => `${path}: ${noSuch(kind, name, known)}`);

/** `The script has no tool "opn". Did you mean "open"?` */
export function noSuch(kind: string, name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  const names = [...new Set(known)].join(", ");
  const hint = meant ? `Did you mean "${meant}"?` : names ? `It has: ${names}.` : "It has none.";
  return `The script has no ${kind} "${name}". ${hint}`;
}

/** Why a host could not give a variable this value at the start (agent-api spec §9), if it could not. */
function whyNotGiven(variable: Variable, value: unknown): string | undefined {
  const { kind, visibility, type } = variable;
  if (kind === "constant") return "it is a constant";
  if (kind === "mutable" && visibility !== "External")
    return 'it is Internal, so a client cannot set it: give it `visibility: "External"`, or let a turn set it';
  return coerce(value as Parameters<typeof coerce>[0], type).ok ? undefined : `it is of type ${typeText(type)}`;
}
