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

/** Who an agent is, and how it meets its users. */
export interface Identity {
  readonly developerName: string;
  readonly label: string;
  readonly description: string;
  /** As written; compared without case. `AgentforceServiceAgent` when absent. */
  readonly agentType: string;
  readonly company?: string;
  readonly role?: string;
  /** Username of a service agent's own user. */
  readonly agentUser?: string;
  readonly locale?: string;
  /** What `language` says besides; absent without that block. */
  readonly languages?: Languages;
  readonly fileUpload?: FileUpload;
  /** True: every turn begins at the start node (spec §5.3). */
  readonly resetToStart: boolean;
  readonly starterPrompts: readonly string[];
  /** True: event logs show what was said (`enable_enhanced_event_logs`). */
  readonly fullLogs?: true;
}

export interface Agent extends Identity {
  readonly instructions?: Template;
  readonly welcome?: Template;
  readonly errorMessage?: Template;
  /** True: the runtime adds no preamble of its own to the system prompt. */
  readonly stripPreamble: boolean;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly knowledge: Readonly<Record<string, Value>>;
  readonly connections: Readonly<Record<string, Connection>>;
  /** Other agents this one can ask. No node has the name of one of them. */
  readonly connected: Readonly<Record<string, ConnectedAgent>>;
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

/** Which languages an agent speaks besides its locale (spec §2.5). */
export interface Languages {
  /** True: it follows the user's language. */
  readonly adaptive: boolean;
  /** Further locales. */
  readonly additional: readonly string[];
  /** True: every known locale is welcome. */
  readonly all: boolean;
}

/** What happens to files a user sends (spec §2.2). */
export interface FileUpload {
  readonly mode: "auto" | "managed" | "disabled" | "error";
  /** What the user is told. */
  readonly message?: string;
}

export interface Connection {
  readonly name: string;
  readonly escalationMessage?: Template;
  readonly routeType?: string;
  readonly routeName?: string;
  readonly systemInstructions?: Template;
  readonly instructions?: Template;
  /** Values of `@inputs.x`, which stand in the texts above already. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Tools by which the model answers in a format. */
  readonly responseActions: readonly ResponseAction[];
  readonly formats: Readonly<Record<string, ResponseFormat>>;
}

/** An entry of `reasoning.response_actions`; `format` is the name of a format of the same connection. */
export interface ResponseAction {
  readonly name: string;
  readonly format: string;
  readonly span: Span;
}

/** A rich format a reply may take. */
export interface ResponseFormat {
  readonly name: string;
  readonly label?: string;
  /** When to pick it. */
  readonly description: string;
  readonly source?: string;
  /** What makes the reply, as `scheme://Name`; the inputs themselves are the reply when absent. */
  readonly target?: string;
  readonly inputs: readonly FormatField[];
  readonly span: Span;
}

/** An input of a response format, or a field of an object in one. */
export interface FormatField {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly required: boolean;
  /** What it is when the model gives nothing: a literal, or a variable as it stands then. */
  readonly default?: Expression;
  /** `messaging_component://Name`: the component that shows it. */
  readonly schema?: string;
  readonly shape: Shape;
}

/** A type with its limits. Those of a list are of the list, and its items have no others. */
export interface Shape {
  readonly type: Type;
  readonly limits: Limits;
  /** Objects, when their fields are known. */
  readonly fields?: readonly FormatField[];
}

/** Bounds are inclusive. */
export interface Limits {
  readonly enum?: readonly Value[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A `connected_subagent`: another agent, asked by a tool or handed the conversation (spec §2.14). */
export interface ConnectedAgent {
  readonly name: string;
  /** `agentforce://Name` or `agent://Name`. */
  readonly target: string;
  readonly label?: string;
  readonly description: string;
  /** Shown while it answers. */
  readonly loadingText?: string;
  readonly inputs: readonly ConnectedInput[];
  /** Run once it has answered. */
  readonly after: readonly Statement[];
  /** True: when it escalates, its own route serves. */
  readonly delegateEscalation: boolean;
  readonly span: Span;
}

/** What a connected agent is told. */
export interface ConnectedInput {
  readonly name: string;
  readonly type: Type;
  readonly description?: string;
  readonly required: boolean;
  /** A literal, or a variable as it stands when the agent is asked. A `with` of the tool overrides it. */
  readonly value?: Expression;
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
  /** True: its model picks one of the tools, which are all transitions (spec §5.7). */
  readonly router: boolean;
  readonly skills: readonly Skill[];
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly before: readonly Statement[];
  readonly instructions: readonly Statement[];
  readonly after: readonly Statement[];
  readonly tools: readonly Tool[];
  /** Absent on an ordinary node. A node that has it has neither `before` nor `after`. */
  readonly variant?: NodeVariant;
  readonly span: Span;
}

/** What makes a node one of another kind, `schema: "node://…"` (spec §2.11): the host runs it, and no model is asked here. */
export interface NodeVariant {
  /** As written, such as `node://byon/acme/seller/v1`. */
  readonly uri: string;
  /** By group and name. A value is a literal, or a variable as it stands when the node is entered. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, Expression>>>>;
  /** Run on entry. */
  readonly onInit: readonly Statement[];
  /** Run when the node is left. */
  readonly onExit: readonly Statement[];
}

/** A skill of the host, by its address `skill://Name`. */
export interface Skill {
  readonly name: string;
  readonly target: string;
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
  /** To a node, or for good to a connected agent: no two of them have one name. */
  | { readonly kind: "transition"; readonly to: string }
  /** Asks a node, and goes on with its answer. */
  | { readonly kind: "delegate"; readonly to: string }
  /** Asks a connected agent, and goes on with its answer. */
  | { readonly kind: "connected"; readonly to: string }
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
