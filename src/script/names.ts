// What names mean where: the declarations of a script, and the place in it where an expression stands.
import type { ActionDefinition, ConnectedAgent, Value, Variable } from "./agent.ts";
import type { Report } from "./report.ts";
import type { Span } from "./tree.ts";

export type NodeBlock = "start_agent" | "subagent" | "topic";

/** Everything a script declares for all of itself. */
export interface Names {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly nodes: ReadonlyMap<string, { readonly block: NodeBlock; readonly description: string }>;
  readonly connectedAgents: ReadonlySet<string>;
  /** What is known of them; nothing while they are being read themselves. */
  readonly connected: ReadonlyMap<string, ConnectedAgent>;
  readonly knowledge: Readonly<Record<string, Value>>;
}

/** What reading the expressions of a script brings to light, for the checks that look at all of it. */
export interface Findings {
  /** Variables that something reads or sets. */
  readonly used: Set<string>;
  /** Variables that hold what the model must not see, and where they got it. */
  readonly secrets: Map<string, Span>;
  /** Variables that a text shows to the model. */
  readonly shown: { readonly variable: string; readonly span: Span }[];
  /** Nodes that something leads to, by the node it leads from. */
  readonly ways: Map<string, Set<string>>;
}

/** Where an expression stands, and so which names it may use (spec §3.2). */
export interface Place {
  readonly names: Names;
  readonly findings: Findings;
  readonly report: Report;
  readonly source: string;
  /** The node it stands in. */
  readonly node?: string;
  /** Action definitions of that node. */
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  /** Tools of that node: alias to the name of the action or node behind it. */
  readonly tools: ReadonlyMap<string, string>;
  /** The action whose results are `@outputs` here. */
  readonly outputs?: ActionDefinition;
  /** Inputs of the connection it stands in. */
  readonly inputs?: ReadonlyMap<string, Value>;
  /** Response actions and response formats of that connection. */
  readonly responseActions?: ReadonlySet<string>;
  readonly responseFormats?: ReadonlySet<string>;
  /** Whether it stands in text, where tools have a name to show. */
  readonly inText: boolean;
  /** Whether `{!…}` in a quoted string is replaced here. */
  readonly interpolates: boolean;
}

/** A place outside every node. */
export function outermost(names: Names, findings: Findings, report: Report, source: string): Place {
  const none = new Map<string, never>();
  return { names, findings, report, source, actions: none, tools: none, inText: false, interpolates: false };
}

/** Note that one node leads to another. */
export function noteWay({ node, findings }: Place, to: string): void {
  if (node === undefined) return;
  const ways = findings.ways.get(node);
  if (ways) ways.add(to);
  else findings.ways.set(node, new Set([to]));
}
