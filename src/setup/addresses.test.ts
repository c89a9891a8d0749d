// Every address that Setup links to is that of a page.
import { expect, test } from "vitest";
import { addresses } from "./addresses.ts";
import { places } from "./places.ts";

/** Whether a path is that of a place: equal in every part that does not vary. */
const isOf = (place: string, path: string) => {
  const [parts, given] = [place.split("/"), path.split("/").slice(1)];
  return parts.length === given.length && parts.every((part, at) => part.startsWith("$") || part === given[at]);
};

test.each(Object.entries(addresses))("the address %s leads to a page", (_, addressOf) => {
  const path = addressOf("a key/of its own");
  expect(places.filter((place) => isOf(place.path, path)).length).toBeGreaterThan(0);
});
