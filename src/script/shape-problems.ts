// What is told of fields that are not as their table has them: unknown, strange to their node, deprecated, without effect.
import { closest } from "../closest.ts";
import type { CodeOf } from "./codes.ts";
import { type Cure, type Report, replaceWith } from "./report.ts";
import { type Field, type Fields, fieldNamed } from "./schema-field.ts";
import { anyNodeFields, type Variant } from "./schema-variant.ts";
import type { Element, Inline, Item, Word } from "./syntax.ts";
import type { Span } from "./tree.ts";

/** Where fields are read: their table, and the words for messages. */
export interface Frame {
  readonly fields: Fields;
  /** `config`, `subagent billing`; empty at the top. */
  readonly path: string;
  readonly statements: boolean;
  readonly elsewhere?: Field["elsewhere"];
  readonly strangers?: CodeOf<"error">;
  /** The kind of node that is read, where it is no ordinary one. */
  readonly variant?: Variant;
  /** What the entries of the nearest map around it may say. */
  readonly entryFields?: Fields;
  readonly name: Word;
  readonly value?: Inline;
  readonly span: Span;
}

/** What stands in a block without being a field of it. */
export function refuse(item: Item, frame: Frame, report: Report): void {
  if (item.kind === "damaged" || (item.kind === "value" && item.term.kind === "name" && item.term.text === "empty"))
    return;
  const where = frame.path ? ` in \`${frame.path}\`` : " here";
  const cure = { fix: "Write fields as `name: value`" };
  if (item.kind === "entry") report.error("invalid-sequence-element", item.span, `A list has no place${where}`, cure);
  else if (item.kind === "available") {
    report.error("available-when-outside-tool", item.span, `\`available when\` has no place${where}`, {
      fix: "Write it below a tool in `reasoning.actions`",
    });
  } else if (item.kind === "value") report.error("syntax-error", item.span, `A value alone has no place${where}`, cure);
  else report.error("syntax-error", item.span, `A statement has no place${where}`, cure);
}

/** Whether a key is a field of ordinary nodes that a node of this kind does not have, which is reported. */
export function isStrange({ text, span }: Word, { fields, variant, path }: Frame, report: Report): boolean {
  if (!variant || fieldNamed(fields, text) || !fieldNamed(anyNodeFields, text)) return false;
  const tell = variant.strange === "error" ? report.error : report.warning;
  tell("custom-subagent-validation", span, `\`${path}\` is a node that the host runs, and has no \`${text}\``, {
    fix: "Remove it, or write `on_init` and `on_exit`",
  });
  return true;
}

/** Report a key the table does not have. Gives the name it was most likely meant to be. */
export function reportUnknown(element: Element, frame: Frame, report: Report): string | undefined {
  const [key] = element.words as [Word];
  const misplaced = frame.elsewhere && fieldNamed(frame.elsewhere.fields, key.text) ? frame.elsewhere : undefined;
  const meant = misplaced ? undefined : closest(key.text, Object.keys(frame.fields));
  const known = Object.keys(frame.fields).filter((name) => !frame.fields[name]?.deprecated);
  const cure: Cure = meant
    ? { ...replaceWith(key.span, meant), fix: `Did you mean \`${meant}\`?` }
    : { fix: misplaced ? misplaced.fix : known.length > 0 ? `Known here: ${known.join(", ")}` : "Remove it" };
  const code = frame.strangers ?? "unknown-field";
  if (frame.path) report.error(code, key.span, `\`${frame.path}\` has no field \`${key.text}\``, cure);
  else report.error("unknown-block", key.span, `There is no block \`${key.text}\``, cure);
  return meant;
}

/** Say what the table says of a field: not run, deprecated, without effect. */
export function tellStanding(name: string, field: Field, key: Word, report: Report): void {
  if (field.deprecated) {
    const rename = /^Write `(\w+)` instead$/.exec(field.deprecated)?.[1];
    const edits = rename ? [{ span: key.span, text: rename }] : undefined;
    report.warning("deprecated-field", key.span, `\`${name}\` is deprecated`, { fix: field.deprecated, edits });
  }
  if (field.idle) report.info("no-effect", key.span, `\`${name}\` has no effect: ${field.idle}`);
}
