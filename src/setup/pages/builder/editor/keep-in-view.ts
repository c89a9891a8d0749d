// Keeps the line that is being written in view when the editor gets smaller below it, as when the list of problems grows.
import { EditorView, ViewPlugin } from "@codemirror/view";

export const keepInView = ViewPlugin.define((view) => {
  let height = view.scrollDOM.clientHeight;
  const watch = new ResizeObserver(() => {
    const before = height;
    height = view.scrollDOM.clientHeight;
    const { head } = view.state.selection.main;
    const bottom = view.coordsAtPos(head)?.bottom;
    if (!view.hasFocus || bottom === undefined) return;
    const { top } = view.scrollDOM.getBoundingClientRect();
    // A line that its writer had scrolled away from is left there.
    const hidden = bottom > top + height && bottom <= top + before;
    if (hidden) view.dispatch({ effects: EditorView.scrollIntoView(head) });
  });
  watch.observe(view.scrollDOM);
  return { destroy: () => watch.disconnect() };
});
