// Rules of an action's definition: what it says of itself, and of the objects it takes and gives (spec §2.12, §6.5).
import type { Type } from "./agent.ts";
import { fieldText, keySpan } from "./fields.ts";
import { typeText } from "./infer.ts";
import type { Place } from "./names.ts";
import type { Section } from "./shape.ts";

/** Say when an action has no description: its tools are then offered without one. */
export function checkDescription(action: Section, { report }: Place): void {
  if (action.entries.has("description")) return;
  const message = `Action \`${action.name.text}\` has no description, by which the model would know it`;
  report.info("action-missing-description", action.name.span, message, { fix: "Add `description:`" });
}

/** Check that an object names its type of the platform, and that nothing else does. */
export function checkPlatformType(parameter: Section, type: Type, place: Place): void {
  const { name } = parameter;
  const { report, source } = place;
  const named = (field: string) => (fieldText(parameter, field, source) ?? "").trim() !== "";
  if (type.of !== "object" && named("complex_data_type_name")) {
    const message = `\`${name.text}\` is ${typeText(type)}, which has no type of the platform`;
    const span = keySpan(parameter, "complex_data_type_name");
    report.warning("complex-data-type-on-primitive", span, message, { fix: "Remove it, or write `object`" });
  } else if (type.of === "object" && !named("complex_data_type_name") && !named("schema")) {
    const message = `\`${name.text}\` is ${typeText(type)}, and Agentforce is not told which type of the platform it has`;
    report.warning("object-type-missing-schema", name.span, message, { fix: "Add `complex_data_type_name:` below it" });
  }
}
