// What a change of an app ends.
import { describe, expect, test } from "vitest";
import { agentApiApp } from "../../../test/support/identity.ts";
import { type AppDeclaration, type DeclaredApp, recordOf } from "./app-declaration.ts";
import { whatEnds } from "./withdrawals.ts";

const withPolicies = (policies: AppDeclaration["policies"]): AppDeclaration => ({
  ...agentApiApp,
  policies: { ...agentApiApp.policies, ...policies },
});

describe("a change ends what it must", () => {
  const before = recordOf(withPolicies({ permissionSets: ["A", "B"] }), "005", 0);
  const preAuthorized = recordOf(
    withPolicies({ permittedUsers: "pre_authorized", permissionSets: ["A", "B"] }),
    "005",
    0,
  );
  const certified = { ...before, settings: { ...before.settings, certificate: "one" } };
  const cases: readonly (readonly [what: string, from: DeclaredApp, to: DeclaredApp, ends: string | undefined])[] = [
    ["disabling it", before, { ...before, enabled: false }, "grants"],
    ["a scope less", before, { ...before, scopes: ["api"] }, "grants"],
    ["another certificate", certified, { ...before, settings: { ...before.settings, certificate: "two" } }, "grants"],
    ["pre-authorization", before, preAuthorized, "grants"],
    [
      "a permission set less",
      preAuthorized,
      { ...preAuthorized, policies: { ...preAuthorized.policies, permissionSets: ["A"] } },
      "grants",
    ],
    ["another run-as user", before, { ...before, runAs: "006" }, "tokens"],
    ["a flow less", before, { ...before, settings: { ...before.settings, clientCredentials: false } }, "tokens"],
    ["a scope more", before, { ...before, scopes: [...before.scopes, "web"] }, undefined],
    ["a first certificate", before, certified, undefined],
    ["self-authorization", preAuthorized, before, undefined],
    ["another label", before, { ...before, label: "Other" }, undefined],
  ];
  test.each(cases)("%s", (_, from, to, ends) => {
    expect(whatEnds(from, to)).toBe(ends);
  });
});
