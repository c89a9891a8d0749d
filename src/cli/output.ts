// Words on a terminal: results on standard output, everything else on standard error, JSON when it was asked for.
import { styleText } from "node:util";

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export interface Output {
  /** True when `--json` was given: standard output then holds JSON and nothing else. */
  readonly json: boolean;
  /** A line for people, on standard output. Nothing under `--json`. */
  line(text?: string): void;
  /** Text for people without a line's end, for words as they come. Nothing under `--json`. */
  write(text: string): void;
  /** A value for programs, on one line. Nothing without `--json`. */
  data(value: unknown): void;
  /** A line on standard error, with or without `--json`. */
  note(text: string): void;
  /** The text in a style, when standard output is a terminal that shows styles and NO_COLOR is not set. */
  style(style: Style, text: string): string;
  /** Wait for work; when it takes more than a second, say on standard error what is being waited for. */
  progress<T>(what: string, work: Promise<T>): Promise<T>;
}

const PATIENCE_MS = 1000;

export function createOutput(stdout: Stream, stderr: Stream, json: boolean): Output {
  return {
    json,
    line: (text = "") => void (json || stdout.write(`${text}\n`)),
    write: (text) => void (json || stdout.write(text)),
    data: (value) => void (json && stdout.write(`${JSON.stringify(value)}\n`)),
    note: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    async progress(what, work) {
      const timer = setTimeout(() => stderr.write(`${what} …\n`), PATIENCE_MS);
      return work.finally(() => clearTimeout(timer));
    },
  };
}

/**
 * Rows in columns, each as wide as its widest cell; the last one as it is. Cells hold words of strangers, such as the
 * username of a refused login: control characters, which could forge rows or command a terminal, are spelled out.
 */
export function table(given: readonly (readonly string[])[]): string[] {
  const rows = given.map((row) => row.map(spelledOut));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join("  ")
      .trimEnd(),
  );
}

const spelledOut = (cell: string) =>
  cell.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
