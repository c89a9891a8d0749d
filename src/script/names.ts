// What names mean where: the declarations of a script, and the place in it where an expression stands.
import type { ActionDefinition, ConnectedAgent, Value, Variable } from "./agent.ts";
import type { Report } from "./report.ts";
import type { Position, Span } from "./tree.ts";

/** The blocks that make a node; a reference to one is `@` and the same word. */
export const nodeBlocks = ["start_agent", "subagent", "topic"] as const;
export type NodeBlock = (typeof nodeBlocks)[number];

/** Everything a script declares for all of itself. */
export interface Names {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly nodes: ReadonlyMap<string, { readonly block: NodeBlock; readonly description: string }>;
  readonly connectedAgents: ReadonlySet<string>;
  /** What is known of them; nothing while they are being read themselves. */
  readonly connected: ReadonlyMap<string, ConnectedAgent>;
  readonly knowledge: Readonly<Record<string, Value>>;
}

/** What a name of the author's stands for. */
export type NameKind =
  | "variable"
  | "knowledge"
  | "node"
  | "connected agent"
  | "action"
  | "input"
  | "output"
  | "tool"
  | "connection"
  | "connection input"
  | "response format"
  | "response action";

/** A name where it stands. Of one kind and scope, no two things have one name. */
export interface Mention {
  readonly kind: NameKind;
  readonly name: string;
  /** What it belongs to: a node, `node.action`, a connected agent, a connection; "" for the whole script. */
  readonly scope: string;
  /** Of the name itself: without its namespace, without quotes. */
  readonly span: Span;
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
  /** Names that were looked up and found, for editors. */
  readonly mentions: Mention[];
}

/** What a reader may be asked to allow; nothing unless said. */
export interface ReadOptions {
  /** Nested `if` is a warning instead of an error: it runs here, and Agentforce refuses it (spec §5.12). */
  readonly allowNestedIf?: boolean;
  /** The operators `* / % in` and `not in` are part of the language (spec §3.3). */
  readonly extended?: boolean;
}

/** Where an expression stands, and so which names it may use (spec §3.2). */
export interface Place {
  readonly names: Names;
  readonly findings: Findings;
  readonly report: Report;
  readonly source: string;
  /** The node it stands in. */
  readonly node?: string;
  /** The connection it stands in. */
  readonly connection?: string;
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
  readonly options: ReadOptions;
}

/** A place outside every node. */
export function outermost(
  names: Names,
  findings: Findings,
  report: Report,
  source: string,
  options: ReadOptions = {},
): Place {
  const none = new Map<string, never>();
  return { names, findings, report, source, options, actions: none, tools: none, inText: false, interpolates: false };
}

/** Note that one node leads to another. */
export function noteWay({ node, findings }: Place, to: string): void {
  if (node === undefined) return;
  const ways = findings.ways.get(node);
  if (ways) ways.add(to);
  else findings.ways.set(node, new Set([to]));
}

/**
 * Note that a name was found. `within` is what names it: the name comes last there, as in `@variables.x`, or first, as
 * in `x=1`. A name whose place is lost, behind escapes of a quoted string, is passed over.
 */
export function noteMention(
  { findings, source }: Place,
  found: Omit<Mention, "span">,
  within: Span,
  at: "first" | "last" = "last",
): void {
  const span = spanOfName(found.name, within, source, at);
  if (span) findings.mentions.push({ ...found, span });
}

/** Where a name stands in a stretch of the source; `undefined` when it does not. */
export function spanOfName(name: string, { start, end }: Span, source: string, at: "first" | "last"): Span | undefined {
  const written = source.slice(start.offset, end.offset);
  const from = at === "first" ? written.indexOf(name) : written.lastIndexOf(name);
  if (from < 0 || name === "") return undefined;
  const first = after(start, written.slice(0, from));
  return { start: first, end: after(first, name) };
}

/** The place behind some text that begins at another place. */
function after({ offset, line, column }: Position, text: string): Position {
  const breaks = text.split("\n");
  const last = (breaks.at(-1) ?? "").length;
  return {
    offset: offset + text.length,
    line: line + breaks.length - 1,
    column: breaks.length === 1 ? column + last : last + 1,
  };
}
