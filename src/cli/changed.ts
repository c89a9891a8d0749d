// Says on a terminal what a change of a record did, and what is odd about the outcome.
import type { Changed } from "../contract/setup-records.ts";
import type { Output } from "./output.ts";

/** Gives the exit code: what is odd stops nothing. */
export function sayChanged(output: Output, name: string, changed: Changed): 0 {
  output.data(changed);
  const what = changed.what.length > 0 ? `: ${changed.what.join("; ")}` : "";
  output.line(`${changed.change} ${name}${what}`);
  for (const { sentence } of changed.notices) output.note(sentence);
  return 0;
}
