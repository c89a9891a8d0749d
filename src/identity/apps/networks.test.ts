// From which networks an app may be used, and whom failures are counted against.
import { describe, expect, test } from "vitest";
import { AppPolicies } from "./app-settings.ts";
import { addressProblem, sourceOf } from "./networks.ts";

const policies = (change: object) => AppPolicies.parse(change);
const inside = ["198.51.100.1", "::ffff:198.51.100.1", "2001:db8::1"];
const outside = ["198.51.101.1", "2001:db9::1", "unknown", ""];
const trustedRanges = ["198.51.100.0/24", "2001:db8::/32", "not a range"];

describe("an app with trusted ranges", () => {
  test("may be used from them, in either spelling, and from nowhere else", () => {
    for (const ipRelaxation of ["enforce", "bypass_second_factor"]) {
      const enforced = policies({ trustedRanges, ipRelaxation });
      for (const address of inside) expect(addressProblem(enforced, address, "other")).toBeUndefined();
      for (const address of outside) {
        expect(addressProblem(enforced, address, "other")).toMatch(/in none of the trusted ranges/);
        expect(addressProblem(enforced, address, "refresh")).toMatch(/in none of the trusted ranges/);
      }
    }
  });

  test("may be used from everywhere where they are bypassed, or relaxed for a refresh", () => {
    for (const address of outside) {
      expect(addressProblem(policies({ trustedRanges, ipRelaxation: "bypass" }), address, "other")).toBeUndefined();
      const relaxed = policies({ trustedRanges, ipRelaxation: "enforce_relax_refresh" });
      expect(addressProblem(relaxed, address, "refresh")).toBeUndefined();
      expect(addressProblem(relaxed, address, "other")).toBeDefined();
    }
  });
});

test("an app without trusted ranges may be used from everywhere", () => {
  for (const address of [...inside, ...outside]) expect(addressProblem(policies({}), address, "other")).toBeUndefined();
});

test("failures are counted by IPv4 address, or by the network of an IPv6 address", () => {
  expect(sourceOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(sourceOf("2001:db8:1:2::1")).toBe(sourceOf("2001:db8:1:2:ffff::9"));
  expect(sourceOf("2001:db8:1:2::1")).not.toBe(sourceOf("2001:db8:1:3::1"));
});
