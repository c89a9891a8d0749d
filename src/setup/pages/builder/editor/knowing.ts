// What the editor knows of the language: completion, what a word means, where a name leads. Asked of the analyst as needed.
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import type { Completion } from "../../../../script/editor/completion.ts";
import type { Hover } from "../../../../script/editor/hover.ts";
import type { Analyst } from "../language/analyst.ts";

const textOf = ({ state }: EditorView | CompletionContext): string => state.doc.toString();

/** The icons of the editor's own that fit best. */
const types: Readonly<Record<Completion["kind"], string>> = {
  block: "class",
  field: "property",
  value: "constant",
  keyword: "keyword",
  type: "type",
  namespace: "namespace",
  member: "variable",
};

async function completionsAt(analyst: Analyst, context: CompletionContext): Promise<CompletionResult | null> {
  const { pos, explicit } = context;
  const begun = context.matchBefore(/[@\w]+$|\.$/);
  if (!begun && !explicit) return null;
  const { from, items } = await analyst.ask("complete", textOf(context), { offset: pos });
  if (items.length === 0) return null;
  return {
    from,
    options: items.map(({ label, kind, text, detail, says, deprecated }, at) => ({
      label,
      type: types[kind],
      boost: deprecated ? -99 : -at,
      ...(text !== undefined && { apply: text }),
      ...(detail !== undefined && { detail }),
      ...(says !== undefined && { info: says }),
    })),
    validFor: /^@?\w*$/,
  };
}

/** What is told of a word, as text: whatever a script says of itself is never markup. */
function told({ code, text }: Hover): HTMLElement {
  const box = document.createElement("div");
  const add = (tag: "pre" | "p", words: string) => {
    const element = document.createElement(tag);
    element.textContent = words;
    box.append(element);
  };
  if (code) add("pre", code);
  for (const paragraph of text) add("p", paragraph);
  return box;
}

async function tooltipAt(analyst: Analyst, view: EditorView, offset: number): Promise<Tooltip | null> {
  const found = await analyst.ask("hover", textOf(view), { offset });
  if (!found || (!found.code && found.text.length === 0)) return null;
  const { start, end } = found.span;
  return { pos: start.offset, end: end.offset, above: true, create: () => ({ dom: told(found) }) };
}

/** Put the cursor where the name at an offset is defined. */
async function goToDefinition(analyst: Analyst, view: EditorView, offset: number): Promise<void> {
  const found = await analyst.ask("definition", textOf(view), { offset });
  if (!found) return;
  view.dispatch({
    selection: { anchor: found.from, head: found.to },
    effects: EditorView.scrollIntoView(found.from, { y: "center" }),
    userEvent: "select",
  });
  view.focus();
}

/** Lay the script out, unless it was edited meanwhile. The cursor stays behind the word it stands behind. */
async function format(analyst: Analyst, view: EditorView): Promise<void> {
  const source = textOf(view);
  const change = await analyst.ask("format", source);
  if (!change || textOf(view) !== source) return;
  const { from, to, text: insert } = change;
  const inked = source.slice(0, view.state.selection.main.head).replace(/\s/g, "").length;
  const formatted = source.slice(0, from) + insert + source.slice(to);
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: behindInk(formatted, inked) },
    scrollIntoView: true,
    userEvent: "format",
  });
}

/** The offset behind so many characters that are not blank: all that a new layout leaves as it is. */
function behindInk(text: string, inked: number): number {
  let offset = 0;
  for (let left = inked; left > 0 && offset < text.length; offset += 1) if (/\S/.test(text[offset] ?? "")) left -= 1;
  return offset;
}

/** Keys, and what they do with the script. */
export function knowing(analyst: Analyst, onRename: (offset: number) => void): Extension {
  const run =
    (work: (view: EditorView) => unknown) =>
    (view: EditorView): boolean => {
      work(view);
      return true;
    };
  return [
    autocompletion({
      override: [(context) => completionsAt(analyst, context)],
      activateOnCompletion: ({ apply }) => typeof apply === "string" && /[. ]$/.test(apply),
      icons: false,
    }),
    hoverTooltip((view, offset) => tooltipAt(analyst, view, offset), { hoverTime: 250 }),
    EditorView.domEventHandlers({
      mousedown: (event, view) => {
        const offset = event.ctrlKey || event.metaKey ? view.posAtCoords(event) : null;
        if (offset === null) return false;
        event.preventDefault();
        goToDefinition(analyst, view, offset);
        return true;
      },
    }),
    keymap.of([
      ...completionKeymap,
      { key: "F12", run: run((view) => goToDefinition(analyst, view, view.state.selection.main.head)) },
      { key: "F2", run: run((view) => onRename(view.state.selection.main.head)) },
      { key: "Shift-Alt-f", run: run((view) => format(analyst, view)) },
    ]),
  ];
}
