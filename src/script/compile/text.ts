// Names, texts and addresses as the compiled form writes them.

/** Where a new word begins inside a name: a capital after a small letter, and letters next to digits. */
const seam = /(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])/g;

/** A name for people out of a name for programs: `late_days` and `lateDays` become `Late Days`. */
export const titled = (name: string): string =>
  name
    .replaceAll("_", " ")
    .replace(seam, " ")
    .replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

/** `flow://Name` in two parts. Without a scheme, all of it is the path. */
export function addressOf(uri: string): { readonly scheme: string; readonly path: string } {
  const [, scheme = "", path = uri] = /^(\w+):\/\/([\s\S]*)$/.exec(uri) ?? [];
  return { scheme, path };
}

const leadOf = (line: string): number => line.length - line.trimStart().length;

/** A text without the blanks that all of its lines after the first begin with. Of several leading line ends, one is kept. */
export function dedented(text: string): string {
  const body = text.replace(/^\n+/, "");
  const lead = text.length - body.length > 1 ? "\n" : "";
  const [first = "", ...rest] = body.split("\n");
  if (rest.length === 0) return lead + first.trimStart();
  const indent = Math.min(...rest.filter((line) => line.trim() !== "").map(leadOf));
  const lines = rest.map((line) => (line.trim() === "" && indent > 0 ? "" : line.slice(indent)));
  return lead + [first.trimStart(), ...(Number.isFinite(indent) ? lines : rest)].join("\n").trimEnd();
}
