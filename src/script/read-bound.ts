// Values that are bound before anybody asks: literals, and variables as they stand (spec §2.11, §2.14).

import type { Place } from "./names.ts";
import { isFixed } from "./read-declaration.ts";
import { resolve } from "./resolve.ts";
import type { Term } from "./syntax.ts";
import type { Expression } from "./tree.ts";

/** What an input is given: something fixed, or a variable that can have a value of the session. */
export function readBound(written: Term, place: Place): Expression {
  const value = resolve(written, place);
  if (value.kind === "reference" && value.namespace === "variables") {
    const variable = place.names.variables.get(value.name);
    if (variable?.kind !== "constant") return value;
    const message = `\`${value.name}\` is a constant, which no input is given`;
    const fix = "Write its value here, or declare it `mutable`";
    place.report.error("bound-input-not-linked-or-mutable", written.span, message, { fix });
  } else if (!isFixed(written) && value.kind !== "missing") {
    const message = "An input is given a literal, or one variable as it is";
    const fix = "Keep what you calculate in a variable, and name that here";
    place.report.error("bound-input-not-variable", written.span, message, { fix });
  }
  return value;
}
