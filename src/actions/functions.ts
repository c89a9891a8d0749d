// Actions that are functions in files of the project folder: where a target's file is, and how it is called.
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { fitOutputs } from "./fit-outputs.ts";
import { inTime } from "./in-time.ts";
import type { ActionCall, ActionResult } from "./port.ts";

/** What the default export of `actions/X.ts` is: its inputs by name, and the outputs it gives back, now or later. */
export type ActionFunction = (
  inputs: Record<string, unknown>,
  context: {
    /** The same for a call and its repetition: pass it on to whatever must not happen twice. */
    readonly idempotencyKey: string;
    /** Aborted when nobody waits for the result any more. */
    readonly signal: AbortSignal;
  },
) => unknown;

const extensions = [".ts", ".js", ".mjs"] as const;

/** Names joined by dots or slashes. None begins with a dot, so no path leaves its folder. */
const safeName = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

/** The file of a target such as `flow://Get_Order`, as a path inside `folder`, or why there is none. */
export function fileOf(folder: string, target: string): { readonly file: string } | { readonly why: string } {
  const name = target.replace(/^[^:]*:\/\//, "");
  if (!safeName.test(name))
    return { why: `"${name}" cannot name a file: map ${target} under "actions" in dragoman.yaml` };
  const file = extensions
    .map((extension) => `actions/${name}${extension}`)
    .find((path) => existsSync(join(folder, path)));
  return file ? { file } : { why: `add actions/${name}.ts, or map ${target} under "actions" in dragoman.yaml` };
}

/**
 * Call the function of a file. The file is read again when it was edited since the last call.
 * @param path absolute path of the file
 * @param log hears, in one line, what a function threw; the result does not say it, for the model reads the result
 */
export async function callFunction(
  path: string,
  call: ActionCall,
  timeoutMs: number,
  log: (line: string) => void,
): Promise<ActionResult> {
  const { name, target } = call.definition;
  const context = (signal: AbortSignal) => ({ idempotencyKey: call.idempotencyKey, signal });
  try {
    const result = await inTime(call.signal, timeoutMs, async (signal) => {
      const run = await load(path);
      return run ? { raw: await run(structuredClone(call.inputs), context(signal)) } : undefined;
    });
    if (!result.ended) return late(name, result.why, timeoutMs);
    if (!result.value)
      return { ok: false, reason: "unresolved", message: `The file of ${name} exports no default function.` };
    return fitOutputs(call.definition, result.value.raw);
  } catch (thrown) {
    log(`${target} threw ${inWords(thrown, path)}`);
    return { ok: false, reason: "failed", message: `${name} failed.` };
  }
}

/** Whether the file says, by `export const idempotent = true`, that its function acts once for each idempotency key. */
export async function actsOnce(path: string): Promise<boolean> {
  return moduleOf(path).then(
    (module) => module.idempotent === true,
    () => false,
  );
}

/** The default export of a file, if it is a function. */
async function load(path: string): Promise<ActionFunction | undefined> {
  const module = await moduleOf(path);
  return typeof module.default === "function" ? (module.default as ActionFunction) : undefined;
}

/** What a file exports. The time of its last edit makes an edited file a new module. */
async function moduleOf(path: string): Promise<{ readonly default?: unknown; readonly idempotent?: unknown }> {
  const { mtimeMs } = await stat(path);
  return import(`${pathToFileURL(path).href}?v=${mtimeMs}`);
}

/** What was thrown, and on which line of the action's file, as far as the stack tells. */
function inWords(thrown: unknown, path: string): string {
  if (!(thrown instanceof Error)) return "something that is no Error";
  const file = basename(path);
  const [, after = ""] = (thrown.stack ?? "").split(file);
  const [, line] = /^(?:\?v=[\d.]+)?:(\d+)/.exec(after) ?? [];
  return `${thrown.name}: ${thrown.message} (${line ? `${file}:${line}` : file})`;
}

/** The result of a call that was left behind. */
export function late(name: string, why: "timeout" | "stopped", timeoutMs: number): ActionResult {
  const message = why === "timeout" ? `${name} took longer than ${timeoutMs / 1000} s.` : `${name} was stopped.`;
  return { ok: false, reason: "timeout", message };
}
