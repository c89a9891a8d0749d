// What an expression can see at a moment of a turn: variables, outputs, system variables and knowledge.
import type { Agent, Node, Value } from "../script/agent.ts";
import type { Scope } from "../script/evaluate.ts";
import type { Surroundings } from "./events.ts";

/** What a scope is made of. A running turn has all of it. */
export interface Sight {
  readonly agent: Agent;
  readonly surroundings: Pick<Surroundings, "connection" | "modality">;
  readonly variables: Readonly<Record<string, Value>>;
  readonly utterance: string;
}

/**
 * The scope of an expression.
 * @param problems hears what a template left empty, as sentences for the author
 */
export function scopeOf(sight: Sight, problems: string[], outputs?: Readonly<Record<string, Value>>): Scope {
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
