// What stands of a record when a file that is read at every start says it again: the file decides what it says anew.
import { isDeepStrictEqual } from "node:util";
import { differenceOf, shown, type View } from "./declare.ts";

/**
 * A record's fields as they are from now on: a field of which the file says something else than it did (`said`, `undefined`
 * when it never named the record) is as the file `says`; one of which it says the same as before is as it `stands`,
 * whoever changed it since. Fields that the file does not speak of stand.
 */
export function weigh<T extends View>(said: View | undefined, says: View, stands: T): T {
  const anew = Object.entries(says).filter(
    ([name, value]) => said === undefined || !isDeepStrictEqual(stored(value), stored(said[name])),
  );
  return { ...stands, ...Object.fromEntries(anew) };
}

/** As the database gives it back: without what is undefined. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** The fields that a file asks for and that stand otherwise, in words. */
export function keptOf(says: View, stands: View): string[] {
  const { before, after } = differenceOf(says, stands);
  return Object.keys(after).map((name) => `${name} stays ${shown(after[name])} (the file says ${shown(before[name])})`);
}
