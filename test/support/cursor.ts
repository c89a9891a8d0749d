// Texts with a mark where the cursor stands.

/** The text without its first `¦`, and the offset where that stood. */
export function cursorIn(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf("¦");
  if (offset < 0) throw new Error("The text has no `¦`");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
