// What a change of an app ends of what was given so far, as a table (oauth spec §3.5).
import type { DeclaredApp } from "./app-declaration.ts";

/** What ends: tokens issued so far, or the users' grants too, which carry refresh tokens. */
interface Withdrawal {
  readonly ends: "tokens" | "grants";
  readonly when: (before: DeclaredApp, after: DeclaredApp) => boolean;
}

/** They speak for a user, a flow, a key or a scope that the app no longer has (oauth spec §3.5). */
const withdrawals: readonly Withdrawal[] = [
  { ends: "grants", when: (before, after) => before.enabled && !after.enabled },
  { ends: "grants", when: (before, after) => before.scopes.some((scope) => !after.scopes.includes(scope)) },
  { ends: "grants", when: (before, after) => changes(before.settings.certificate, after.settings.certificate) },
  { ends: "grants", when: admitsFewer },
  { ends: "tokens", when: (before, after) => before.settings.clientCredentials && !after.settings.clientCredentials },
  { ends: "tokens", when: (before, after) => before.policies.clientCredentials && !after.policies.clientCredentials },
  { ends: "tokens", when: (before, after) => before.runAs !== after.runAs },
];

const changes = (before: string | undefined, after: string | undefined) => before !== undefined && before !== after;

function admitsFewer({ policies: before }: DeclaredApp, { policies: after }: DeclaredApp): boolean {
  if (after.permittedUsers === "self_authorized") return false;
  return (
    before.permittedUsers === "self_authorized" ||
    before.permissionSets.some((name) => !after.permissionSets.includes(name))
  );
}

/** What a change of an app ends, or `undefined`: nothing that was given so far. */
export function whatEnds(before: DeclaredApp, after: DeclaredApp): Withdrawal["ends"] | undefined {
  const ends = withdrawals.filter(({ when }) => when(before, after)).map((withdrawal) => withdrawal.ends);
  return ends.includes("grants") ? "grants" : ends[0];
}
