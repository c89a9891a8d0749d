// What the page asks of a script, and how each question is answered from one reading of it.

import type { Analysis } from "../../../../script/editor/analyse.ts";
import { fixAll } from "../../../../script/editor/code-actions.ts";
import { complete } from "../../../../script/editor/complete.ts";
import type { Completions } from "../../../../script/editor/completion.ts";
import { type Hover, hover } from "../../../../script/editor/hover.ts";
import { type Renaming, rename, renameable } from "../../../../script/editor/rename.ts";
import { definition } from "../../../../script/editor/symbol.ts";
import type { Change } from "../../../../script/edits.ts";
import { changeTo } from "../../../../script/edits.ts";
import { formatScript } from "../../../../script/format.ts";
import { type Study, study } from "./study.ts";

/** The answers by question; offsets count UTF-16 units of the text that was sent. */
export interface Answers {
  readonly study: Study;
  readonly complete: Completions;
  readonly hover: Hover | undefined;
  readonly definition: { readonly from: number; readonly to: number } | undefined;
  readonly renameable: string | undefined;
  readonly rename: Renaming;
  readonly format: Change | undefined;
  readonly fixAll: Change | undefined;
}

export interface About {
  readonly offset?: number;
  /** The new name of a rename. */
  readonly name?: string;
  /** The agent's developer name. */
  readonly agent?: string;
}

export const answers: {
  readonly [Q in keyof Answers]: (analysis: Analysis, about: Required<About>) => Answers[Q];
} = {
  study: (analysis, { agent }) => study(analysis, agent),
  complete: (analysis, { offset }) => complete(analysis, offset),
  hover: (analysis, { offset }) => hover(analysis, offset),
  definition: (analysis, { offset }) => {
    const found = definition(analysis, offset);
    return found && { from: found.span.start.offset, to: found.span.end.offset };
  },
  renameable: (analysis, { offset }) => renameable(analysis, offset)?.name,
  rename: (analysis, { offset, name }) => rename(analysis, offset, name),
  format: ({ source }) => {
    const formatted = formatScript(source);
    return formatted === source ? undefined : changeTo(source, formatted);
  },
  fixAll: (analysis) => fixAll(analysis),
};

/** A question on its way, and its answer on the way back. */
export interface Asked {
  readonly id: number;
  readonly question: keyof Answers;
  /** Absent where it is the text that was sent last. */
  readonly source?: string;
  readonly about: About;
}
export interface Answered {
  readonly id: number;
  readonly answer: unknown;
}
