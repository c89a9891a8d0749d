// Applies a project again whenever its folder is edited.
import { type Applied, type ApplyPorts, applyProject } from "./apply.ts";
import type { Declarations } from "./declarations.ts";
import { readProject } from "./read.ts";
import { watchProject } from "./watch.ts";

export interface Edits {
  /** Told what dragoman.yaml declares now, before it is applied. A file that cannot be used declares nothing new. */
  readonly read: (declared: Declarations) => void;
  /** Told what came of it. */
  readonly applied: (applied: Applied) => void;
}

/** The project in the folder that was applied to the org `orgId`. Its `${NAME}`s are looked up in `env`. */
export interface AppliedFolder {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly orgId: string;
}

/** Resolves once the folder is being watched; `stop` resolves when what has begun is done. */
export async function keepApplied(
  { folder, env, orgId }: AppliedFolder,
  ports: ApplyPorts,
  edits: Edits,
): Promise<{ stop(): Promise<void> }> {
  const again = async () => {
    const project = await readProject(folder, env);
    if (project.declared) edits.read(project.declared);
    edits.applied(await applyProject(project, ports, orgId));
  };
  const stopping = new AbortController();
  const { done } = await watchProject(folder, again, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}
