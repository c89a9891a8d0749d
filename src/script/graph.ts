// The ways through an agent as a graph: its subagents, and how the conversation passes from one to the next.
import type { Agent, Node, Tool } from "./agent.ts";
import type { Statement } from "./tree.ts";
import { statementsIn } from "./walk.ts";

/** A place of the conversation. Subagents and connected agents have their own names; `end` and `escalate` are ways out. */
export interface GraphNode {
  readonly id: string;
  readonly kind: "start" | "subagent" | "connected" | "end" | "escalate";
  readonly name: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** By a tool or a statement the conversation goes on there; a delegation comes back with an answer. */
  readonly by: "tool" | "statement" | "delegation";
  /** Name of the tool, or the procedure that holds the statement. */
  readonly through: string;
  /** True where it is open only under a condition. */
  readonly conditional: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** In the order of the script. */
  readonly edges: readonly GraphEdge[];
}

/** The way a tool leads, if it leads anywhere: the kind of its edge, and the place. */
function wayOf({ target }: Tool): readonly [GraphEdge["by"], string] | undefined {
  switch (target.kind) {
    case "transition":
      return ["tool", idOf(target.to)];
    case "delegate":
    case "connected":
      return ["delegation", idOf(target.to)];
    case "escalate":
      return ["tool", "escalate"];
    case "endSession":
      return ["tool", "end"];
    default:
      return undefined;
  }
}

/** Ids have a prefix: a subagent may be called `end`, which is also a word of the drawing's language. */
const idOf = (name: string): string => `node_${name}`;

/** The graph of an agent. Ways out appear only when something leads there. */
export function graphOf(agent: Agent): Graph {
  const edges = [
    ...Object.values(agent.nodes).flatMap(edgesOf),
    ...Object.values(agent.connected).flatMap(({ name, after }) => statementEdges(name, "after_response", after)),
  ];
  const reached = new Set(edges.map(({ to }) => to));
  const exits = (["escalate", "end"] as const).filter((exit) => reached.has(exit));
  return {
    nodes: [
      ...Object.keys(agent.nodes).map((name) => nodeOf(name, name === agent.start ? "start" : "subagent")),
      ...Object.keys(agent.connected).map((name) => nodeOf(name, "connected")),
      ...exits.map((exit) => ({ id: exit, kind: exit, name: exit })),
    ],
    edges,
  };
}

const nodeOf = (name: string, kind: GraphNode["kind"]): GraphNode => ({ id: idOf(name), kind, name });

function edgesOf(node: Node): readonly GraphEdge[] {
  return [
    ...statementEdges(node.name, "before_reasoning", node.before),
    ...statementEdges(node.name, "instructions", node.instructions),
    ...node.tools.flatMap((tool) => toolEdges(node.name, tool)),
    ...statementEdges(node.name, "after_reasoning", node.after),
  ];
}

function toolEdges(node: string, tool: Tool): readonly GraphEdge[] {
  const conditional = tool.available !== undefined;
  const way = wayOf(tool);
  const own = way ? [{ from: idOf(node), to: way[1], by: way[0], through: tool.name, conditional }] : [];
  return [...own, ...statementEdges(node, tool.name, tool.then, conditional)];
}

function statementEdges(
  node: string,
  through: string,
  statements: readonly Statement[],
  gated = false,
): readonly GraphEdge[] {
  return [...statementsIn(statements, gated)].flatMap(({ statement, conditional }) =>
    statement.kind === "transition"
      ? [{ from: idOf(node), to: idOf(statement.to), by: "statement" as const, through, conditional }]
      : [],
  );
}

/** How each kind of place is drawn in Mermaid: the marks around its text. */
const shapes: Readonly<Record<GraphNode["kind"], readonly [string, string]>> = {
  start: ["([", "])"],
  subagent: ["[", "]"],
  connected: ["[[", "]]"],
  escalate: ["((", "))"],
  end: ["((", "))"],
};

/** A graph as a Mermaid flowchart: delegations are dotted, and a `?` marks what is open only under a condition. */
export function mermaidOf({ nodes, edges }: Graph): string {
  const places = nodes.map(({ id, kind, name }) => `    ${id}${shapes[kind].join(`"${name}"`)}`);
  const ways = edges.map(({ from, to, by, through, conditional }) => {
    const arrow = by === "delegation" ? "-.->" : "-->";
    return `    ${from} ${arrow}|"${through}${conditional ? "?" : ""}"| ${to}`;
  });
  return ["flowchart TD", ...places, ...ways].map((line) => `${line}\n`).join("");
}
