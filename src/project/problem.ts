// A problem of a file as a whole, where no line is to blame.
import type { FileProblem } from "../contract/setup.ts";

export const fileProblem = (
  file: string,
  code: string,
  message: string,
  fix?: string,
  severity: FileProblem["severity"] = "error",
): FileProblem => ({
  file,
  code,
  severity,
  message,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  ...(fix !== undefined && { fix }),
});
