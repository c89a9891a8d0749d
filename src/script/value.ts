// Values at run time: what they are called, when they count as true, how they read as text, and which types hold them.
import type { ScalarType, Type, Value } from "./agent.ts";

type Dict = { readonly [key: string]: Value };

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isDict = (value: Value): value is Dict => typeof value === "object" && value !== null && !isList(value);

/** The name of a value's type as authors know it, for messages. */
export function typeName(value: Value): "None" | "boolean" | "number" | "string" | "list" | "object" {
  if (value === null) return "None";
  if (isList(value)) return "list";
  const name = typeof value;
  return name === "boolean" || name === "number" || name === "string" ? name : "object";
}

/** Truth as in Python: `None`, `False`, `0`, `""`, `[]` and `{}` are false (spec §3.3). */
export function truthy(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  return isDict(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** A value as text (spec §3.3): `True` and `False` capitalised, `5` without `.0`, `None` as nothing, objects as JSON. */
export function textOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Deep equality. `1 == 1.0` and `True == 1` hold, `1 == "1"` does not (spec §3.3). */
export function equal(left: Value, right: Value): boolean {
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, at) => equal(item, right[at] as Value));
  }
  if (isDict(left)) {
    if (!isDict(right)) return false;
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && equal(left[key] as Value, right[key] as Value))
    );
  }
  if (typeof left === "boolean" && typeof right === "number") return Number(left) === right;
  if (typeof left === "number" && typeof right === "boolean") return left === Number(right);
  return left === right;
}

const dateForm = /^(\d{4})-(\d\d)-(\d\d)$/;
const timeForm = /^([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Milliseconds since the epoch of an ISO 8601 date or date-time, `undefined` when the text is neither. Without a zone: UTC. */
export function instantOf(text: string): number | undefined {
  const [day = "", clock, ...rest] = text.split("T");
  const date = dateForm.exec(day);
  if (!date || rest.length > 0) return undefined;
  const [year, month, dayOfMonth] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const midnight = new Date(Date.UTC(year, month - 1, dayOfMonth));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== dayOfMonth) return undefined;
  if (clock === undefined) return midnight.getTime();
  const time = timeForm.exec(clock);
  if (!time) return undefined;
  const zone = (time[5] ?? "Z").replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const instant = Date.parse(`${day}T${time[1]}${time[2] ?? ":00"}${zone}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Levels that a value may nest: deeper ones exhaust the stack where JSON is written, here or in a database. */
const deepest = 64;

/** Whether a value nests too deep to be kept. */
export const nestsTooDeep = (value: unknown, levels = deepest): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item) => nestsTooDeep(item, levels - 1)));

export type Coerced = { readonly ok: true; readonly value: Value } | { readonly ok: false };

const no: Coerced = { ok: false };
const yes = (value: Value): Coerced => ({ ok: true, value });

/** A number from its plain decimal text, when no digit is lost on the way. */
function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value)) return undefined;
  const digits = value.replace(/[^\d]/g, "").replace(/^0+/, "");
  return digits.length <= 15 ? Number(value) : undefined;
}

const decimal = (value: Value): Coerced => {
  const number = numberOf(value);
  return number === undefined ? no : yes(number);
};
const whole = (value: Value): Coerced => {
  const number = numberOf(value);
  return Number.isSafeInteger(number) ? decimal(value) : no;
};
const text = (value: Value): Coerced =>
  typeof value === "object" && value !== null ? no : yes(value === null ? null : textOf(value));
const matching =
  (accepts: (text: string) => boolean) =>
  (value: Value): Coerced =>
    typeof value === "string" && accepts(value) ? yes(value) : no;
const truthWords: Readonly<Record<string, boolean>> = { True: true, true: true, False: false, false: false };

const coercions: Readonly<Record<ScalarType, (value: Value) => Coerced>> = {
  string: text,
  id: text,
  number: decimal,
  currency: decimal,
  integer: whole,
  long: whole,
  boolean: (value) => {
    if (typeof value === "boolean") return yes(value);
    return typeof value === "string" && Object.hasOwn(truthWords, value) ? yes(truthWords[value] as boolean) : no;
  },
  date: matching((value) => dateForm.test(value) && instantOf(value) !== undefined),
  datetime: matching((value) => instantOf(value) !== undefined),
  time: matching((value) => value.includes(":") && timeForm.test(value)),
  object: (value) => (nestsTooDeep(value) ? no : yes(value)),
};

/**
 * Convert a value to a declared type without losing anything (spec §3.4): `"5"` becomes 5 for a number, `"true"` becomes
 * True for a boolean, ISO 8601 text serves for dates. `None` suits every type, and `object` holds
 * everything that does not nest too deep.
 */
export function coerce(value: Value, type: Type): Coerced {
  if (value === null) return yes(null);
  if (!type.list) return coercions[type.of](value);
  if (!isList(value)) return no;
  const items: Value[] = [];
  for (const item of value) {
    const coerced = item === null ? yes(null) : coercions[type.of](item);
    if (!coerced.ok) return no;
    items.push(coerced.value);
  }
  return yes(items);
}
