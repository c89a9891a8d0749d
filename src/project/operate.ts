// What an operator sees of the running server: how it stands, its apps and their credentials, and what leads nowhere.
import type { Actions } from "../actions/port.ts";
import type { Catalogue } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import type { AppCredentials, DoctorFacts, OpenedLink, RecordOperations, ServerStatus } from "../contract/setup.ts";
import { AppSummary } from "../contract/setup-records.ts";
import { operator } from "../identity/actor.ts";
import { listApps } from "../identity/apps/apps.ts";
import { readCredentials } from "../identity/apps/credentials.ts";
import { didYouMean, Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { originOf } from "../identity/orgs/domains.ts";
import { hasAdmin, operatorLink, startLink } from "../identity/people/operator-links.ts";
import { findApp } from "../store/apps.ts";
import { writeAudit } from "../store/audit.ts";
import { listOrgs, type OrgRow } from "../store/orgs.ts";
import { operateRecords } from "./operate-records.ts";
import { unresolvedOf } from "./unresolved.ts";

export interface OperatePorts {
  readonly catalogue: Catalogue;
  readonly identity: Identity;
  readonly actions: Pick<Actions, "resolve">;
  readonly org: { readonly id: string; readonly name: string };
  readonly version: string;
  /** The database, in words. */
  readonly engine: string;
  readonly model: { readonly id: string; readonly why: string };
  /** Resolves when the database answers. */
  readonly reachable: () => Promise<void>;
}

/** The operator's view of one org. */
export interface Operations {
  readonly status: (orgId?: string) => Promise<ServerStatus>;
  readonly apps: (orgId?: string) => Promise<AppSummary[]>;
  /** Key and secret of an app, by API name or id; the audit trail says that the operator read them. */
  readonly credentials: (app: string, orgId?: string) => Promise<AppCredentials | undefined>;
  /** Id of the org with this id, domain, host, My Domain URL or name. Refuses with `bad_request`, naming those there are. */
  readonly findOrg: (asked: string) => Promise<string>;
  readonly records: RecordOperations;
  /** A one-time link: as the user of this username, else as the oldest admin, else to make the first one. */
  readonly open: (username: string | undefined, orgId?: string) => Promise<OpenedLink>;
  /** Links for whoever starts the server, of the orgs in which no admin can log in by a password. */
  readonly adminLinks: () => Promise<AdminLink[]>;
  readonly doctor: () => Promise<DoctorFacts>;
}

/** A secret, for the operator's eyes: who follows it is admin then. */
export interface AdminLink extends OpenedLink {
  readonly org: string;
  /** The admin that was declared and has no password yet; `null`: it makes the first one. */
  readonly username: string | null;
}

export function operate({
  catalogue,
  identity,
  actions,
  org,
  version,
  engine,
  model,
  reachable,
}: OperatePorts): Operations {
  return {
    status: async (orgId = org.id) => {
      const asked = (await identity.records.org(orgId))!;
      const origin = originOf(identity, asked);
      return { version, origin, org: { id: asked.id, name: asked.name }, engine, model };
    },
    apps: async (orgId = org.id) => (await listApps(identity, orgId)).map((app) => AppSummary.parse(app)),
    credentials: async (name, orgId = org.id) => {
      const app = await findApp(identity.db, orgId, name);
      const credentials = app && (await readCredentials(identity, app.id, operator));
      return credentials && { apiName: app.apiName, ...credentials };
    },
    findOrg: async (asked) => {
      const orgs = await listOrgs(identity.db);
      const found = orgs.find((each) => namesOf(identity, each).includes(asked));
      if (found) return found.id;
      const known = didYouMean(
        asked,
        orgs.map((each) => each.myDomain ?? each.name),
      );
      throw refused("bad_request", `No org has the id, domain or name ${JSON.stringify(asked)}: ${known}`);
    },
    records: operateRecords(identity),
    open: async (username, orgId = org.id) => {
      const owner = (await identity.records.org(orgId))!;
      const { url, expiresAt, memberId } = await operatorLink(identity, owner, username).catch((error) => {
        throw error instanceof Undeclarable ? refused("bad_request", error.message) : error;
      });
      const subject = memberId ?? orgId;
      await writeAudit(identity.db, { orgId, ...operator, action: "user.open_link", subject });
      return { url, expiresAt: expiresAt.toISOString() };
    },
    adminLinks: async () => {
      const links: AdminLink[] = [];
      for (const { id: orgId, name } of await listOrgs(identity.db)) {
        const owner = (await identity.records.org(orgId))!;
        // Of the other orgs only those whose admin was declared: many are looked after from elsewhere.
        if (orgId !== org.id && !(await hasAdmin(identity, orgId))) continue;
        const link = await startLink(identity, owner);
        if (!link) continue;
        const subject = link.admin?.id ?? orgId;
        await writeAudit(identity.db, { orgId, ...operator, action: "user.open_link", subject });
        const { url, expiresAt, admin } = link;
        links.push({ org: name, username: admin?.username ?? null, url, expiresAt: expiresAt.toISOString() });
      }
      return links;
    },
    doctor: async () => {
      const answers = await reachable().then(
        () => true,
        () => false,
      );
      const database = answers ? { engine, reachable: true } : { engine, reachable: false, why: "it does not answer" };
      // Which agents are active is in the database, too.
      return { database, model, unresolved: answers ? await unresolvedOf(catalogue, org.id, actions) : [] };
    },
  };
}

/** What an org is called by: the org without a domain by the server's own host, too. */
function namesOf(identity: Identity, { id, name, myDomain }: OrgRow): string[] {
  const origin = originOf(identity, { myDomain });
  const { host, hostname } = new URL(origin);
  return [id, name, origin, host, ...(myDomain === null ? [] : [hostname])];
}
