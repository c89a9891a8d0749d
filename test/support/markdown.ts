// The fenced blocks of a Markdown file, with the line they begin on.
import { readFileSync } from "node:fs";

export interface Block {
  /** First word after the fence: the language. */
  readonly language: string;
  /** The rest of that line: what is to be done with the block. */
  readonly note: string;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

/** Every fenced block of a file, from top to bottom. */
export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let open: { info: string; line: number; text: string[] } | undefined;
  for (const [at, line] of readFileSync(file, "utf8").split("\n").entries()) {
    if (!line.startsWith("```")) {
      open?.text.push(line);
    } else if (!open) {
      open = { info: line.slice(3).trim(), line: at + 1, text: [] };
    } else {
      const [language = "", ...note] = open.info.split(" ");
      blocks.push({ language, note: note.join(" "), text: `${open.text.join("\n")}\n`, line: open.line });
      open = undefined;
    }
  }
  if (open) throw new Error(`${file}:${open.line}: the block is never closed`);
  return blocks;
}

/** The relative links of a file, without their fragments. */
export function linksOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1]!)
    .filter((link) => !/^[a-z]+:/.test(link));
}
