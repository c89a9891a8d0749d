// The agent of a script that a command works with, or the script's problems, told as `agent validate` tells them.
import type { Agent } from "../script/agent.ts";
import { formatProblem } from "../script/format-problem.ts";
import type { Problem } from "../script/problem.ts";
import { readScript } from "../script/read.ts";
import { type Given, misuse } from "./command.ts";
import type { Output } from "./output.ts";
import { paintFor } from "./paint.ts";
import { scriptsIn, shown } from "./scripts.ts";
import { readSource } from "./source-file.ts";

export const nestedIfOption = ["--allow-nested-if", "take `if` inside `if`, which Agentforce refuses"] as const;

/** What the options of a command say about reading a script. */
export const readingOf = ({ options }: Given) => ({ allowNestedIf: options.allowNestedIf === true });

/** A script as it was read. */
export interface ReadAgent {
  readonly file: string;
  readonly source: string;
  /** `undefined` exactly when a problem is an error. */
  readonly agent: Agent | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Read the one script that a path names or holds.
 * @throws Failure `misuse` when it leads to none, or to several
 */
export async function readAgent(cwd: string, path: string, options: ReturnType<typeof readingOf>): Promise<ReadAgent> {
  const [file = "", ...more] = await scriptsIn(cwd, [path]);
  if (more.length > 0) throw misuse(`${path} holds ${more.length + 1} scripts: name one of them`);
  const { text: source, problem } = await readSource(file);
  const read = problem ? { agent: undefined, problems: [problem] } : readScript(source, options);
  return { ...read, file: shown(cwd, file), source };
}

/** Tell the problems of a script. */
export function tellProblems(output: Output, { file, source, problems }: Omit<ReadAgent, "agent">): void {
  for (const problem of problems) output.line(`${formatProblem(problem, file, source, paintFor(output))}\n`);
}
