// Which table a node is read by: the kind that its `schema` names, and nodes whose first word was forgotten.
import { closest } from "../closest.ts";
import { plainText, termOf } from "./field-value.ts";
import { nodeBlocks } from "./names.ts";
import { insertBefore, type Report, replaceWith } from "./report.ts";
import { fieldNamed } from "./schema-field.ts";
import { anyNodeFields, variantNamed, variants } from "./schema-variant.ts";
import type { Frame } from "./shape-problems.ts";
import type { Element, Item, Word } from "./syntax.ts";

/** What `schema` changes of a node's table. One that names no kind is reported, and everything may stand beside it. */
export function variationOf(
  element: Element,
  source: string,
  report: Report,
): Partial<Pick<Frame, "fields" | "variant">> {
  const schema = element.body?.items.find((item) => item.kind === "element" && item.words[0]?.text === "schema");
  if (schema?.kind !== "element") return {};
  const term = termOf(schema);
  const address = term && plainText(term, source);
  if (!term || address === undefined) return { fields: anyNodeFields };
  const variant = variantNamed(address);
  if (!variant) {
    const known = variants.map((kind) => kind.address);
    const meant = closest(address, known);
    const cure = meant ? replaceWith(term.span, `"${meant}"`) : { fix: `The kinds are: ${known.join(", ")}` };
    report.error("unknown-variant", term.span, `There is no kind of node \`${address}\``, cure);
    return { fields: anyNodeFields };
  }
  if (variant.trial) {
    report.warning("byon-not-for-production", term.span, "The platform runs such nodes in tests, not in production", {
      fix: "Write an ordinary subagent for production",
    });
  }
  return { fields: variant.fields, variant };
}

/** A node whose first word was forgotten: `billing:` with `reasoning:` below it, read as the node it was meant to be. */
export function asNode(item: Element, items: readonly Item[], { path, fields }: Frame, report: Report): Element {
  const [name, second] = item.words as [Word, Word | undefined];
  const hasKey = (key: string) => (other: Item) => other.kind === "element" && other.words[0]?.text === key;
  if (path !== "" || second || fieldNamed(fields, name.text) || !item.body?.items.some(hasKey("reasoning")))
    return item;
  if (closest(name.text, nodeBlocks)) return item;
  const block = items.some(hasKey("start_agent")) ? "subagent" : "start_agent";
  const edits = [insertBefore(name.span, `${block} `)];
  report.error("unknown-block", name.span, `There is no block \`${name.text}\``, {
    fix: `Write \`${block} ${name.text}:\``,
    edits,
  });
  return { ...item, words: [{ ...name, text: block }, name] };
}
