// A script as it stands in an editor, ready to run: compiled once for each text.
import { createHash } from "node:crypto";
import type { Catalogue } from "../agents/catalogue.ts";
import type { Agent } from "../script/agent.ts";
import { readScript } from "../script/read.ts";

/** What stands for the version of a text that is none. The same text has the same name. */
export const draftName = (source: string): string => `preview:${createHash("sha256").update(source).digest("hex")}`;

/** The agent a text describes; `undefined` when the text has an error. */
export function draftAgent({ compiled }: Pick<Catalogue, "compiled">, source: string): Agent | undefined {
  const name = draftName(source);
  const known = compiled.get(name);
  if (known) return known;
  const { agent } = readScript(source);
  if (agent) compiled.set(name, agent);
  return agent;
}
