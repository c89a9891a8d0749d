// How many conditions the compiled form of a script spells out, before it is written: too many would fill the memory.
import type { Item } from "../syntax.ts";

/** About 50 characters each. A chain of a hundred branches with a line in each has 5,000. */
export const mostGates = 100_000;

/**
 * The conditions of all statements together. Each is written with those of every branch around it and of every branch
 * before those, so that a chain of branches grows with the square of its length.
 * @param above conditions of the branches around
 */
export function gatesIn(items: readonly Item[], above = 0): number {
  let gates = 0;
  for (const item of items) {
    gates += above;
    if (item.kind === "entry") gates += gatesIn(item.items, above);
    else if (item.kind === "if") {
      for (const [at, { body }] of item.branches.entries()) gates += above + gatesIn(body.items, above + at + 1);
      gates += gatesIn(item.otherwise?.items ?? [], above + item.branches.length);
    } else if ("body" in item) gates += gatesIn(item.body?.items ?? [], above);
  }
  return gates;
}
