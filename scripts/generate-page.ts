// A generated page in Markdown: its head, and tables.

/** A page that says what it was made from. */
export const page = (title: string, source: string, lines: readonly string[]): string =>
  [`# ${title}`, "", `Made from \`${source}\` by \`npm run generate\`.`, "", ...lines, ""].join("\n");

/** A table, line by line. A `|` in a cell stays one. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
