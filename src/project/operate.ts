// What an operator sees of the running server: how it stands, its apps and their credentials, and what leads nowhere.
import type { Actions } from "../actions/port.ts";
import type { Catalogue } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import type { AppCredentials, DoctorFacts, OpenedLink, RecordOperations, ServerStatus } from "../contract/setup.ts";
import { AppSummary } from "../contract/setup-records.ts";
import { operator } from "../identity/actor.ts";
import { listApps } from "../identity/apps/apps.ts";
import { readCredentials } from "../identity/apps/credentials.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { operatorLink } from "../identity/people/first-admin.ts";
import { findApp } from "../store/apps.ts";
import { writeAudit } from "../store/audit.ts";
import { listOrgs } from "../store/orgs.ts";
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
  readonly status: () => Promise<ServerStatus>;
  readonly apps: (orgId?: string) => Promise<AppSummary[]>;
  /** Key and secret of an app, by API name or id; the audit trail says that the operator read them. */
  readonly credentials: (app: string, orgId?: string) => Promise<AppCredentials | undefined>;
  /** Id of the org with this id, domain or name. */
  readonly findOrg: (asked: string) => Promise<string | undefined>;
  readonly records: RecordOperations;
  /** A one-time link: as the user of this username, else as the oldest admin, else to make the first one. */
  readonly open: (username: string | undefined, orgId?: string) => Promise<OpenedLink>;
  readonly doctor: () => Promise<DoctorFacts>;
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
    status: async () => ({ version, origin: identity.origin(), org, engine, model }),
    apps: async (orgId = org.id) => (await listApps(identity, orgId)).map((app) => AppSummary.parse(app)),
    credentials: async (name, orgId = org.id) => {
      const app = await findApp(identity.db, orgId, name);
      const credentials = app && (await readCredentials(identity, app.id, operator));
      return credentials && { apiName: app.apiName, ...credentials };
    },
    findOrg: async (asked) =>
      (await listOrgs(identity.db)).find(({ id, name, myDomain }) => [id, name, myDomain].includes(asked))?.id,
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
