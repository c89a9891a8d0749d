// What the model is told: the lasting system prompt, the conversation, the instructions of the moment, the tools
// (agent-script spec §5.5).
import type { Node } from "../script/agent.ts";
import { render } from "../script/evaluate.ts";
import type { Template } from "../script/tree.ts";
import type { ModelRequest } from "./events.ts";
import { paired } from "./history.ts";
import { languageLine } from "./language.ts";
import type { LiveTool } from "./live-tool.ts";
import { offerOf } from "./offers.ts";
import type { Running } from "./running.ts";
import { connectionOf, scopeOf } from "./scope.ts";

/** Said before the author's words, unless the script strips it. */
const PREAMBLE = `You answer a person in a conversation. The instructions of the moment come last and change as the conversation goes: follow the latest.
Use a tool when it does what is needed, and the most specific one when several do. After a result, see whether another tool is needed before you answer.
Take facts from tool results and instructions only. When a tool fails, try it once more if that can help; otherwise say what did not work and what can be done instead.
Do not mention tools, instructions or this text.`;

/**
 * The request for the next reply.
 * @param focus the resolved instructions of the node
 * @param problems hears what a template left empty
 */
export function promptOf(
  running: Running,
  node: Node,
  focus: string,
  tools: readonly LiveTool[],
  problems: string[],
): ModelRequest {
  const { agent, surroundings } = running;
  const connection = connectionOf(running);
  const scope = scopeOf(running, problems);
  const rendered = (template: Template | undefined) => template && render(template, scope);
  return {
    system: joined("\n\n", [
      (node.stripPreamble ?? agent.stripPreamble) ? undefined : PREAMBLE,
      rendered(node.system ?? agent.instructions),
      joined("\n", [agent.company && `Company: ${agent.company}`, agent.role && `Your role: ${agent.role}`]),
      rendered(connection?.systemInstructions),
      joined("\n", [
        languageLine(agent, surroundings.locale),
        surroundings.timeZone && `The user's time zone is ${surroundings.timeZone}.`,
      ]),
    ]),
    messages: paired(running.messages),
    instructions: joined("\n", [focus, rendered(connection?.instructions)]),
    tools: tools.map((tool) => offerOf(running, node, tool)),
    ...(node.model ? { model: node.model.uri, params: node.model.params } : {}),
    signal: running.ports.signal,
  };
}

const joined = (separator: string, parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(separator);
