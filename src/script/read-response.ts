// `response_formats` of a connection: rich formats, what each shows, and the shape of that (spec §2.6).
import type { FormatField, Limits, ResponseFormat, Shape, Type, Value } from "./agent.ts";
import { checkFormatField, checkFormatInputs, checkLimits, checkListDefault } from "./check-response.ts";
import { listOf, numberOf } from "./field-value.ts";
import { fieldFlag, fieldTerm, fieldText, scalarOf } from "./fields.ts";
import { declaredType } from "./infer.ts";
import type { Place } from "./names.ts";
import { readTypedName } from "./read-declaration.ts";
import { resolve } from "./resolve.ts";
import { blockOf, type Section, sectionsOf } from "./shape.ts";

/** Read the formats of one connection. */
export function readFormats(connection: Section, place: Place): Readonly<Record<string, ResponseFormat>> {
  const channel = connection.name.text;
  return Object.fromEntries(
    sectionsOf(connection, "response_formats").map((section) => [
      section.name.text,
      readFormat(section, channel, place),
    ]),
  );
}

function readFormat(section: Section, channel: string, place: Place): ResponseFormat {
  const { source } = place;
  const target = fieldText(section, "target", source);
  checkFormatInputs(section, target, place);
  return {
    name: section.name.text,
    label: fieldText(section, "label", source),
    description: fieldText(section, "description", source) ?? "",
    source: fieldText(section, "source", source),
    target,
    inputs: readFields(section, "inputs", channel, true, place),
    span: section.span,
  };
}

/** The entries of `inputs`, or of the `fields` of an object. */
function readFields(
  section: Section | undefined,
  name: string,
  channel: string,
  top: boolean,
  place: Place,
): readonly FormatField[] {
  return sectionsOf(section, name).flatMap((entry) => readField(entry, channel, top, place) ?? []);
}

function readField(section: Section, channel: string, top: boolean, place: Place): FormatField | undefined {
  const { source } = place;
  const below = blockOf(section, "type");
  const typed = below ? undefined : readTypedName(section, place);
  const shape = below ? readShape(below, channel, place) : typed && { type: typed.type, limits: {} };
  if (!shape) return undefined;
  const field: FormatField = {
    name: section.name.text,
    label: fieldText(section, "label", source),
    description: fieldText(section, "description", source),
    required: fieldFlag(section, "is_required") === true,
    default: typed?.written && resolve(typed.written, place),
    schema: fieldText(section, "schema", source),
    shape,
  };
  if (typed?.written) checkListDefault(field.name, typed.written, place.report);
  checkFormatField(section, field, channel, top, place.report);
  return field;
}

/** `type: KEYWORD` with its limits below; `undefined` when it names no type, which is reported. */
function readShape(section: Section, channel: string, place: Place): Shape | undefined {
  const { value, name } = section;
  const { report } = place;
  const term = value?.kind === "term" ? value.term : undefined;
  if (!term) {
    report.error("missing-type-keyword", name.span, "A type was expected here", { fix: "Write `type: string`" });
    return undefined;
  }
  if (term.kind === "index") {
    const fix = "Write `type: list`, and `value:` below it";
    report.error("unexpected-type-parameters", term.span, "`type` is one word", { fix });
    return undefined;
  }
  if (term.kind === "name") checkLimits(section, term.text, report);
  const limits = readLimits(section, place);
  if (term.kind !== "name" || term.text !== "list") {
    const type = declaredType(term, report);
    return type && { type, limits, ...readObject(section, channel, place) };
  }
  const item = blockOf(section, "value");
  if (!item) {
    report.error("response-format-list-missing-value", term.span, "A list says what it holds", {
      fix: "Add `value: string` below it",
    });
    return undefined;
  }
  const held = readShape(item, channel, place);
  return held && { type: listOfType(held.type), limits, ...(held.fields && { fields: held.fields }) };
}

const listOfType = ({ of }: Type): Type => ({ of, list: true });

function readObject(section: Section, channel: string, place: Place): Pick<Shape, "fields"> {
  return section.entries.has("fields") ? { fields: readFields(section, "fields", channel, false, place) } : {};
}

/** Limits that are numbers: the field, and what the shape calls it. */
const numbers = {
  min_items: "minItems",
  max_items: "maxItems",
  min_length: "minLength",
  max_length: "maxLength",
  minimum: "minimum",
  maximum: "maximum",
} as const satisfies Record<string, keyof Limits>;

function readLimits(section: Section, { source }: Place): Limits {
  const bounds = Object.entries(numbers).flatMap(([field, limit]) => {
    const term = fieldTerm(section, field);
    const bound = term && numberOf(term);
    return bound === undefined ? [] : [[limit, bound] as const];
  });
  const entry = section.entries.get("enum");
  const values: readonly Value[] = (entry ? (listOf(entry.element) ?? []) : []).flatMap(
    (term) => scalarOf(term, source) ?? [],
  );
  return { ...Object.fromEntries(bounds), ...(values.length > 0 && { enum: values }) };
}
