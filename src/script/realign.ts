// Lines that slipped out of their block: indented deeper than the lines they end up among, they are put back where they belong.
import type { Report } from "./report.ts";
import type { Element, Item } from "./syntax.ts";

/**
 * The items of a block, with those that slipped out of the element before them moved back into it. By the rules of
 * layout they stand beside that element (spec §1.3), where nothing would know them. Each run of them is reported once.
 * @param belongs whether an item is at home in an element
 */
export function realigned(
  items: readonly Item[],
  belongs: (item: Item, home: Element) => boolean,
  report: Report,
): readonly Item[] {
  const column = items[0]?.span.start.column ?? 1;
  const result: Item[] = [];
  let adopted: Item[] | undefined;
  for (const item of items) {
    const home = result.at(-1);
    if (item.span.start.column <= column || home?.kind !== "element" || !belongs(item, home)) {
      result.push(item);
      adopted = undefined;
      continue;
    }
    if (!adopted) {
      adopted = [...(home.body?.items ?? [])];
      result[result.length - 1] = { ...home, body: { items: adopted, span: home.body?.span ?? home.span } };
      tell(item, adopted[0], report);
    }
    adopted.push(item);
  }
  return result;
}

function tell(item: Item, neighbour: Item | undefined, report: Report): void {
  const width = item.span.start.column - 1;
  const message = neighbour
    ? `This line is indented by ${width}, but its neighbours by ${neighbour.span.start.column - 1}`
    : "This line is indented like no other of its block";
  report.damage(item.span, message, { fix: "Indent it like its neighbours" }, "inconsistent-indentation");
}
