// The drawing of a graph: well-formed, the same each time, and without boxes or labels that lie on one another.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { agentOf } from "../../test/support/scripts.ts";
import { type Graph, type GraphEdge, type GraphNode, graphOf } from "./graph.ts";
import { layOut } from "./graph-layout.ts";
import { svgOf } from "./graph-svg.ts";

const attribute = String.raw`\s+[A-Za-z:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*"`;
const piece = new RegExp(
  String.raw`<(/?)([A-Za-z]+)((?:${attribute})*)\s*(/?)>|((?:[^<>&]|&(?:amp|lt|gt|quot|#39);)+)`,
  "gy",
);

/** Whether a text is well-formed XML, as far as a drawing uses XML: elements, attributes, text and five entities. */
function isWellFormed(text: string): boolean {
  const open: string[] = [];
  let end = 0;
  for (const { 0: whole, 1: closing, 2: name = "", 4: empty, index } of text.matchAll(piece)) {
    if (index !== end) return false;
    end = index + whole.length;
    if (name === "" || empty) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) return false;
  }
  return end === text.length && open.length === 0;
}

const names = fc.oneof(
  fc.constantFrom("main", "<&\">'", "\u0000\ud800\u001b"),
  fc.string({ minLength: 1, maxLength: 60 }),
);
const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 30 }).chain((size) =>
  fc.record({
    nodes: fc.tuple(...Array.from({ length: size }, (_, at) => nodeOf(at))),
    edges: fc.array(
      fc.record({
        from: fc.nat(size - 1).map((at) => `n${at}`),
        to: fc.nat(size - 1).map((at) => `n${at}`),
        by: fc.constantFrom<GraphEdge["by"]>("tool", "statement", "delegation"),
        through: names,
        conditional: fc.boolean(),
      }),
      { maxLength: 60 },
    ),
  }),
);

function nodeOf(at: number): fc.Arbitrary<GraphNode> {
  const kinds = fc.constantFrom<GraphNode["kind"]>("subagent", "connected", "end", "escalate");
  return fc.record({ id: fc.constant(`n${at}`), kind: at === 0 ? fc.constant("start" as const) : kinds, name: names });
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const overlap = (a: Area, b: Area) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("any graph", () => {
  test("is drawn with no box on another, no label on a label or a box, and all of them on the sheet", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { boxes, ways, width, height } = layOut(graph);
        const labels = ways.map(({ label, labelAt }) => ({
          x: labelAt.x,
          y: labelAt.y - 11,
          width: label.length * 6.7,
          height: 11,
        }));
        const areas: readonly Area[] = [...boxes, ...labels];
        expect(boxes).toHaveLength(graph.nodes.length);
        for (const [at, one] of areas.entries()) {
          expect(areas.slice(at + 1).filter((other) => overlap(one, other))).toEqual([]);
          expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("is well-formed, and drawn to the same bytes each time", () => {
    fc.assert(
      fc.property(graphs, names, (graph, title) => {
        const drawing = svgOf(graph, title);
        expect(isWellFormed(drawing.trimEnd())).toBe(true);
        expect(svgOf(graph, title)).toBe(drawing);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the drawing of the parcel desk", () => {
  const drawing = svgOf(graphOf(agentOf(examples["03_parcel_desk.agent"] ?? "")), "Parcels <& more>");

  test("has a title, and the ways in words", () => {
    expect(drawing).toContain('<title id="graph-title">Parcels &lt;&amp; more&gt;</title>');
    expect(drawing).toMatch(
      /<desc [^>]*>Begins at parcel_router\. [^<]*tracking goes on to wrap_up by refund, under a condition\./,
    );
  });

  test("names every place and every way, with a `?` where a condition is", () => {
    for (const text of [">parcel_router<", ">tracking<", ">wrap_up<", ">end<", ">open_tracking?<", ">bye<"]) {
      expect(drawing).toContain(text);
    }
  });
});

test("only a delegation is dashed", () => {
  const nodes = ["a", "b"].map((id, at) => ({ id, name: id, kind: at === 0 ? "start" : "subagent" }) as const);
  const drawn = (by: GraphEdge["by"]) =>
    svgOf({ nodes, edges: [{ from: "a", to: "b", by, through: "x", conditional: false }] }, "t");
  expect(drawn("delegation")).toContain("stroke-dasharray");
  expect(drawn("tool") + drawn("statement")).not.toContain("stroke-dasharray");
});
