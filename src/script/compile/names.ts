// What names mean while a script is compiled: the script's own, a node's, and those of the place an expression stands in.
import type { Item } from "../syntax.ts";
import type { Json } from "./json.ts";

/** Everything the script declares for all of itself. */
export interface Names {
  readonly source: string;
  /** Variables by name: where they live at run time, and their type in the compiled form. */
  readonly variables: ReadonlyMap<string, { readonly home: "state" | "variables"; readonly type: string }>;
  readonly knowledge: ReadonlyMap<string, Json>;
  /** Descriptions of the nodes that have one. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly initialNode: string;
  /** How many condition slots the lowering has used so far. */
  readonly slots: { used: number };
}

/** Where an expression stands. */
export interface Place extends Names {
  /** What `{!@actions.x}` shows for a name that is not a tool's own: the alias of the transition that leads there. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The inputs of each action of the node that the model fills unless somebody else does. */
  readonly required: ReadonlyMap<string, readonly string[]>;
  /** The connection, and its response actions with the formats behind them. */
  readonly connection?: { readonly name: string; readonly formats: ReadonlyMap<string, string> };
  /** Whether this is a message said without a model, where variables are the host's. */
  readonly message?: true;
}

/** A place outside every node and connection. */
export const outermost = (names: Names): Place => ({ ...names, aliases: new Map(), required: new Map() });

/** Variables of the vendor's runtime: where to go next, the text for the model, and the outcome of each condition. */
export const nextTopic = "AgentScriptInternal_next_topic";
export const instructions = "AgentScriptInternal_agent_instructions";
export const slotName = (number: number): string => `AgentScriptInternal_condition_${number}`;

/** Statements of a procedure: the lines below its key, or the text beside it. */
export type Statements = readonly Item[];
