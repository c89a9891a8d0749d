// Puts the functions that a shipped template calls into the project folder, so that an agent made from it works at once.
import { lstat, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Actions } from "../actions/port.ts";
import type { TemplateFile } from "../agents/templates.ts";

export interface Laid {
  /** Paths that were written, from the folder. */
  readonly files: readonly string[];
  /** Why some are missing, and what to do: sentences. `null` where none is. */
  readonly problem: string | null;
}

/**
 * Write the functions whose targets lead nowhere yet, and the data they read. Nothing that is there is written over,
 * and nothing is written outside the folder, whatever its links say. A target that leads somewhere already keeps its
 * place: a file would go before a pattern of dragoman.yaml. Where one file is in the way, or the folder cannot be
 * written, nothing is, and the caller is told why. A disk that is full in the middle leaves no half file.
 * @param files of the package, never of a request
 */
export async function layFunctions(
  folder: string,
  files: readonly TemplateFile[],
  actions: Pick<Actions, "resolve">,
): Promise<Laid> {
  const functions = files.filter(({ path }) => targetOf(path) !== undefined);
  const wanted = functions.filter(({ path }) => !actions.resolve(targetOf(path)!).resolved);
  if (wanted.length === 0) return { files: [], problem: null };
  const rest = files.filter((file) => !functions.includes(file));
  const missing: TemplateFile[] = [];
  const laid: string[] = [];
  try {
    const root = await realpath(folder);
    for (const file of [...rest, ...wanted]) {
      const there = await textOf(join(root, file.path));
      if (there === undefined) missing.push(file);
      else if (there !== file.text) return inTheWay(file.path);
    }
    for (const { path } of missing) {
      const place = dirname(join(root, path));
      await mkdir(place, { recursive: true });
      if (!`${await realpath(place)}${sep}`.startsWith(`${root}${sep}`)) return inTheWay(dirname(path));
    }
    // Data first: a function that is there can be called.
    for (const { path, text } of missing) {
      await writeNew(join(root, path), text);
      laid.push(path);
    }
  } catch (error) {
    if (!hasCode(error)) throw error;
    // Another agent of the template, made at the same moment, brings the rest.
    if (error.code !== "EEXIST") return { files: laid, problem: unwritable(error.code ?? "an unknown error") };
  }
  return { files: laid, problem: null };
}

const inTheWay = (path: string): Laid => ({
  files: [],
  problem:
    `${path} of your project folder is not the template's, and is left as it is: the functions that the agent calls ` +
    "were not written. Move it away and make the agent again, or write the functions yourself.",
});

const unwritable = (code: string) =>
  `Your project folder could not be read or written (${code}), so the functions that the agent calls are not all there. ` +
  "Let the server write to it and make the agent again, or write the functions yourself.";

/** Write a file that is not there yet, whole or not at all: half a function could be called. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    // What could be opened is ours.
    if (hasCode(error) && error.syscall !== "open") await rm(path, { force: true });
    throw error;
  }
}

/** The target that a function's file answers. */
function targetOf(path: string): string | undefined {
  const [, name] = /^actions\/(\w+)\.ts$/.exec(path) ?? [];
  return name === undefined ? undefined : `flow://${name}`;
}

/** The text of a file, `undefined` where there is nothing. A link that leads nowhere is something. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(async (error: unknown) => {
    const isNothing = () =>
      lstat(path).then(
        () => false,
        () => true,
      );
    if (hasCode(error) && error.code === "ENOENT" && (await isNothing())) return undefined;
    throw error;
  });
}

/** Whether the file system refused, rather than the program being wrong. */
const hasCode = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;
