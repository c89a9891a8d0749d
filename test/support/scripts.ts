// What tests ask of a script: the agent it makes, and what the checker says of it.
import type { Agent, Node } from "../../src/script/agent.ts";
import { readScript } from "../../src/script/read.ts";
import { type Additions, baseScript } from "../fixtures/scripts/base.ts";

/** The agent of a script without errors. */
export function agentOf(source: string): Agent {
  const { agent, problems } = readScript(source);
  if (!agent) throw new Error(JSON.stringify(problems, null, 2));
  return agent;
}

/** The start agent of the base script with these additions. */
export const mainOf = (additions: Additions): Node => agentOf(baseScript(additions)).nodes.main as Node;

/** Problems as `severity code`, in the order of the source. */
export const told = (source: string) => readScript(source).problems.map(({ severity, code }) => `${severity} ${code}`);

/** The same of the base script with these additions. */
export const toldOf = (additions: Additions) => told(baseScript(additions));
