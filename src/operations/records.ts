// What an operator asks about the records of an org, and changes in them: apps, users, keys and the audit trail.
import { refused } from "../contract/problems.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import {
  AppDetail,
  AUDIT_PAGE,
  type Changed,
  LOGINS_SHOWN,
  type Notice,
  type recordEndpoints,
  type StagedPair,
  UserSummary,
} from "../contract/setup-records.ts";
import type { Actor } from "../identity/actor.ts";
import { noticesOf } from "../identity/apps/app-declaration.ts";
import { declareApp, type ListedApp, listApps, setAppEnabled } from "../identity/apps/apps.ts";
import { readCredentials } from "../identity/apps/credentials.ts";
import { exportApp } from "../identity/apps/metadata/export.ts";
import { readMetadata } from "../identity/apps/metadata/import.ts";
import {
  deleteStaged,
  rotateCredentials,
  type StagedCredential,
  stageCredentials,
  stagedCredentials,
} from "../identity/apps/rotate-credentials.ts";
import { type Declared, didYouMean, Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { withdrawKey } from "../identity/keys/keys.ts";
import { reseal } from "../identity/keys/reseal.ts";
import { rotateSigningKey, viewKeys } from "../identity/keys/rotate-keys.ts";
import { makeLink } from "../identity/people/links.ts";
import { declareMember, findUser, setMemberActive } from "../identity/people/members.ts";
import { holders } from "../identity/people/permission-sets.ts";
import { briefOf, changedApp, changedUser } from "../project/brief.ts";
import { listAudit, writeAudit } from "../store/audit.ts";
import { listLogins } from "../store/login-history.ts";
import { listMembers, type MemberRow } from "../store/members.ts";
import { orgsOf } from "./orgs.ts";

/** What answers the rows about the records of an org. */
export function operateRecords(identity: Identity): Handlers<typeof recordEndpoints> {
  const appAt = async (orgId: string, name: string): Promise<ListedApp> => {
    const apps = await listApps(identity, orgId);
    const found = apps.find(({ apiName, id }) => apiName === name || id === name);
    if (found) return found;
    const known = didYouMean(
      name,
      apps.map(({ apiName }) => apiName),
    );
    throw refused("bad_request", `"${name}" is not an external client app of the org: ${known}`);
  };
  const userAt = async (orgId: string, name: string): Promise<MemberRow> => {
    const found = await findUser(identity.db, orgId, name);
    if (found) return found;
    const known = (await listMembers(identity.db, orgId)).map(({ username }) => username);
    throw refused("bad_request", `"${name}" is not a user of the org: ${didYouMean(name, known)}`);
  };
  const keys = async ({ orgId, may }: Caller) => {
    const { signing, secretKey, sealed } = await viewKeys(identity, orgId);
    const counts = may("manage_keys") ? sealed : {};
    return {
      secretKey,
      sealed: counts,
      signing: signing.map(({ kid, signs, ...times }) => ({ kid, signs, ...inIso(times) })),
    };
  };

  return {
    orgs: async () => ({ orgs: await orgsOf(identity) }),

    app: async ({ orgId }, { params: { app: name } }) => {
      const app = await appAt(orgId, name);
      const staged = (await stagedCredentials(identity, orgId, app.id)).map(pair);
      const notices = noticesOf({ ...app, ...declarable(app) }, identity.now());
      return AppDetail.parse({ ...app, fields: briefOf(app), staged, notices });
    },
    changeApp: ({ orgId, by }, { params: { app: name }, body: { fields } }) =>
      orBadRequest(async () => {
        const found = (await listApps(identity, orgId)).find(({ apiName, id }) => apiName === name || id === name);
        const { name: orgName } = (await identity.records.org(orgId))!;
        const app = changedApp(found, name, fields, { by: by.actor, orgName });
        return changedReply(await declareApp(identity, orgId, app, by), noticesOf(app, identity.now()));
      }),
    enableApp: ({ orgId, by }, { params: { app }, body: { enabled } }) =>
      orBadRequest(async () => changedReply(await setAppEnabled(identity, orgId, app, enabled, by))),
    rotateApp: async ({ orgId, by }, { params: { app: name }, body: { step } }) => {
      const { id } = await appAt(orgId, name);
      await steps[step](identity, orgId, id, by);
      const { consumerKey } = await appAt(orgId, id);
      return { consumerKey, staged: (await stagedCredentials(identity, orgId, id)).map(pair) };
    },
    stagedCredentials: async ({ orgId, by }, { params: { app: name } }) => {
      const { id, apiName } = await appAt(orgId, name);
      const [staged] = await stagedCredentials(identity, orgId, id);
      const credentials = staged && (await readCredentials(identity, id, by, staged.id));
      if (!credentials) throw refused("bad_request", `${apiName} has no staged pair: stage one first`);
      return { apiName, ...credentials };
    },
    importApps: async ({ orgId, by }, { body: { files } }) => {
      const { apps, problems } = readMetadata(files, by.actor);
      const changes = [];
      const refusals = [];
      for (const { file, ...app } of apps) {
        try {
          const { change, what } = await declareApp(identity, orgId, app, by);
          changes.push({ app: app.apiName, change, what: [...what] });
          const notices = noticesOf(app, identity.now());
          refusals.push(...notices.map(({ severity, sentence }) => ({ file, severity, message: sentence })));
        } catch (error) {
          if (!(error instanceof Undeclarable)) throw error;
          refusals.push(...error.problems.map((message) => ({ file, severity: "error" as const, message })));
        }
      }
      return { changes, problems: [...problems, ...refusals] };
    },
    exportApp: async ({ orgId }, { params: { app } }) => {
      const { files, notices } = exportApp(await appAt(orgId, app));
      return { files: [...files], notices: [...notices] };
    },

    users: async ({ orgId }) => {
      const held = await holders(identity.db, orgId);
      const members = await listMembers(identity.db, orgId);
      return { users: members.map((user) => UserSummary.parse({ ...user, permissionSets: held.get(user.id) ?? [] })) };
    },
    changeUser: ({ orgId, by }, { params: { user: name }, body: { fields } }) =>
      orBadRequest(async () => {
        const found = await findUser(identity.db, orgId, name);
        return changedReply(await declareMember(identity, orgId, changedUser(found, name, fields, by.actor), by));
      }),
    activateUser: ({ orgId, by }, { params: { user }, body: { active } }) =>
      orBadRequest(async () => {
        const { id } = await userAt(orgId, user);
        const changed = await setMemberActive(identity, orgId, id, active, by);
        return changedReply(changed ?? { id, change: "unchanged", what: [] });
      }),
    passwordLink: async ({ orgId, by }, { params: { user } }) => {
      const member = await userAt(orgId, user);
      if (member.kind !== "standard" || !member.active) {
        throw refused(
          "bad_request",
          `${member.username} cannot log in to pages: only active users of kind standard do, and this one is ${member.active ? member.kind : "inactive"}`,
        );
      }
      const org = (await identity.records.org(orgId))!;
      const { url, expiresAt } = await makeLink(identity, org, { memberId: member.id, purpose: "password" });
      await writeAudit(identity.db, { orgId, ...by, action: "user.password_link", subject: member.id });
      return { url, expiresAt: expiresAt.toISOString() };
    },

    logins: async ({ orgId }) => {
      const names = new Map((await listApps(identity, orgId)).map(({ id, apiName }) => [id, apiName]));
      const attempts = await listLogins(identity.db, orgId, LOGINS_SHOWN);
      return {
        logins: attempts.map(({ at, appId, username, kind, outcome, address, userAgent }) => ({
          ...{ at: at.toISOString(), username, kind, outcome, address, userAgent },
          app: names.get(appId ?? "") ?? null,
        })),
      };
    },

    keys,
    rotateKey: async ({ orgId, by }, { body: { now } }) => {
      const { kid, signsFrom } = await rotateSigningKey(identity, orgId, now ? "now" : "after_a_day", by);
      return { kid, signsFrom: signsFrom.toISOString() };
    },
    withdrawKey: async (caller, { body: { kid } }) => {
      const { orgId, by } = caller;
      if (!(await withdrawKey(identity, orgId, kid, by))) throw refused("bad_request", `The org has no key ${kid}`);
      return keys(caller);
    },
    resealSecrets: ({ orgId, by }) => reseal(identity, orgId, by),
    audit: async ({ orgId }, { body: { after, since } }) => {
      const from = new Date(since ?? 0);
      const entries = await listAudit(identity.db, orgId, { after, since: from, limit: AUDIT_PAGE });
      return { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })) };
    },
  };
}

