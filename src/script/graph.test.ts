// The graph of an agent: every way from one subagent to the next, and out.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { agentOf } from "../../test/support/scripts.ts";
import { graphOf, mermaidOf } from "./graph.ts";

const script = baseScript({
  instructions: "if @variables.b:\n    transition to @subagent.other",
  tools: [
    "jump: @utils.transition to @subagent.other",
    "    available when @variables.b",
    "ask: @subagent.other",
    "human: @utils.escalate",
  ].join("\n"),
});

describe("the graph of an agent", () => {
  const graph = graphOf(agentOf(script));

  test("has an edge for each way by tool, by statement, by delegation and out", () => {
    const [from, to] = ["node_main", "node_other"];
    expect(graph.edges).toEqual([
      { from, to, by: "statement", through: "instructions", conditional: true },
      { from, to, by: "tool", through: "go", conditional: false },
      { from, to, by: "tool", through: "jump", conditional: true },
      { from, to, by: "delegation", through: "ask", conditional: false },
      { from, to: "escalate", by: "tool", through: "human", conditional: false },
    ]);
  });

  test("names the start, and no way out that nothing leads to", () => {
    expect(graph.nodes).toEqual([
      { id: "node_main", kind: "start", name: "main" },
      { id: "node_other", kind: "subagent", name: "other" },
      { id: "escalate", kind: "escalate", name: "escalate" },
    ]);
  });

  test("is a flowchart in Mermaid", () => {
    expect(mermaidOf(graph)).toBe(
      [
        "flowchart TD",
        '    node_main(["main"])',
        '    node_other["other"]',
        '    escalate(("escalate"))',
        '    node_main -->|"instructions?"| node_other',
        '    node_main -->|"go"| node_other',
        '    node_main -->|"jump?"| node_other',
        '    node_main -.->|"ask"| node_other',
        '    node_main -->|"human"| escalate',
        "",
      ].join("\n"),
    );
  });

  test.each(Object.entries(examples))("of %s has both ends of each edge among its nodes", (_, source) => {
    const { nodes, edges } = graphOf(agentOf(source));
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
  });
});
