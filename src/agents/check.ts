// Whether a script may become a version of an agent: the checker's word, and the rule that its name is its folder's.
import type { Agent } from "../script/agent.ts";
import { folderNameProblem } from "../script/folder-name.ts";
import type { Problem } from "../script/problem.ts";
import { readScript } from "../script/read.ts";

/** What a script means, when it has no errors, and everything there is to say about it. */
export interface Checked {
  readonly agent?: Agent;
  readonly problems: readonly Problem[];
}

/** Check a script that stands in a folder named `developerName`. */
export function checkSource(source: string, developerName: string): Checked {
  const { agent, problems } = readScript(source);
  const misnamed = agent && folderNameProblem(source, agent, developerName);
  if (misnamed) return { problems: [...problems, misnamed] };
  return { ...(agent && { agent }), problems };
}
