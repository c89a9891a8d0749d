// The compiled form as JSON values, and the one rule for leaving keys out.

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An object without the keys that have no value. */
export const defined = (object: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** A list, or nothing when it is empty: most lists of the compiled form are left out then. */
export const some = <T extends Json>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;

/** An object, or nothing when it has no keys. */
export const filled = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length > 0 ? object : undefined;
