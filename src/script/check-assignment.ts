// `set`: whether the variable may be set, whether the value suits it, and whether it carries what the model must not see.
import type { Variable } from "./agent.ts";
import { inferType, suits, typeText } from "./infer.ts";
import type { Place } from "./names.ts";
import type { Report } from "./report.ts";
import type { Expression, Span } from "./tree.ts";
import { expressionsIn } from "./walk.ts";

/** Whether a variable can be set; one that cannot is reported. */
export function checkAssignable({ name, kind }: Variable, span: Span, report: Report): boolean {
  if (kind === "mutable") return true;
  const fix = kind === "linked" ? "Copy it to a mutable variable" : "Declare the variable `mutable`";
  report.error("set-immutable-target", span, `\`${name}\` is ${kind} and cannot be set`, { fix });
  return false;
}

/** Check one assignment. */
export function checkAssignment(variable: Variable, value: Expression, span: Span, place: Place): void {
  const { report } = place;
  if (!checkAssignable(variable, span, report)) return;
  const type = inferType(value, place);
  if (!type || suits(type, variable.type)) return;
  const message = `\`${variable.name}\` is ${typeText(variable.type)}, but the value is ${typeText(type)}`;
  report.warning("type-mismatch", span, message, { fix: "Change the type of one of them" });
}

/** Remember a variable that takes on an output the model must not see (`filter_from_agent`). */
export function noteSecret(variable: string, value: Expression, { outputs, findings }: Place): void {
  const hidden = new Set(outputs?.outputs.filter((output) => !output.visible).map((output) => output.name));
  if (hidden.size === 0) return;
  for (const part of expressionsIn(value)) {
    if (part.kind === "reference" && part.namespace === "outputs" && hidden.has(part.name))
      findings.secrets.set(variable, part.span);
  }
}
