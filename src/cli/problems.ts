// Problems and changes of a project in words, a line or two each, as `start` and `agent validate` print them.
import type { Change, FileProblem } from "../contract/setup.ts";
import type { Output } from "./output.ts";

const styles = { error: "red", warning: "yellow", info: "cyan" } as const;

/** `file:line:column error message`, and what to do on a line of its own. */
export function problemLines(output: Output, problem: FileProblem): string[] {
  const { file, line, column, severity, message, fix } = problem;
  const place = output.style("bold", `${file}:${line}:${column}`);
  return [
    `${place} ${output.style(styles[severity], severity)} ${message}`,
    ...(fix === undefined ? [] : [`    ${output.style("dim", fix)}`]),
  ];
}

/** `made the agent Order_Desk: version 1 is active`. */
export function changeLine({ kind, name, change, what }: Change): string {
  return `${change} the ${kind} ${name}${what ? `: ${what}` : ""}`;
}
