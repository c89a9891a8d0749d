// The file through which commands find the running server: its address and the operator's token, for its owner only.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const OperatorFile = z.object({
  /** Where the server listens on this machine; its My Domain URL may be another. */
  url: z.url(),
  token: z.string().min(1),
});
export type OperatorFile = z.infer<typeof OperatorFile>;

export const operatorFile = (data: string) => join(data, "operator.json");

/** Written beside its place and then moved there, so that nobody reads half of it or more than they may. */
export async function writeOperatorFile(data: string, content: OperatorFile): Promise<void> {
  const file = operatorFile(data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Remove the file, unless another server has written its own since. */
export async function removeOperatorFile(data: string, token: string): Promise<void> {
  const now = await readOperatorFile(data);
  if (now?.token === token) await rm(operatorFile(data), { force: true });
}

/** The file's content; `undefined` when there is none, or it is not one of ours. */
export async function readOperatorFile(data: string): Promise<OperatorFile | undefined> {
  const text = await readFile(operatorFile(data), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return OperatorFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
