// `with name=value`: the inputs given to an action, and whether the action knows them.
import { closest } from "../closest.ts";
import type { ActionDefinition, Type } from "./agent.ts";
import type { CodeOf } from "./codes.ts";
import { inferType, suits, typeText } from "./infer.ts";
import { noteMention, type Place } from "./names.ts";
import { resolve } from "./resolve.ts";
import type { Assignment, Item } from "./syntax.ts";
import type { Binding, Span } from "./tree.ts";

/** The bindings among some items. Of two for one name the last counts, and a warning says so. */
export function readBindings(items: readonly Item[], place: Place): readonly Binding[] {
  const bindings = new Map<string, Binding>();
  for (const item of items) {
    if (item.kind !== "with") continue;
    for (const written of item.bindings) {
      const { text, span } = written.name;
      if (bindings.has(text)) {
        place.report.warning("duplicate-clause", span, `\`with ${text}\` is given twice; the last one counts`, {
          fix: "Remove one",
        });
      }
      bindings.set(text, readBinding(written, place));
    }
  }
  return [...bindings.values()];
}

function readBinding({ name, value, span }: Assignment, place: Place): Binding {
  const resolved = value.kind === "slot" ? value : resolve(value, { ...place, interpolates: true });
  return { name: name.text, value: resolved, span };
}

/** Check the bindings of `run`: every one known, every required input given, nothing left to the model. */
export function checkBindings(bindings: readonly Binding[], action: ActionDefinition, span: Span, place: Place): void {
  const { report } = place;
  checkInputs(bindings, action, "run-unknown-input", `${place.node}.${action.name}`, place);
  for (const binding of bindings) {
    if (binding.value.kind !== "slot") continue;
    report.error("slot-fill-in-run", binding.span, "The model fills nothing in `run`, which it does not see", {
      fix: "Give a value, or offer the action as a tool",
    });
  }
  if (!report.complete()) return;
  for (const input of action.inputs) {
    if (!input.required || input.default !== undefined || bindings.some((binding) => binding.name === input.name))
      continue;
    report.warning(
      "run-missing-required-input",
      span,
      `Action \`${action.name}\` needs \`${input.name}\`, which is not given`,
      {
        fix: `Add \`with ${input.name}=…\` below it`,
      },
    );
  }
}

/** An action or a connected agent, as far as bindings ask. */
interface Callee {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly type: Type }[];
}

/**
 * Check that an action or a connected agent has the inputs that bindings name, and that their values suit.
 * `scope` is what its inputs belong to.
 */
export function checkInputs(
  bindings: readonly Binding[],
  callee: Callee,
  code: CodeOf<"error">,
  scope: string,
  place: Place,
): void {
  const { report } = place;
  const known = callee.inputs.map((input) => input.name);
  const inputs = new Map(callee.inputs.map((input) => [input.name, input]));
  for (const { name, value, span } of bindings) {
    const input = inputs.get(name);
    if (!input) {
      const meant = report.crowded() ? undefined : closest(name, known);
      const fix = meant ? `Did you mean \`${meant}\`?` : `Its inputs: ${known.slice(0, 12).join(", ") || "none"}`;
      report.error(code, span, `\`${name}\` is not an input of \`${callee.name}\``, { fix });
      continue;
    }
    noteMention(place, { kind: "input", name, scope }, span, "first");
    const type = inferType(value, place);
    if (!type || suits(type, input.type)) continue;
    report.warning(
      "type-mismatch",
      span,
      `\`${name}\` is ${typeText(input.type)}, but the value is ${typeText(type)}`,
      { fix: "Change one of them" },
    );
  }
}
