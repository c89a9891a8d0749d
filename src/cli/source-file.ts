// Scripts in their files: one that cannot be read or written is a problem of that file, told like those of its text.
import { randomUUID } from "node:crypto";
import { access, chmod, constants, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import type { Problem } from "../script/problem.ts";

/** The text of a script, as far as it could be read, and why no further. */
export interface Source {
  readonly text: string;
  readonly problem?: Problem;
}

/** Read a file as UTF-8. Never rejects. */
export async function readSource(file: string): Promise<Source> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return { text: "", problem: refusal("unreadable-file", error) };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const text = bytes.toString("utf8");
    return {
      text,
      problem: problemAt(text, "unreadable-file", "The file is not UTF-8 from here on", "Save it as UTF-8"),
    };
  }
}

/**
 * Write a script: whole, or not at all when the process is killed meanwhile. Never rejects: gives the problem when it
 * could not be written.
 */
export async function writeSource(file: string, text: string): Promise<Problem | undefined> {
  try {
    await replace(await realpath(file).catch(() => file), text);
    return undefined;
  } catch (error) {
    return refusal("unwritable-file", error);
  }
}

/** Written beside its place and then moved there. A new file, or one that is not ours alone, is written in place. */
async function replace(file: string, text: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  const isOurs = there?.isFile() && there.nlink === 1 && there.uid === process.getuid?.();
  if (!there || !isOurs) {
    await writeFile(file, text);
    return;
  }
  await access(file, constants.W_OK);
  const beside = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(beside, text, { flag: "wx" });
    await chmod(beside, there.mode);
    await rename(beside, file);
  } catch {
    // Nothing may be made in the folder, but the file itself may be written.
    await rm(beside, { force: true });
    await writeFile(file, text);
  }
}

/** What an error of the file system says of a script, and what to do. */
const reasons: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  EISDIR: ["This is a folder, not a script", "Rename the folder, or name the scripts in it"],
  EACCES: ["The file's permissions do not allow it to be opened", "Give yourself the permission"],
  EPERM: ["The file's permissions do not allow it to be opened", "Give yourself the permission"],
  EROFS: ["The file cannot be changed where it lies", "Copy it to a place where it can"],
  ENOENT: ["The file is not there", "See where the link leads"],
};

function refusal(problem: "unreadable-file" | "unwritable-file", error: unknown): Problem {
  const { code = "" } = error as NodeJS.ErrnoException;
  const [message, fix] = reasons[code] ?? [
    `The file cannot be opened (${code})`,
    "See whether another program opens it",
  ];
  return problemAt("", problem, message, fix);
}

/** A problem at the first character of the text that was no UTF-8, or at its beginning. */
function problemAt(text: string, code: string, message: string, fix: string): Problem {
  const offset = Math.max(0, text.indexOf("\ufffd"));
  const lines = text.slice(0, offset).split("\n");
  const place = { offset, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
  return { code, severity: "error", message, span: { start: place, end: place }, fix };
}