/** The steps of a staged rotation, by their words. Each refuses when it is not its turn. */
const steps = {
  stage: async (identity: Identity, orgId: string, appId: string, by: Actor) => {
    if (await stageCredentials(identity, orgId, appId, by)) return;
    throw refused("bad_request", "The pair that was rotated out still works: delete it before you stage the next one");
  },
  rotate: async (identity: Identity, orgId: string, appId: string, by: Actor) => {
    const staged = (await stagedCredentials(identity, orgId, appId)).find(({ status }) => status === "staged");
    if (staged && (await rotateCredentials(identity, orgId, appId, staged.id, by))) return;
    throw refused("bad_request", "No pair is staged: stage one first, give it to the clients, then rotate");
  },
  delete: async (identity: Identity, orgId: string, appId: string, by: Actor) => {
    const [slot] = await stagedCredentials(identity, orgId, appId);
    if (slot && (await deleteStaged(identity, orgId, appId, slot.id, by))) return;
    throw refused("bad_request", "There is no second pair to delete");
  },
} as const;

/** A listed app in the form of a declaration, for what is said about declarations. */
const declarable = ({ contactPhone, description, runAs }: ListedApp) => ({
  contactPhone: contactPhone ?? undefined,
  description: description ?? undefined,
  runAs: runAs ?? undefined,
});

const pair = ({ createdAt, expiresAt, ...same }: StagedCredential): StagedPair => ({
  ...same,
  ...inIso({ createdAt, expiresAt }),
});

/** Moments as they travel. */
const inIso = <T extends Readonly<Record<string, Date | null>>>(times: T) =>
  Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time?.toISOString() ?? null])) as {
    [Name in keyof T]: T[Name] extends Date ? string : string | null;
  };

const changedReply = ({ id, change, what }: Declared, notices: readonly Notice[] = []): Changed => ({
  id,
  change,
  what: [...what],
  notices: [...notices],
});

/** What cannot be declared is a bad request, in identity's own sentences. */
async function orBadRequest<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Undeclarable ? refused("bad_request", error.problems.join("\n")) : error;
  }
}
