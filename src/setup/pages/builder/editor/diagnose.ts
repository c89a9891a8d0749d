// Shows what the checker says in the editor, each problem with its cure, shortly after the last key.
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Edit, Problem } from "../../../../script/problem.ts";
import type { Analyst } from "../language/analyst.ts";
import type { Study } from "../language/study.ts";
import { foldsFound } from "./folds.ts";

/** Milliseconds without a key before the script is read again: keys of one stroke are read once. */
const REST_MS = 15;

export interface Studied {
  readonly study: Study;
  /** The text that was studied. */
  readonly source: string;
}

/** The edits of a cure as one change of the editor. */
export const cure = (view: EditorView, edits: readonly Edit[]): void =>
  view.dispatch({
    changes: edits.map(({ span, text }) => ({ from: span.start.offset, to: span.end.offset, insert: text })),
    userEvent: "input.fix",
  });

function diagnosticOf({ span, severity, message, code, fix, edits }: Problem, length: number): Diagnostic {
  const from = Math.min(span.start.offset, length);
  return {
    from,
    to: Math.max(from, Math.min(span.end.offset, length)),
    severity,
    source: code,
    message: fix && !edits ? `${message}. ${fix}` : message,
    ...(edits && { actions: [{ name: fix ?? "Fix", apply: (view: EditorView) => cure(view, edits) }] }),
  };
}

/** Study the script when it rests, mark its problems, and hand the study on. */
export function diagnose(analyst: Analyst, agent: string, onStudied: (studied: Studied) => void): Extension {
  /** Resolves once what the editor holds was studied, or typed over. */
  const studyOnce = async (view: EditorView) => {
    const { doc } = view.state;
    const source = doc.toString();
    const found = await analyst.ask("study", source, { agent });
    if (!view.state.doc.eq(doc)) return;
    const marks = found.problems.map((problem) => diagnosticOf(problem, doc.length));
    view.dispatch(setDiagnostics(view.state, marks), { effects: foldsFound.of(found.folds) });
    onStudied({ study: found, source });
  };
  const watch = ViewPlugin.fromClass(
    class {
      timer: ReturnType<typeof setTimeout>;
      running = false;
      readonly view: EditorView;
      constructor(view: EditorView) {
        this.view = view;
        this.timer = setTimeout(this.look, 0);
      }
      /** One study at a time; what is typed meanwhile is studied next, so that studies never queue up behind keys. */
      look = async () => {
        if (this.running) return;
        this.running = true;
        let { doc } = this.view.state;
        await studyOnce(this.view);
        while (!this.view.state.doc.eq(doc)) {
          ({ doc } = this.view.state);
          await studyOnce(this.view);
        }
        this.running = false;
      };
      update({ docChanged }: ViewUpdate) {
        if (!docChanged) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(this.look, REST_MS);
      }
      destroy() {
        clearTimeout(this.timer);
      }
    },
  );
  return [watch, lintGutter(), keymap.of(lintKeymap)];
}
