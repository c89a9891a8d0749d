// What the form for external client apps asks besides the records themselves: what may be chosen, and a new app's name.
import { refused } from "../contract/problems.ts";
import { type appEndpoints, CANDIDATES_SHOWN } from "../contract/setup-apps.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import type { recordEndpoints } from "../contract/setup-records.ts";
import { jwtTimeouts } from "../identity/apps/app-settings.ts";
import { runAsProblem } from "../identity/apps/client.ts";
import { scopes } from "../identity/apps/scopes.ts";
import type { Identity } from "../identity/identity.ts";
import { findApp } from "../store/apps.ts";
import { listMembers } from "../store/members.ts";

/** `records`: what changes an app that is there, and makes one that is not. */
export function operateApps(
  identity: Identity,
  records: Pick<Handlers<typeof recordEndpoints>, "changeApp">,
): Handlers<typeof appEndpoints> {
  return {
    makeApp: async (caller, { body: { name, fields }, ...given }) => {
      if (await findApp(identity.db, caller.orgId, name)) {
        throw refused("bad_request", `The API name ${name} is taken by another app of the org: choose another`);
      }
      return records.changeApp(caller, { ...given, params: { app: name }, body: { fields } });
    },
    appChoices: async () => ({ scopes: [...offered().values()], tokenMinutes: [...jwtTimeouts] }),
    runAsCandidates: async ({ orgId }, { query: { words } }) => {
      const asked = words.trim().toLowerCase();
      const found = (await listMembers(identity.db, orgId))
        .filter(({ username, name }) => `${username}\n${name}`.toLowerCase().includes(asked))
        .map((member) => ({ username: member.username, name: member.name, why: runAsProblem(member) ?? null }))
        .sort((one, other) => Number(one.why !== null) - Number(other.why !== null));
      return { users: found.slice(0, CANDIDATES_SHOWN), more: found.length > CANDIDATES_SHOWN };
    },
  };
}

/** The scopes by their labels: values that mean the same stand together. */
function offered(): ReadonlyMap<string, { readonly label: string; readonly values: string[] }> {
  const byLabel = new Map<string, { readonly label: string; readonly values: string[] }>();
  for (const [value, { label }] of Object.entries(scopes)) {
    byLabel.set(label, { label, values: [...(byLabel.get(label)?.values ?? []), value] });
  }
  return byLabel;
}
