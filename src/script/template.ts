// The text of a template: what its raw lines mean once the indentation of the source is taken away (spec §1.7).

/** Stands for an interpolation while lines are measured. It is no blank, and no source text keeps it. */
const stand = "\0";

const leadOf = (line: string): number => line.length - line.trimStart().length;

/**
 * The parts of a template after the text rules. `column` is that of the pipe, from 0; `parts` are raw text, with its line
 * ends, and interpolations of any kind, which pass through as they are.
 */
export function templateParts<T extends object>(column: number, parts: readonly (string | T)[]): (string | T)[] {
  const raw = parts.map((part) => (typeof part === "string" ? part.replaceAll(stand, "\uFFFD") : stand)).join("");
  const interpolations = parts.filter((part): part is T => typeof part !== "string");
  const result: (string | T)[] = [];
  textOf(column, raw.split(/\r?\n/))
    .split(stand)
    .forEach((text, at) => {
      if (at > 0) result.push(interpolations[at - 1] as T);
      if (text !== "") result.push(text);
    });
  return result;
}

function textOf(column: number, [first = "", ...rest]: readonly string[]): string {
  const bare = first.trim() === "";
  const written = rest.filter((line) => line.trim() !== "");
  const strip = bare ? Math.min(...written.map(leadOf)) : column + 1 + leadOf(first);
  const lines = rest.map((line) => (line.trim() === "" ? "" : line.slice(Math.min(strip, leadOf(line)))));
  const text = [first.trimStart(), ...lines].join("\n").replace(/^\n+/, (breaks) => (breaks.length > 1 ? "\n" : ""));
  return text.endsWith(stand) ? text : text.trimEnd();
}
