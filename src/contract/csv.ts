// A value as a cell of a CSV file, for exports that the server writes and those that a page writes.

/**
 * A value in CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it: clients
 * and users choose these texts, and whoever opens the file should not run them.
 */
export function cell(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const safe = /^[\s]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
