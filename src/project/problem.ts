// A problem of a file as a whole, where no line is to blame.
import type { FileProblem } from "../contract/setup.ts";

export const fileProblem = (file: string, code: string, message: string, fix?: string): FileProblem => ({
  file,
  code,
  severity: "error",
  message,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  ...(fix !== undefined && { fix }),
});
