// The tools a node offers the model now: gated by `available when`, described, with the schema of their slots.
import type { ToolOffer } from "../models/port.ts";
import type { Node } from "../script/agent.ts";
import { EvaluationError, evaluate } from "../script/evaluate.ts";
import { truthy } from "../script/value.ts";
import { type Form, formTools } from "./collect.ts";
import type { TurnEvent } from "./events.ts";
import { limits } from "./limits.ts";
import type { LiveTool } from "./live-tool.ts";
import { formatSchema, responseTools } from "./respond.ts";
import type { Running } from "./running.ts";
import { scopeOf } from "./scope.ts";
import { schemaOf, slotsOf } from "./slots.ts";
import { clock, step } from "./steps.ts";

/**
 * Gate the tools of a node (agent-script spec §5.4, step 3b). A router has its transitions and nothing else (§5.7).
 * @param form the node's form, whose tools are there while it asks for something
 */
export function* offered(
  running: Running,
  node: Node,
  form: Form | undefined,
): Generator<TurnEvent, readonly LiveTool[]> {
  const started = clock(running.ports);
  const problems: string[] = [];
  const all = node.router
    ? node.tools.filter(({ target }) => target.kind === "transition")
    : [...node.tools, ...formTools(node, form), ...responseTools(running)];
  const tools = all.filter((tool) => isAvailable(running, tool, problems));
  const enabled = { agent_name: node.name, enabled_tools: tools.map(({ name }) => name) };
  yield step(running, "EnabledToolsStep", started, enabled, problems);
  return tools;
}

/** Whether a tool may be called now. A gate without a value is a shut gate. */
export function isAvailable(running: Running, tool: LiveTool, problems: string[]): boolean {
  if ((running.failures.get(`${running.node}.${tool.name}`) ?? 0) >= limits.failuresPerTool) {
    problems.push(`"${tool.name}" failed ${limits.failuresPerTool} times in a row and is withheld in this turn`);
    return false;
  }
  if (!tool.available) return true;
  try {
    return truthy(evaluate(tool.available, scopeOf(running, problems)));
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError)) throw thrown;
    problems.push(`line ${thrown.span.start.line}: "${tool.name}" is hidden: ${thrown.message}`);
    return false;
  }
}

const purposes: Readonly<Record<LiveTool["target"]["kind"], ToolOffer["purpose"]>> = {
  action: "action",
  transition: "transition",
  delegate: "action",
  connected: "action",
  cancelCollect: "action",
  respond: "action",
  setVariables: "variables",
  escalate: "escalate",
  endSession: "end",
};

/** A tool as the model is told of it: its name is the alias (spec §5.5). */
export function offerOf(running: Running, node: Node, tool: LiveTool): ToolOffer {
  return {
    name: tool.name,
    description: tool.description,
    parameters:
      tool.target.kind === "respond" ? formatSchema(tool.target.format) : schemaOf(slotsOf(running.agent, node, tool)),
    purpose: purposes[tool.target.kind],
  };
}
