// The editor of Agent Script: one CodeMirror view, made once for a text, and what a page may tell it.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { useComputedColorScheme } from "@mantine/core";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { changeTo } from "../../../../script/edits.ts";
import type { Edit } from "../../../../script/problem.ts";
import { type Analyst, createAnalyst } from "../language/analyst.ts";
import { colours } from "./colours.ts";
import { cure, diagnose, type Studied } from "./diagnose.ts";
import { folding } from "./folds.ts";
import { keepInView } from "./keep-in-view.ts";
import { knowing } from "./knowing.ts";
import { look } from "./look.ts";
import { styleNonce } from "./style-nonce.ts";

/** What a page may tell the editor. */
export interface ScriptEditorHandle {
  text(): string;
  /** Put another text in place of this one; it can be undone. */
  replace(text: string): void;
  /** Show a line, counted from 1, and stand in it. */
  show(line: number): void;
  edit(edits: readonly Edit[]): void;
  readonly analyst: Analyst;
}

export interface ScriptEditorProps {
  readonly ref?: Ref<ScriptEditorHandle>;
  /** The text to begin with; later ones come by `replace`. */
  readonly source: string;
  readonly developerName: string;
  readonly readOnly: boolean;
  readonly label: string;
  readonly onEdit: () => void;
  readonly onStudied: (studied: Studied) => void;
  readonly onRename: (offset: number) => void;
}

export default function ScriptEditor(props: ScriptEditorProps) {
  const { ref, developerName, readOnly, label } = props;
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const made = useRef<{ view: EditorView; analyst: Analyst }>(undefined);
  const [painted] = useState(() => new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of theme repaints the editor, below
  useEffect(() => {
    const analyst = createAnalyst();
    const state = EditorState.create({
      // What was typed outlives an editor that is made anew.
      doc: made.current?.view.state.doc ?? latest.current.source,
      extensions: [
        EditorView.cspNonce.of(styleNonce()),
        painted.of([look(scheme), colours(scheme)]),
        EditorView.lineWrapping,
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        rectangularSelection(),
        EditorState.allowMultipleSelections.of(true),
        EditorState.readOnly.of(readOnly),
        EditorState.tabSize.of(4),
        indentUnit.of("    "),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        folding,
        keepInView,
        knowing(analyst, (offset) => readOnly || latest.current.onRename(offset)),
        diagnose(analyst, developerName, (studied) => latest.current.onStudied(studied)),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-multiline": "true",
          spellcheck: "false",
          tabindex: "0",
        }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) latest.current.onEdit();
        }),
      ],
    });
    const view = new EditorView({ state, parent: place.current! });
    made.current = { view, analyst };
    return () => {
      view.destroy();
      analyst.stop();
    };
  }, [developerName, readOnly, label, painted]);

  useEffect(() => {
    made.current?.view.dispatch({ effects: painted.reconfigure([look(scheme), colours(scheme)]) });
  }, [scheme, painted]);

  useImperativeHandle(ref, () => handleOf(() => made.current!), []);
  return <div ref={place} style={{ height: "100%", minHeight: 0, overflow: "hidden" }} />;
}

function handleOf(made: () => { view: EditorView; analyst: Analyst }): ScriptEditorHandle {
  return {
    text: () => made().view.state.doc.toString(),
    replace: (text) => {
      const { view } = made();
      const { from, to, text: insert } = changeTo(view.state.doc.toString(), text);
      view.dispatch({ changes: { from, to, insert } });
    },
    show: (line) => {
      const { view } = made();
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    edit: (edits) => cure(made().view, edits),
    get analyst() {
      return made().analyst;
    },
  };
}
