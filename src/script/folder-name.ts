// The rule that an agent is named as the folder it lies in, which is its API name (spec §8.1).
import type { Agent } from "./agent.ts";
import { positionAt } from "./position.ts";
import type { Problem } from "./problem.ts";

/** The problem of an agent whose script lies in a folder with another name; the vendor's deployment refuses it, too. */
export function folderNameProblem(
  source: string,
  agent: Pick<Agent, "developerName">,
  folder: string,
): Problem | undefined {
  const { developerName } = agent;
  if (developerName === folder) return undefined;
  const line = /^([ \t]+(?:developer_name|agent_name)[ \t]*:[ \t]*)([^\s#]+)/m.exec(source);
  const start = line ? line.index + line[1]!.length : 0;
  return {
    code: "developer-name-mismatch",
    severity: "error",
    message: `developer_name is "${developerName}", but the agent's folder is named "${folder}"`,
    span: { start: positionAt(source, start), end: positionAt(source, start + (line?.[2]?.length ?? 0)) },
    fix: `Write developer_name: "${folder}", or rename the folder and the file to ${developerName}`,
  };
}
