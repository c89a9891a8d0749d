// Cookies of people's browsers: their names and flags, and which value is taken.
import { expect, test } from "vitest";
import { dropCookie, readCookie, setCookie } from "./cookies.ts";

const TLS = "https://org.example";
const PLAIN = "http://127.0.0.1:4080";
const id = "a".repeat(43);

test("over TLS a cookie is held to this very host; without, as on one's own machine, it is as close as it gets", () => {
  expect(setCookie("sid", id, TLS)).toBe(`__Host-sid=${id}; Path=/; HttpOnly; SameSite=Lax; Secure`);
  expect(setCookie("sid", id, PLAIN)).toBe(`sid=${id}; Path=/; HttpOnly; SameSite=Lax`);
  expect(dropCookie("pre", TLS)).toBe("__Host-pre=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
});

test.each([
  ["among others", `a=b; __Host-sid=${id}; c`, id],
  ["without blanks", `a=b;__Host-sid=${id}`, id],
  ["without the prefix, which any site of the domain can plant", `sid=${id}`, undefined],
  ["in other capitals", `__host-sid=${id}`, undefined],
  ["twice", `__Host-sid=${id}; __Host-sid=${id}`, undefined],
  ["too long", `__Host-sid=${id}a`, undefined],
  ["in other characters", `__Host-sid=${"'".repeat(43)}`, undefined],
  ["in quotes", `__Host-sid="${id}"`, undefined],
  ["nowhere", undefined, undefined],
])("a value %s", (_, header, value) => {
  expect(readCookie(header, "sid", TLS)).toBe(value);
});
