// How the editor looks in each theme of the page.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** Sizes and grounds; the colours come from the page, so that both themes are one. */
export const look = (scheme: "light" | "dark"): Extension =>
  EditorView.theme(
    {
      "&": { height: "100%", fontSize: "13px", backgroundColor: "var(--mantine-color-body)" },
      "&.cm-focused": { outline: "2px solid var(--mantine-primary-color-filled)", outlineOffset: "-2px" },
      ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.55" },
      ".cm-content": { caretColor: "var(--mantine-color-text)" },
      ".cm-gutters": {
        backgroundColor: "var(--mantine-color-body)",
        color: "var(--mantine-color-dimmed)",
        borderRight: "1px solid var(--mantine-color-default-border)",
      },
      ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: scheme === "dark" ? "#ffffff0d" : "#0f5e590d" },
      ".cm-tooltip": {
        backgroundColor: "var(--mantine-color-body)",
        color: "var(--mantine-color-text)",
        border: "1px solid var(--mantine-color-default-border)",
        borderRadius: "6px",
        maxWidth: "34rem",
      },
      ".cm-tooltip-hover > *, .cm-completionInfo": { padding: "6px 10px" },
      ".cm-tooltip p": { margin: "4px 0 0" },
      ".cm-tooltip pre": { margin: "0", whiteSpace: "pre-wrap" },
      ".cm-tooltip-autocomplete ul li[aria-selected]": {
        backgroundColor: "var(--mantine-primary-color-filled)",
        color: "var(--mantine-primary-color-contrast)",
      },
      ".cm-panels": { backgroundColor: "var(--mantine-color-body)", color: "var(--mantine-color-text)" },
      ".cm-textfield": { backgroundColor: "var(--mantine-color-body)", color: "inherit" },
      ".cm-button": { backgroundImage: "none", color: "inherit" },
      // Its ornaments are of a script that few fonts have.
      ".cm-collapsedLines::before, .cm-collapsedLines::after": { display: "none" },
      ".cm-diagnosticAction": { backgroundColor: "#0f5e59", color: "#ffffff" },
    },
    { dark: scheme === "dark" },
  );
