// Source to agent: lex, parse, shape, resolve, check. The whole path of a script, and its only public door.
import type { Agent, Value } from "./agent.ts";
import { checkAgent } from "./check-agent.ts";
import { checkVoice } from "./check-voice.ts";
import { readsDialect } from "./dialect.ts";
import { fieldFlag, fieldTerm, fieldText, scalarOf } from "./fields.ts";
import {
  type Findings,
  type Mention,
  type Names,
  type NodeBlock,
  nodeBlocks,
  outermost,
  type Place,
  type ReadOptions,
} from "./names.ts";
import { parse } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { checkCollects } from "./read-collect.ts";
import { readIdentity } from "./read-config.ts";
import { readConnectedAgents } from "./read-connected.ts";
import { readConnections } from "./read-connection.ts";
import { readModel, readNode } from "./read-node.ts";
import { readVariables } from "./read-variables.ts";
import { createReport, type Report } from "./report.ts";
import { resolveText } from "./resolve.ts";
import { blocks } from "./schema.ts";
import { blockOf, type Section, sectionsOf, shapeOf } from "./shape.ts";
import { blameSlippedLine } from "./slipped-line.ts";
import type { Script } from "./syntax.ts";

/** What a script says: the agent it makes, and everything worth telling its author. */
export interface Reading {
  /** `undefined` exactly when a problem is an error. */
  readonly agent: Agent | undefined;
  /** Sorted by place. */
  readonly problems: readonly Problem[];
}

/** A reading, with what it was made of: what an editor needs besides. */
export interface Anatomy extends Reading {
  readonly script: Script;
  /** Absent when the script is of a dialect that is not read. */
  readonly root?: Section;
  /** Names that were looked up and found. */
  readonly mentions: readonly Mention[];
}

/** Read a script: the text of an `.agent` file. Never throws, whatever the text. */
export function readScript(source: string, options: ReadOptions = {}): Reading {
  const { agent, problems } = dissect(source, options);
  return { agent, problems };
}

/** Read a script, and keep its tree and the names that were looked up. Never throws, whatever the text. */
export function dissect(source: string, options: ReadOptions = {}): Anatomy {
  const anatomy = dissectAsWritten(source, options);
  const problems = blameSlippedLine(source, anatomy, (text, most) => dissectAsWritten(text, options, most));
  return { ...anatomy, problems };
}

/** Read a script once. With `most` damaged lines or more, its tree is not looked at. */
function dissectAsWritten(source: string, options: ReadOptions, most = Number.POSITIVE_INFINITY): Anatomy {
  const report = createReport();
  const script = parse(source, report);
  const damage = report.problems();
  if (damage.length >= most) return { agent: undefined, problems: damage, script, mentions: [] };
  const findings: Findings = { used: new Set(), secrets: new Map(), shown: [], ways: new Map(), mentions: [] };
  const root = readsDialect(script.tokens, report) ? shapeOf(script.items, blocks, source, report) : undefined;
  const whole = root && readAgent(root, source, findings, report, options);
  const problems = report.problems();
  const agent = problems.some(({ severity }) => severity === "error") ? undefined : whole;
  return { agent, problems, script, root, mentions: findings.mentions };
}

function readAgent(root: Section, source: string, findings: Findings, report: Report, options: ReadOptions): Agent {
  const sections = nodeBlocks.flatMap((block) => sectionsOf(root, block));
  const declared: Names = {
    variables: new Map(),
    nodes: readNodeNames(root, source, report),
    connectedAgents: new Set(sectionsOf(root, "connected_subagent").map(({ name }) => name.text)),
    connected: new Map(),
    knowledge: readKnowledge(root, source),
  };
  const variables = readVariables(sectionsOf(root, "variables"), outermost(declared, findings, report, source));
  const asking = outermost({ ...declared, variables }, findings, report, source, options);
  const connected = readConnectedAgents(sectionsOf(root, "connected_subagent"), asking);
  const place: Place = { ...asking, names: { ...asking.names, connected } };
  const identity = readIdentity(root, source, report);
  const model = readSharedModel(root, place);
  const starts = sectionsOf(root, "start_agent").map(({ name }) => name.text);
  const agent: Agent = {
    ...identity,
    ...readSystem(root, place),
    variables: Object.fromEntries(variables),
    knowledge: declared.knowledge,
    connections: readConnections(sectionsOf(root, "connection"), identity.agentType, place),
    connected: Object.fromEntries(connected),
    start: starts[0] ?? "",
    nodes: Object.fromEntries(sections.map((section) => [section.name.text, readNode(section, place, model)])),
  };
  checkAgent(agent, [...sections, ...sectionsOf(root, "connected_subagent")], starts, findings, report);
  checkCollects(agent, report);
  checkVoice(root, source, report);
  return agent;
}

/** Nodes by name. There is one start, and no name twice, connected agents included. */
function readNodeNames(root: Section, source: string, report: Report): Names["nodes"] {
  const nodes = new Map<string, { block: NodeBlock; description: string }>();
  if (!root.entries.has("start_agent")) {
    report.error("missing-required-field", root.name.span, "The script has no `start_agent`", {
      fix: "Add `start_agent main:`",
    });
  }
  for (const extra of sectionsOf(root, "start_agent").slice(1)) {
    report.error("singular-collection", extra.name.span, "There is one `start_agent` already", {
      fix: "Make this one a `subagent`",
    });
  }
  for (const block of nodeBlocks) {
    for (const section of sectionsOf(root, block)) {
      const { text, span } = section.name;
      if (nodes.has(text))
        report.error("duplicate-name", span, `\`${text}\` is already defined`, { fix: "Rename one of them" });
      else nodes.set(text, { block, description: fieldText(section, "description", source) ?? "" });
    }
  }
  const taken = new Set(nodes.keys());
  for (const { name } of sectionsOf(root, "connected_subagent")) {
    if (taken.has(name.text))
      report.error("duplicate-name", name.span, `\`${name.text}\` is already defined`, { fix: "Rename one of them" });
    taken.add(name.text);
  }
  return nodes;
}

function readKnowledge(root: Section, source: string): Readonly<Record<string, Value>> {
  const knowledge = blockOf(root, "knowledge");
  return Object.fromEntries(
    [...(knowledge?.entries.keys() ?? [])].flatMap((name) => {
      const term = fieldTerm(knowledge, name);
      const value = term && scalarOf(term, source);
      return term ? [[name, value ?? null]] : [];
    }),
  );
}

function readSharedModel(root: Section, place: Place) {
  const model = readModel(root, place);
  const config = blockOf(root, "model_config");
  if (config && model.uri === undefined && Object.keys(model.params).length > 0) {
    place.report.warning("model-config-without-model", config.name.span, "`params` without a `model` are passed over", {
      fix: "Name a `model`",
    });
  }
  return model.uri === undefined ? { params: {} } : model;
}

/** What the agent is told and says by itself. */
function readSystem(
  root: Section,
  place: Place,
): Pick<Agent, "instructions" | "welcome" | "errorMessage" | "stripPreamble"> {
  const system = blockOf(root, "system");
  const messages = blockOf(system, "messages");
  const template = (section: Section | undefined, name: string) => {
    const term = fieldTerm(section, name);
    return term && resolveText(term, place);
  };
  return {
    instructions: template(system, "instructions"),
    welcome: template(messages, "welcome"),
    errorMessage: template(messages, "error"),
    stripPreamble: fieldFlag(system, "strip_salesforce_instructions") === true,
  };
}
