// What a person typed, as the value it stands for.
import type { InputKind } from "../../contract/setup-preview.ts";

/** What was typed, by name; a field that was not touched has no entry. */
export type Typed = Readonly<Record<string, string>>;

/** The value a text stands for; nothing typed stands for nothing. @throws SyntaxError for what is no JSON */
export const readAs = (kind: InputKind, text: string): unknown =>
  text === "" ? null : kind === "text" ? text : (JSON.parse(text) as unknown);

/** Whether the text can be read as a value of this kind. */
export function isReadable(kind: InputKind, text: string): boolean {
  try {
    readAs(kind, text);
    return true;
  } catch {
    return false;
  }
}
