// `dragoman agent graph`: draws the ways through an agent, from its script.
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Graph, graphOf, mermaidOf } from "../../script/graph.ts";
import { svgOf } from "../../script/graph-svg.ts";
import { type Command, Failure, misuse, textOf } from "../command.ts";
import { nestedIfOption, readAgent, readingOf } from "../read-agent.ts";
import { count } from "../scripts.ts";

const formats: Readonly<Record<string, (graph: Graph, title: string) => string>> = {
  mermaid: mermaidOf,
  svg: svgOf,
  json: (graph) => `${JSON.stringify(graph, null, 2)}\n`,
};
const names = new Intl.ListFormat("en", { type: "disjunction" }).format(Object.keys(formats));

export const agentGraph: Command = {
  name: "agent graph",
  summary: "draw how a conversation passes from subagent to subagent",
  arguments: [["<file>", "an .agent file"]],
  options: [
    ["--format <format>", `${names}; mermaid unless it is given`],
    ["--out <file>", "write the drawing here"],
    nestedIfOption,
  ],
  async run({ output, cwd }, given) {
    const format = textOf(given, "format") ?? "mermaid";
    const draw = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (!draw) throw misuse(`There is no format ${format}: give ${names}`);
    const { agent, file } = await readAgent(cwd, given.args[0] ?? "", readingOf(given));
    if (!agent)
      throw new Failure("invalid_script", `${file} has errors. \`dragoman agent validate ${file}\` shows them`);
    const graph = graphOf(agent);
    const drawing = draw(graph, agent.label || agent.developerName);
    output.data(graph);
    const out = textOf(given, "out");
    if (out === undefined) {
      output.write(drawing);
      return 0;
    }
    await writeFile(resolve(cwd, out), drawing).catch((error: Error) => {
      throw new Failure("not_written", `${out} cannot be written: ${error.message}`);
    });
    output.line(`${count(graph.nodes.length, "place")} and ${count(graph.edges.length, "way")} drawn in ${out}`);
    return 0;
  },
};
