// What is asked about people and permission sets, and what is changed of them besides their records.
import { refused } from "../contract/problems.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { Person, type peopleEndpoints } from "../contract/setup-people.ts";
import type { recordEndpoints } from "../contract/setup-records.ts";
import { scopes } from "../identity/apps/scopes.ts";
import { didYouMean, inOrg, Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { findUser } from "../identity/people/members.ts";
import { declarePermissionSet, holders } from "../identity/people/permission-sets.ts";
import { removePermissionSet } from "../identity/people/remove-permission-set.ts";
import { writeAudit } from "../store/audit.ts";
import { findMember, listMembers } from "../store/members.ts";
import { listPermissionSets } from "../store/permission-sets.ts";
import { forgetFailures, listStandings } from "../store/standing.ts";

/** `records`: what changes a user who is there, and makes one who is not. */
export function operatePeople(
  identity: Identity,
  records: Pick<Handlers<typeof recordEndpoints>, "changeUser">,
): Handlers<typeof peopleEndpoints> {
  const { db, now } = identity;
  return {
    people: async ({ orgId }) => {
      const held = await holders(db, orgId);
      const standings = new Map((await listStandings(db, orgId)).map((each) => [each.id, each]));
      const people = (await listMembers(db, orgId)).map((member) => {
        const { hasPassword = false, lastLoginAt, lockedUntil } = standings.get(member.id) ?? {};
        return Person.parse({
          ...member,
          permissionSets: held.get(member.id) ?? [],
          hasPassword,
          lastLoginAt: lastLoginAt?.toISOString() ?? null,
          lockedUntil: lockedUntil && lockedUntil.getTime() > now() ? lockedUntil.toISOString() : null,
        });
      });
      return { people };
    },
    makeUser: async (caller, { body: { username, fields }, ...given }) => {
      if (await findMember(db, caller.orgId, username)) {
        throw refused("bad_request", `There is a user ${username} already: choose another username`);
      }
      return records.changeUser(caller, { ...given, params: { user: username }, body: { fields } });
    },
    unlockUser: ({ orgId, by }, { params: { user } }) =>
      inOrg(identity, orgId, async (tx) => {
        const found = await findUser(tx, orgId, user);
        if (!found) throw refused("bad_request", `"${user}" is not a user of the org`);
        const unlocked = await forgetFailures(tx, found.id);
        if (unlocked) await writeAudit(tx, { orgId, ...by, action: "user.unlock", subject: found.id });
        return {
          id: found.id,
          change: unlocked ? "changed" : "unchanged",
          what: unlocked ? ["unlocked"] : [],
          notices: [],
        };
      }),

    permissionSets: async ({ orgId }) => {
      const held = await holders(db, orgId);
      const members = await listMembers(db, orgId);
      const sets = await listPermissionSets(db, orgId);
      return {
        permissionSets: sets.map(({ id, apiName, label, scopes, agents, madeBy }) => ({
          ...{ id, apiName, label, madeBy, scopes: [...scopes], agents: [...agents] },
          holders: members.filter((member) => held.get(member.id)?.includes(apiName)).map(({ username }) => username),
        })),
        scopes: Object.entries(scopes).map(([scope, { label }]) => ({ scope, label })),
      };
    },
    changePermissionSet: async ({ orgId, by }, { params: { set: apiName }, body: { was, ...body } }) => {
      const found = (await listPermissionSets(db, orgId)).find((each) => each.apiName === apiName);
      if (was !== undefined && !isSame(found, was ?? undefined)) {
        const now = found ? "gives something else now" : "was deleted";
        throw refused("edit_conflict", `the permission set ${apiName} ${was ? now : "was made"}`);
      }
      const declared = await orRefused(() =>
        declarePermissionSet(identity, orgId, { apiName, ...body, madeBy: found?.madeBy ?? by.actor }, by),
      );
      return { id: declared.id, change: declared.change, what: [...declared.what], notices: [] };
    },
    deletePermissionSet: async ({ orgId, by }, { params: { set: apiName } }) => {
      if (await orRefused(() => removePermissionSet(identity, orgId, apiName, by))) return { apiName };
      const known = (await listPermissionSets(db, orgId)).map((each) => each.apiName);
      throw refused("bad_request", `"${apiName}" is not a permission set of the org: ${didYouMean(apiName, known)}`);
    },
  };
}

interface Gives {
  readonly label: string;
  readonly scopes: readonly string[];
  readonly agents: readonly string[];
}

/** Whether two permission sets give the same, or there is neither. */
function isSame(one: Gives | undefined, other: Gives | undefined): boolean {
  if (!one || !other) return one === other;
  const told = ({ label, scopes, agents }: Gives) => JSON.stringify([label, scopes.toSorted(), agents.toSorted()]);
  return told(one) === told(other);
}

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Undeclarable ? refused("bad_request", error.problems.join("\n")) : error;
  }
}
