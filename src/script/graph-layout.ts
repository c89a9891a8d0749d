// Where the places and ways of a graph are drawn: columns by distance from the start, a row of its own for each way, so that
// no box lies on another and no label on a label.
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

/** Measures in pixels. Text is monospaced, so that its width is known where it cannot be measured. */
const character = 7.3;
const row = 22;
const boxPadding = 14;
const betweenBoxes = 26;
const curve = 90;
const margin = 24;
/** Characters of a name or label that are drawn. */
const longest = 42;

export interface Box {
  readonly node: GraphNode;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Way {
  readonly edge: GraphEdge;
  readonly label: string;
  /** Where the label begins, on its line. */
  readonly labelAt: Point;
  /** Leaves a box to the right, runs below its label, and bends to the box it leads to. */
  readonly points: { readonly from: Point; readonly bend: Point; readonly turn: Point; readonly to: Point };
  /** 1 where the way arrives from the left, -1 from the right: it leads back. */
  readonly arrives: 1 | -1;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
  readonly width: number;
  readonly height: number;
}

/** Lay a graph out. The same graph gives the same layout. */
export function layOut(graph: Graph): Layout {
  const edges = withoutRepetition(graph.edges);
  const columnOf = columnsOf(graph.nodes, edges);
  const { ends, rowsOf } = docked(edges, columnOf);
  const { boxes, lanes, width, height } = placed(ordered(graph.nodes, edges, columnOf), edges, rowsOf);
  const laneOf = (id: string) => lanes[columnAt(columnOf, id)] ?? 0;
  const pointAt = (id: string, side: "left" | "right", at: number): Point => {
    const box = boxes.get(id) as Box;
    return { x: side === "left" ? box.x : box.x + box.width, y: box.y + boxPadding / 2 + (at + 0.5) * row };
  };
  const ways = ends.map(({ edge, on, leaves, arrives }): Way => {
    const from = pointAt(edge.from, "right", leaves);
    const to = pointAt(edge.to, on ? "left" : "right", arrives);
    const bend = { x: laneOf(edge.from), y: from.y };
    const turn = { x: on ? to.x : laneOf(edge.to), y: to.y };
    const labelAt = { x: from.x + boxPadding, y: from.y - 4 };
    return { edge, label: labelOf(edge), labelAt, points: { from, bend, turn, to }, arrives: on ? 1 : -1 };
  });
  return { boxes: [...boxes.values()], ways, width, height };
}

/** A way and its rows at the boxes it leaves and reaches. */
interface Ends {
  readonly edge: GraphEdge;
  /** True when it leads to a later column, whose boxes it reaches from the left. */
  readonly on: boolean;
  readonly leaves: number;
  readonly arrives: number;
}

/** A row for each end of each way, and how many rows a box needs. */
function docked(
  edges: readonly GraphEdge[],
  columnOf: ReadonlyMap<string, number>,
): { readonly ends: readonly Ends[]; readonly rowsOf: (id: string) => number } {
  const used = new Map<string, number>();
  const rows = (side: "left" | "right", id: string) => used.get(`${side} ${id}`) ?? 0;
  const next = (side: "left" | "right", id: string) => {
    const at = rows(side, id);
    used.set(`${side} ${id}`, at + 1);
    return at;
  };
  const ends = edges.map((edge) => {
    const on = columnAt(columnOf, edge.to) > columnAt(columnOf, edge.from);
    return { edge, on, leaves: next("right", edge.from), arrives: next(on ? "left" : "right", edge.to) };
  });
  return { ends, rowsOf: (id) => Math.max(1, rows("left", id), rows("right", id)) };
}

/** The boxes, column by column, each column with room for its labels and curves to its right. */
function placed(
  columns: readonly (readonly GraphNode[])[],
  edges: readonly GraphEdge[],
  rowsOf: (id: string) => number,
) {
  const heights = columns.map((nodes) => nodes.reduce((sum, { id }) => sum + heightOf(rowsOf(id)) + betweenBoxes, 0));
  const height = Math.max(0, ...heights) - betweenBoxes + 2 * margin;
  const boxes = new Map<string, Box>();
  /** Where the labels of a column end and the curves begin. */
  const lanes: number[] = [];
  let x = margin;
  for (const [column, nodes] of columns.entries()) {
    const here = new Set(nodes.map(({ id }) => id));
    const labels = edges.filter(({ from }) => here.has(from)).map(labelOf);
    const width = Math.max(...nodes.map(({ name }) => widthOf(cut(name)))) + 2 * boxPadding;
    let y = (height - (heights[column] ?? 0) + betweenBoxes) / 2;
    for (const node of nodes) {
      boxes.set(node.id, { node, text: cut(node.name), x, y, width, height: heightOf(rowsOf(node.id)) });
      y += heightOf(rowsOf(node.id)) + betweenBoxes;
    }
    lanes.push(x + width + Math.max(0, ...labels.map(widthOf)) + 2 * boxPadding);
    x = (lanes.at(-1) ?? x) + curve;
  }
  return { boxes, lanes, width: x - curve / 2 + margin, height };
}

const heightOf = (rows: number) => rows * row + boxPadding;
const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
const widthOf = (text: string) => text.length * character;
const labelOf = ({ through, conditional }: GraphEdge) => `${cut(through)}${conditional ? "?" : ""}`;
const columnAt = (columnOf: ReadonlyMap<string, number>, id: string) => columnOf.get(id) ?? 0;

function withoutRepetition(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}

/** Steps from the start to each place; places that nothing leads to stand in a last column. */
function columnsOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const waiting = nodes.filter(({ kind }) => kind === "start").map(({ id }) => id);
  for (const id of waiting) columns.set(id, 0);
  for (const id of waiting) {
    for (const { to } of edges.filter(({ from }) => from === id)) {
      if (columns.has(to)) continue;
      columns.set(to, columnAt(columns, id) + 1);
      waiting.push(to);
    }
  }
  const last = Math.max(-1, ...columns.values()) + 1;
  for (const { id } of nodes) if (!columns.has(id)) columns.set(id, last);
  return columns;
}

/** The places of each column, near those that lead to them. */
function ordered(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  columnOf: ReadonlyMap<string, number>,
): readonly (readonly GraphNode[])[] {
  const count = Math.max(-1, ...columnOf.values()) + 1;
  const heightsAt = new Map<string, number>();
  const columns: GraphNode[][] = [];
  for (let column = 0; column < count; column += 1) {
    const here = nodes.filter(({ id }) => columnAt(columnOf, id) === column);
    const pulls = new Map(here.map(({ id }) => [id, pullOn(id, edges, heightsAt)]));
    const sorted = here.toSorted((a, b) => (pulls.get(a.id) ?? 0) - (pulls.get(b.id) ?? 0));
    for (const [at, { id }] of sorted.entries()) heightsAt.set(id, (at + 0.5) / sorted.length);
    columns.push(sorted);
  }
  return columns;
}

/** The middle height of the places that lead to one, and of the rows they do so from: 0 top, 1 bottom. */
function pullOn(id: string, edges: readonly GraphEdge[], heightsAt: ReadonlyMap<string, number>): number {
  const pulls = edges.flatMap(({ from, to }, at) => {
    const height = to === id ? heightsAt.get(from) : undefined;
    return height === undefined ? [] : [height + at / (edges.length * 100)];
  });
  return pulls.length > 0 ? pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length : 1;
}
