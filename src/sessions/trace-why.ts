// Why a turn came to a subagent: the router's choice, a transition, a question of another subagent, or the start.
import type { Agent, Tool } from "../script/agent.ts";

/** The transition that was taken last, if one was since the last subagent was entered. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  /** `handoff` leaves for good, `supervision` asks and comes back. */
  readonly type: string;
  readonly mode: string;
  /** Tools that the model called before. */
  readonly calls: readonly string[];
}

/** One sentence on why `subagent` was entered. */
export function whyEntered(agent: Agent | undefined, subagent: string, crossing: Crossing | undefined): string {
  if (!crossing || crossing.to !== subagent) return whyFirst(agent, subagent);
  const { from, type, mode } = crossing;
  const tool = toolTaken(agent, crossing)?.name;
  if (type === "supervision")
    return `${from} asked it${tool ? ` by its tool ${tool}` : ""}, and goes on with its answer.`;
  if (mode !== "tool") return `A transition in the script of ${from}.`;
  const called = tool ? `called ${tool}` : "chose it";
  return agent && Object.hasOwn(agent.nodes, from) && agent.nodes[from]!.router
    ? `${from} is a router: its model ${called}.`
    : `The model of ${from} ${called}.`;
}

function whyFirst(agent: Agent | undefined, subagent: string): string {
  if (!agent || subagent !== agent.start) return "The conversation stood here when the last turn ended.";
  return agent.resetToStart
    ? "Every turn of this agent begins here."
    : "It is the start agent, and nothing led away from it.";
}

/** The tool that made the crossing: the one called last among those that lead there. */
export function toolTaken(agent: Agent | undefined, { from, to, calls }: Crossing): Tool | undefined {
  const tools = agent && Object.hasOwn(agent.nodes, from) ? agent.nodes[from]!.tools : [];
  const leading = tools.filter(({ target }) => "to" in target && target.to === to);
  return leading.find(({ name }) => calls.includes(name)) ?? (leading.length === 1 ? leading[0] : undefined);
}
