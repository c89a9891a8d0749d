// Which lines fold away: what the last study said, moved along with what is typed since.
import { foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { FoldingRange } from "../../../../script/editor/folding.ts";

/** What a new study says of folds. */
export const foldsFound = StateEffect.define<readonly FoldingRange[]>();

type Folds = ReadonlyMap<number, number>;

/** Beginning of a line, to the end of the last line that folds under it. */
const folds = StateField.define<Folds>({
  create: () => new Map(),
  update: (value, { effects, changes, docChanged, state }) => {
    const found = effects.find((effect) => effect.is(foldsFound));
    if (found) return placed(state, found.value as readonly FoldingRange[]);
    if (!docChanged) return value;
    return new Map([...value].map(([from, to]) => [changes.mapPos(from), changes.mapPos(to)]));
  },
});

function placed({ doc }: EditorState, ranges: readonly FoldingRange[]): Folds {
  const inside = ranges.filter(({ to }) => to <= doc.lines);
  return new Map(inside.map(({ from, to }) => [doc.line(from).from, doc.line(to).to]));
}

export const folding: Extension = [
  folds,
  foldService.of((state, from, end) => {
    const to = state.field(folds).get(from);
    return to !== undefined && to > end ? { from: end, to } : null;
  }),
  foldGutter(),
  keymap.of(foldKeymap),
];
