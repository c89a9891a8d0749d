// A graph as a drawing in SVG: boxes from left to right by their distance from the start, labelled arrows between them.
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import { type Box, layOut, type Way } from "./graph-layout.ts";

const ink = "#1f2937";

/** How each kind of place is drawn: its fill, its outline's width, and whether its ends are round. */
const kinds: Readonly<
  Record<GraphNode["kind"], { readonly fill: string; readonly stroke: number; readonly round: boolean }>
> = {
  start: { fill: "#dbeafe", stroke: 2.5, round: true },
  subagent: { fill: "#f3f4f6", stroke: 1.5, round: false },
  connected: { fill: "#fef3c7", stroke: 1.5, round: false },
  escalate: { fill: "#fee2e2", stroke: 1.5, round: true },
  end: { fill: "#e5e7eb", stroke: 1.5, round: true },
};

/**
 * Draw a graph. A delegation is dashed, and a `?` marks what is open only under a condition. The same graph gives the
 * same bytes.
 * @param title what the drawing is called, such as the agent's name
 */
export function svgOf(graph: Graph, title: string): string {
  const { boxes, ways, width, height } = layOut(graph);
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="graph-title graph-description" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">`,
    `<title id="graph-title">${escaped(title)}</title>`,
    `<desc id="graph-description">${escaped(described(graph))}</desc>`,
    `<defs><marker id="graph-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${ink}"/></marker></defs>`,
    `<rect width="${w}" height="${h}" fill="#ffffff"/>`,
    ...ways.map(lineOf),
    ...boxes.map(boxOf),
    ...ways.map(labelOf),
    "</svg>\n",
  ].join("\n");
}

function lineOf({ edge, points, arrives }: Way): string {
  const { from, bend, turn, to } = points;
  const reach = arrives === 1 ? Math.max(30, (to.x - bend.x) / 2) : 60;
  const curve = `C${n(bend.x + reach)} ${n(bend.y)} ${n(turn.x - arrives * reach)} ${n(turn.y)} ${n(turn.x)} ${n(turn.y)}`;
  const dashes = edge.by === "delegation" ? ' stroke-dasharray="5 4"' : "";
  const rest = turn.x === to.x ? "" : `H${n(to.x)}`;
  return `<path d="M${n(from.x)} ${n(from.y)}H${n(bend.x)}${curve}${rest}" fill="none" stroke="${ink}"${dashes} marker-end="url(#graph-arrow)"/>`;
}

function boxOf({ node, text, x, y, width, height }: Box): string {
  const { fill, stroke, round } = kinds[node.kind];
  const frame = (inset: number) =>
    `<rect x="${n(x + inset)}" y="${n(y + inset)}" width="${n(width - 2 * inset)}" height="${n(height - 2 * inset)}" rx="${round ? 16 : 3}" fill="${fill}" stroke="${ink}" stroke-width="${stroke}"/>`;
  const frames = node.kind === "connected" ? `${frame(0)}${frame(3)}` : frame(0);
  const name = `<text x="${n(x + width / 2)}" y="${n(y + height / 2 + 4)}" text-anchor="middle" fill="${ink}">${escaped(text)}</text>`;
  return `<g><title>${escaped(node.name)}</title>${frames}${name}</g>`;
}

/** Labels come last, with a white edge, so that a line that crosses one leaves it readable. */
function labelOf({ edge, label, labelAt }: Way): string {
  return `<text x="${n(labelAt.x)}" y="${n(labelAt.y)}" font-size="11" fill="${ink}" stroke="#ffffff" stroke-width="3" paint-order="stroke"><title>${escaped(edge.through)}</title>${escaped(label)}</text>`;
}

const verbs: Readonly<Record<GraphEdge["by"], string>> = {
  tool: "goes on to",
  statement: "goes on to",
  delegation: "asks",
};

/** The drawing in words, for those who do not see it. */
function described({ nodes, edges }: Graph): string {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const starts = nodes.filter(({ kind }) => kind === "start").map(({ name }) => `Begins at ${name}.`);
  const ways = edges.map(({ from, to, by, through, conditional }) => {
    return `${names.get(from)} ${verbs[by]} ${names.get(to)} by ${through}${conditional ? ", under a condition" : ""}.`;
  });
  return [...starts, ...ways].join(" ");
}

const n = (length: number): string => String(Math.round(length * 10) / 10);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text between tags; what XML has no place for (XML 1.0 §2.2) becomes U+FFFD. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
