// What an agent asks its host for and does not get as it asks: a model, a model's parameters, a skill, files.
import type { versionById } from "../agents/catalogue.ts";
import { type ReportedProblem, reported } from "../contract/setup.ts";

type Agent = Awaited<ReturnType<typeof versionById>>;
type Node = Agent["nodes"][string];

/** What is known of the server's models: see `models/open.ts` and `models/params.ts`. */
export interface ModelFacts {
  answering(uri: string): Promise<{ readonly id: string; readonly instead?: string }>;
  readParams(given: Readonly<Record<string, unknown>>): { readonly problems: readonly string[] };
}

/** A warning for each of them, at the subagent that asks first: what is wanted in ten places is told once. */
export async function notAsAsked(agent: Agent, models: ModelFacts): Promise<ReportedProblem[]> {
  const found = new Map<string, ReportedProblem>();
  for (const node of Object.values(agent.nodes)) {
    for (const problem of [...(await ofModel(node, models)), ...ofSkills(node)]) {
      if (!found.has(problem.message)) found.set(problem.message, problem);
    }
  }
  return [...found.values(), ...ofFiles(agent)];
}

/** An agent that takes files gets none; one that refuses them has its way without a word. */
function ofFiles({ fileUpload, nodes, start }: Agent): ReportedProblem[] {
  const node = nodes[start];
  if (!node || (fileUpload?.mode !== "auto" && fileUpload?.mode !== "managed")) return [];
  const message = `file_upload is ${fileUpload.mode}, and no file will come: the Agent API has no message that carries one`;
  return [warning("files-unsupported", node.span, message)];
}

async function ofModel({ model, span }: Node, models: ModelFacts) {
  if (!model) return [];
  const { uri, params } = model;
  const { id, instead } = await models.answering(uri);
  const fix = 'Name it below "models" in dragoman.yaml, or in DRAGOMAN_MODELS';
  return [
    ...(instead === undefined
      ? []
      : [warning("model-substituted", span, `${uri} is answered by ${id}: ${instead}`, fix)]),
    ...models.readParams(params).problems.map((problem) => warning("model-parameter", span, problem)),
  ];
}

const ofSkills = ({ skills, span }: Node) =>
  skills.map(({ target }) =>
    warning("skill-unresolved", span, `${target} leads nowhere: this server has no skills, and offers the model none`),
  );

const warning = (code: string, span: Node["span"], message: string, fix?: string): ReportedProblem =>
  reported({ code, severity: "warning", message, span, ...(fix !== undefined && { fix }) });
