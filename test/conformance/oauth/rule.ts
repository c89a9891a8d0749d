// A rule about two orgs of one server: one with the habits of the original, one that speaks as the RFCs say.
import { expect } from "vitest";
import type { Signer } from "../../support/assertions.ts";
import type { Answer, TestOrg, TestOrgs } from "../../support/orgs.ts";
import { type Rule, rule } from "../rule.ts";

/** An org of each profile, each with a client that signs. */
export interface Orgs {
  readonly compat: TestOrg;
  readonly strict: TestOrg;
  readonly signers: Readonly<Record<"compat" | "strict", Signer>>;
  readonly server: TestOrgs["server"];
}

export interface OrgRule {
  readonly source: string;
  readonly sentence: string;
  readonly check: (orgs: Orgs) => Promise<void>;
}

export const orgRule = (source: string, sentence: string, check: OrgRule["check"]): OrgRule => ({
  source,
  sentence,
  check,
});

/** A rule that both profiles keep. */
export const inBoth = (source: string, sentence: string, check: (org: TestOrg) => Promise<void>): OrgRule =>
  orgRule(source, sentence, async ({ compat, strict }) => {
    await check(compat);
    await check(strict);
  });

/** The rules as the table has them, about the orgs that stand once the suite has begun. */
export const about = (orgs: () => Orgs, rules: readonly OrgRule[]): readonly Rule[] =>
  rules.map(({ source, sentence, check }) => rule(source, sentence, () => check(orgs())));

/** A refusal of an OAuth endpoint: status, both texts, and no cache. */
export function expectRefused(answer: Answer, error: string, description: string | RegExp, status = 400): void {
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(error)]);
  expect(answer.json()).toEqual({ error, error_description: expect.stringMatching(description) });
  expect(answer.headers["cache-control"]).toBe("no-store");
}

/** A granted request: its fields. */
export function expectGranted(answer: Answer): Readonly<Record<string, string>> {
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json();
}
