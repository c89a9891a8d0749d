// What is asked of the audit trail by somebody who looks for an entry.
import { listAgents } from "../agents/catalogue.ts";
import type { auditEndpoints } from "../contract/setup-audit.ts";
import { TRAIL_PAGE } from "../contract/setup-audit.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { listApps } from "../identity/apps/apps.ts";
import type { Identity } from "../identity/identity.ts";
import { searchAudit } from "../store/audit-trail.ts";
import { listMembers } from "../store/members.ts";
import { listPermissionSets } from "../store/permission-sets.ts";

/** Actors that are no users. */
const OTHERS = ["project", "operator", "server"];

/** What answers the rows about the audit trail. */
export function operateAudit(identity: Identity): Handlers<typeof auditEndpoints> {
  const { db } = identity;
  return {
    auditTrail: async ({ orgId }, { query: { who, what, since, before } }) => {
      const members = await listMembers(db, orgId);
      const asked = who?.trim().toLowerCase();
      const actors = asked
        ? [
            ...OTHERS.filter((name) => name.startsWith(asked)),
            ...members
              .filter(({ id, username, name }) =>
                [id, username, name].some((text) => text.toLowerCase().includes(asked)),
              )
              .map(({ id }) => id),
          ]
        : undefined;
      const found = await searchAudit(db, {
        orgId,
        limit: TRAIL_PAGE + 1,
        ...(actors && { actors }),
        ...(what?.trim() && { action: what.trim() }),
        ...(since && { since: new Date(since) }),
        ...(before !== undefined && { before }),
      });
      const users = new Map(members.map(({ id, username }) => [id, username]));
      const names = new Map([...users, ...(await namesOf(identity, orgId))]);
      return {
        entries: found.slice(0, TRAIL_PAGE).map(({ at, ...entry }) => ({
          ...entry,
          at: at.toISOString(),
          who: users.get(entry.actor) ?? entry.actor,
          subjectName: names.get(entry.subject) ?? null,
        })),
        more: found.length > TRAIL_PAGE,
      };
    },
  };
}

/** What the records of an org that are no users are called, by id. */
async function namesOf(identity: Identity, orgId: string): Promise<readonly (readonly [string, string])[]> {
  const { db, records } = identity;
  const [org, apps, agents, sets] = await Promise.all([
    records.org(orgId),
    listApps(identity, orgId),
    listAgents(db, orgId),
    listPermissionSets(db, orgId),
  ]);
  return [
    [orgId, org?.name ?? orgId],
    ...apps.map(({ id, label }) => [id, label] as const),
    ...agents.map(({ id, label }) => [id, label] as const),
    ...sets.map(({ id, label }) => [id, label] as const),
  ];
}
