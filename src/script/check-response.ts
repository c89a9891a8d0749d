// Rules of response formats: what their inputs may be, and where components of the platform may stand (spec §2.6, §6.5).
import type { FormatField } from "./agent.ts";
import { fieldText, keySpan } from "./fields.ts";
import type { Place } from "./names.ts";
import { isFixed } from "./read-declaration.ts";
import type { Report } from "./report.ts";
import { type Section, sectionsOf } from "./shape.ts";
import type { Term } from "./syntax.ts";

/** Check the inputs of one format together. */
export function checkFormatInputs(section: Section, target: string | undefined, { source, report }: Place): void {
  const inputs = sectionsOf(section, "inputs");
  if (target === "system://ESTypeMessage" && section.entries.has("inputs")) {
    const message = `\`${target}\` takes no inputs, so these do nothing`;
    report.warning("response-format-inputs-ignored-for-target", keySpan(section, "inputs"), message, {
      fix: "Remove them",
    });
  }
  if (inputs.length < 2) return;
  for (const input of inputs) {
    if (fieldText(input, "schema", source) === undefined) continue;
    const message = `\`${input.name.text}\` is shown by a component, and so is the only input of its format`;
    report.error("response-format-schema-input-not-exclusive", input.name.span, message, {
      fix: "Remove the other inputs, or move them to a format of their own",
    });
  }
}

/** What may be said of each type; `fields` of others than objects have a check of their own. */
const limitsOf: Readonly<Record<string, readonly string[]>> = {
  list: ["value", "min_items", "max_items"],
  string: ["enum", "min_length", "max_length"],
  number: ["enum", "minimum", "maximum"],
  integer: ["enum", "minimum", "maximum"],
};

/** Check that the limits below a type are limits of that type. */
export function checkLimits(section: Section, type: string, report: Report): void {
  const allowed = ["description", "fields", ...(Object.hasOwn(limitsOf, type) ? (limitsOf[type] ?? []) : [])];
  for (const limit of section.entries.keys()) {
    if (allowed.includes(limit)) continue;
    const message = `\`${limit}\` is no limit of a value of type ${type}`;
    report.error("unknown-field", keySpan(section, limit), message, { fix: "Remove it, or change the type" });
  }
}

/** A list as a default holds literals only. */
export function checkListDefault(name: string, written: Term, report: Report): void {
  if (written.kind !== "list" || written.items.every((item) => isFixed(item) && item.kind !== "dict")) return;
  const message = `The default of \`${name}\` holds more than literals`;
  report.error("response-format-list-default-non-primitive", written.span, message, {
    fix: "Write texts, numbers, True or False",
  });
}

/** Check one input of a format, or with `top` false one field of an object in it. */
export function checkFormatField(
  section: Section,
  { name, schema, shape }: FormatField,
  channel: string,
  top: boolean,
  report: Report,
): void {
  if (shape.type.of !== "object" && shape.fields) {
    report.error(
      "response-format-fields-on-non-object",
      section.name.span,
      `\`${name}\` is no object and has no fields`,
      {
        fix: "Write `type: object`, or remove `fields`",
      },
    );
  } else if (shape.type.of === "object" && !shape.fields?.length && schema === undefined) {
    report.warning(
      "response-format-object-missing-fields",
      section.name.span,
      `\`${name}\` is an object without fields`,
      {
        fix: "Write `type: object` below it, with `fields`",
      },
    );
  }
  if (schema === undefined) return;
  checkComponent(section, schema, channel, top, report);
  for (const field of shape.fields ?? []) {
    if (field.default) continue;
    const message = `Component parameter \`${field.name}\` has no default`;
    report.error("response-format-messaging-component-missing-default", section.name.span, message, {
      fix: `Write \`${field.name}: … = value\``,
    });
  }
}

/** `schema: "messaging_component://Name"`: on messaging alone, and not within an object. */
function checkComponent(section: Section, schema: string, channel: string, top: boolean, report: Report): void {
  const span = keySpan(section, "schema");
  const [, scheme = ""] = /^(\w+):\/\/(?:(?!:\/\/).)+$/.exec(schema) ?? [];
  const fix = "Write it as `messaging_component://Name`";
  if (scheme === "") report.error("response-format-invalid-schema-uri", span, `\`${schema}\` is no component`, { fix });
  else if (scheme !== "messaging_component") {
    report.error("response-format-unsupported-schema-type", span, `There are no components \`${scheme}\``, { fix });
  } else if (channel !== "messaging") {
    const message = `\`connection ${channel}\` has no messaging components`;
    report.error("response-format-messaging-component-wrong-surface", span, message, {
      fix: "Move the format to `connection messaging`",
    });
  } else if (!top) {
    report.error("response-format-nested-schema", span, "A component shows a whole input, not a field of one", {
      fix: "Move it to `inputs`",
    });
  }
}
