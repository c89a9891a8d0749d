// Rows as the text of a file, a piece at a time: CSV for spreadsheets, JSONL for programs.
import { cell } from "../contract/csv.ts";
import type { ExportFormat } from "../contract/setup-file.ts";

/** A row by the names of its columns. In CSV, an object is its JSON. */
export type Row = Readonly<Record<string, string | number | boolean | object | null>>;

/**
 * Rows as text. CSV begins with the names of the columns, which an empty file lacks.
 * @param first whether these are the first rows of the file
 */
export function written(rows: readonly Row[], format: ExportFormat, first: boolean): string {
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const head = first && rows[0] ? [Object.keys(rows[0])] : [];
  return [...head, ...rows.map((row) => Object.values(row).map(plain))]
    .map((cells) => `${cells.map(cell).join(",")}\r\n`)
    .join("");
}

const plain = (value: Row[string]) => (typeof value === "object" && value !== null ? JSON.stringify(value) : value);
