// A checked agent, ready to run: what the tree means once every name is resolved. `readScript` makes it;
// `reasoning/` interprets it. Plain data, so it can be kept, compared and sent to a browser.
import type { Binding, Expression, Span, Statement, Template } from "./tree.ts";

/** A value at run time: JSON. Dates and times are their ISO 8601 text. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export type ScalarType =
  | "string"
  | "number"
  | "integer"
  | "long"
  | "boolean"
  | "object"
  | "date"
  | "datetime"
  | "time"
  | "currency"
  | "id";
export interface Type {
  readonly of: ScalarType;
  readonly list: boolean;
}

export interface Agent {
  readonly developerName: string;
  readonly label: string;
  readonly description: string;
  /** As written; compared without case. `AgentforceServiceAgent` when absent. */
  readonly agentType: string;
  readonly company?: string;
  readonly role?: string;
  /** Username of a service agent's own user. */
  readonly agentUser?: string;
  readonly instructions?: Template;
  readonly welcome?: Template;
  readonly errorMessage?: Template;
  /** True: the runtime adds no preamble of its own to the system prompt. */
  readonly stripPreamble: boolean;
  readonly starterPrompts: readonly string[];
  readonly variables: Readonly<Record<string, Variable>>;
  readonly knowledge: Readonly<Record<string, Value>>;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly locale?: string;
  /** True: every turn begins at the start node (spec §5.3). */
  readonly resetToStart: boolean;
  readonly start: string;
  readonly nodes: Readonly<Record<string, Node>>;
}

export interface Variable {
  readonly name: string;
  readonly kind: "mutable" | "linked" | "constant";
  readonly type: Type;
  readonly default: Value;
  readonly description?: string;
  /** Linked only: where the host's value comes from, such as `MessagingSession.Id`. */
  readonly source?: string;
  /** External variables may be set through the API. */
  readonly visibility: "Internal" | "External";
  readonly span: Span;
}

export interface Connection {
  readonly name: string;
  readonly escalationMessage?: Template;
  readonly routeType?: string;
  readonly routeName?: string;
  readonly systemInstructions?: Template;
  readonly instructions?: Template;
}

/** A `start_agent`, `subagent` or `topic`. */
export interface Node {
  readonly name: string;
  readonly label?: string;
  readonly description: string;
  /** Replaces the agent's instructions in this node. */
  readonly system?: Template;
  /** Decides here, instead of the agent's own, whether the runtime adds its preamble. */
  readonly stripPreamble?: boolean;
  readonly model?: { readonly uri: string; readonly params: Readonly<Record<string, Value>> };
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly before: readonly Statement[];
  readonly instructions: readonly Statement[];
  readonly after: readonly Statement[];
  readonly tools: readonly Tool[];
  readonly span: Span;
}

export interface ActionDefinition {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  /** `scheme://Name`. */
  readonly target: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  readonly confirm: boolean;
  /** Said while the action runs, when the author asked for a progress indicator. */
  readonly progress?: string;
  readonly span: Span;
}

export interface Input {
  readonly name: string;
  readonly type: Type;
  readonly description?: string;
  readonly required: boolean;
  readonly userInput: boolean;
  readonly default?: Value;
}

export interface Output {
  readonly name: string;
  readonly type: Type;
  readonly description?: string;
  /** False: the model never sees it (`filter_from_agent`, `is_used_by_planner: False`). */
  readonly visible: boolean;
  /** True: may be shown to the user as it is. */
  readonly displayable: boolean;
}

/** What a tool does when the model calls it. */
export type ToolTarget =
  | { readonly kind: "action"; readonly action: string }
  | { readonly kind: "transition"; readonly to: string }
  | { readonly kind: "setVariables" }
  | { readonly kind: "escalate" }
  | { readonly kind: "endSession" };

/** An entry of `reasoning.actions`. */
export interface Tool {
  readonly name: string;
  readonly target: ToolTarget;
  /** The tool's own description, else its action's, else its target node's, else "" (spec §5.5). */
  readonly description: string;
  readonly available?: Expression;
  readonly bindings: readonly Binding[];
  /** Run after a call that succeeded, in source order. */
  readonly then: readonly Statement[];
  readonly span: Span;
}
