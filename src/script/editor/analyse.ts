// One reading of a script for an editor: its problems, its names, its lines. Made once for each text; every feature asks it.
import type { Agent } from "../agent.ts";
import type { Mention } from "../names.ts";
import type { Problem } from "../problem.ts";
import { dissect } from "../read.ts";
import type { Section } from "../shape.ts";
import type { Script } from "../syntax.ts";
import { type Definition, definitionsIn } from "./definitions.ts";
import { type Row, rowsIn } from "./rows.ts";

export interface Analysis {
  readonly source: string;
  /** Sorted by place. */
  readonly problems: readonly Problem[];
  /** `undefined` exactly when a problem is an error. */
  readonly agent: Agent | undefined;
  readonly script: Script;
  /** The blocks that were read; absent when the script is of a dialect that is not read. */
  readonly root?: Section;
  /** In the order of the source. */
  readonly definitions: readonly Definition[];
  /** Names that refer to a definition, in the order of the source. */
  readonly references: readonly Mention[];
  readonly rows: readonly Row[];
}

/** Analyse the text of a script. Never throws, whatever the text: what can be known of a damaged one is known. */
export function analyse(source: string): Analysis {
  const { agent, problems, script, root, mentions } = dissect(source);
  const definitions = definitionsIn(root, source);
  const places = new Map(mentions.map((mention) => [mention.span.start.offset, mention]));
  const references = [...places.values()].toSorted((left, right) => left.span.start.offset - right.span.start.offset);
  return { source, problems, agent, script, root, definitions, references, rows: rowsIn(script.tokens, source) };
}
