// Fields on the command line: `name=value`, where the value is YAML, as it would stand in dragoman.yaml.
import { parse } from "yaml";
import { misuse } from "./command.ts";

/** The fields of `name=value` words. A value of `none` takes a field away. */
export function readFields(words: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at < 1) throw misuse(`"${word}" is not a field: write name=value, such as label="The web shop"`);
      const text = word.slice(at + 1);
      return [word.slice(0, at), text === "none" ? null : yamlOf(text, word)];
    }),
  );
}

function yamlOf(text: string, word: string): unknown {
  try {
    return parse(text);
  } catch {
    throw misuse(
      `The value of "${word}" is not YAML: put a text with special characters in quotes, and those in the shell's`,
    );
  }
}
