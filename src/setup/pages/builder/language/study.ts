// What the builder shows of a script besides its text: problems, outline, folds, and once it has no errors its graph and parts.
import type { Agent } from "../../../../script/agent.ts";
import type { Analysis } from "../../../../script/editor/analyse.ts";
import { type FoldingRange, foldingRanges } from "../../../../script/editor/folding.ts";
import { type DocumentSymbol, documentSymbols } from "../../../../script/editor/outline.ts";
import { folderNameProblem } from "../../../../script/folder-name.ts";
import { type Graph, graphOf } from "../../../../script/graph.ts";
import { type Layout, layOut } from "../../../../script/graph-layout.ts";
import type { Problem } from "../../../../script/problem.ts";

/** A thing of the script with a name, and the line it stands in. */
export interface Part {
  readonly name: string;
  readonly line: number;
  readonly says: string;
}

export interface ActionPart extends Part {
  /** The subagent that has it. */
  readonly node: string;
  readonly target: string;
}

/** What is known of a script without errors. */
export interface Sound {
  /** What the script calls the agent. */
  readonly label: string;
  readonly graph: Graph;
  readonly layout: Layout;
  /** Lines of the places of the graph, by their ids; ways out have none. */
  readonly lines: Readonly<Record<string, number>>;
  readonly variables: readonly (Part & { readonly declaration: string })[];
  readonly actions: readonly ActionPart[];
}

export interface Study {
  readonly problems: readonly Problem[];
  readonly outline: readonly DocumentSymbol[];
  readonly folds: readonly FoldingRange[];
  readonly sound?: Sound;
}

/** Study the script of the agent with this developer name. */
export function study(analysis: Analysis, developerName: string): Study {
  const { agent, source, problems } = analysis;
  const misnamed = agent && folderNameProblem(source, agent, developerName);
  return {
    problems: misnamed ? [...problems, misnamed] : problems,
    outline: documentSymbols(analysis),
    folds: foldingRanges(analysis),
    ...(agent && { sound: soundOf(analysis, agent) }),
  };
}

function soundOf({ definitions }: Analysis, agent: Agent): Sound {
  const graph = graphOf(agent);
  const lineOf = new Map(
    definitions.flatMap(({ kind, name, span }) =>
      kind === "node" || kind === "connected agent" ? [[name, span.start.line] as const] : [],
    ),
  );
  const places = graph.nodes.flatMap(({ id, name, kind }) => {
    const line = kind === "end" || kind === "escalate" ? undefined : lineOf.get(name);
    return line === undefined ? [] : [[id, line] as const];
  });
  const variables = definitions.filter(({ kind }) => kind === "variable");
  return {
    label: agent.label,
    graph,
    layout: layOut(graph),
    lines: Object.fromEntries(places),
    variables: variables.map(({ name, span, declaration, description }) => ({
      name,
      line: span.start.line,
      declaration: declaration.slice(declaration.indexOf(":") + 1).trim(),
      says: description ?? "",
    })),
    actions: Object.values(agent.nodes).flatMap((node) =>
      Object.entries(node.actions).map(([name, { target, span, description }]) => ({
        ...{ name, target, node: node.name, line: span.start.line },
        says: description ?? "",
      })),
    ),
  };
}
