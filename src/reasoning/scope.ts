// What an expression can see at a moment of a turn: variables, outputs, system variables, knowledge and tool names.
import type { Agent, Node, Value } from "../script/agent.ts";
import type { Scope } from "../script/evaluate.ts";
import type { Surroundings } from "./events.ts";

/** What a scope is made of. A running turn has all of it. */
export interface Sight {
  readonly agent: Agent;
  readonly surroundings: Pick<Surroundings, "connection" | "modality">;
  readonly variables: Readonly<Record<string, Value>>;
  readonly utterance: string;
  /** Name of the node the expression stands in, if it stands in one. */
  readonly node?: string;
}

/**
 * The scope of an expression.
 * @param problems hears what a template left empty, as sentences for the author
 */
export function scopeOf(sight: Sight, problems: string[], outputs?: Readonly<Record<string, Value>>): Scope {
  const node = sight.node === undefined ? undefined : nodeOf(sight.agent, sight.node);
  return {
    variables: sight.variables,
    ...(outputs ? { outputs } : {}),
    system: {
      user_input: sight.utterance,
      current_modality: sight.surroundings.modality,
      current_connection: sight.surroundings.connection,
      // Text is never interrupted.
      last_reply: { interrupted: false, interrupted_heard_text: "" },
    },
    knowledge: sight.agent.knowledge,
    toolName: (name) => toolName(node, name),
    warn: (message, span) => problems.push(`line ${span.start.line}: ${message}`),
  };
}

export function nodeOf(agent: Agent, name: string): Node | undefined {
  return Object.hasOwn(agent.nodes, name) ? agent.nodes[name] : undefined;
}

/** The script's connection for the place where the conversation happens, if it has one. */
export function connectionOf({ agent, surroundings }: Pick<Sight, "agent" | "surroundings">) {
  const { connections } = agent;
  return Object.hasOwn(connections, surroundings.connection) ? connections[surroundings.connection] : undefined;
}

/** The name the model knows a tool by: its alias, also when the script names the action or node behind it. */
function toolName(node: Node | undefined, name: string): string {
  const leadsThere = ({ target }: Node["tools"][number]) =>
    (target.kind === "action" && target.action === name) || ("to" in target && target.to === name);
  const tool = node?.tools.find((one) => one.name === name) ?? node?.tools.find(leadsThere);
  return tool?.name ?? name;
}
