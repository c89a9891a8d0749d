// `dragoman agent graph`: draws the ways through an agent, from its script.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { graphOf, mermaidOf } from "../../script/graph.ts";
import { readScript } from "../../script/read.ts";
import { type Command, Failure, misuse, textOf } from "../command.ts";

const formats = ["mermaid", "json"] as const;

export const agentGraph: Command = {
  name: "agent graph",
  summary: "draw how a conversation passes from subagent to subagent",
  arguments: [["<file>", "an .agent file"]],
  options: [["--format <format>", `${formats.join(" or ")}; mermaid unless it is given`]],
  async run({ output, cwd }, given) {
    const format = textOf(given, "format") ?? "mermaid";
    if (!formats.some((one) => one === format))
      throw misuse(`There is no format ${format}: give ${formats.join(" or ")}`);
    const file = given.args[0]!;
    const source = await readFile(resolve(cwd, file), "utf8").catch(() => {
      throw misuse(`There is no file ${file}`);
    });
    const { agent } = readScript(source);
    if (!agent)
      throw new Failure("invalid_script", `${file} has errors. \`dragoman agent validate ${file}\` shows them`);
    const graph = graphOf(agent);
    output.data(graph);
    output.write(format === "json" ? `${JSON.stringify(graph, null, 2)}\n` : mermaidOf(graph));
    return 0;
  },
};
