// What Setup and the command line ask of a server: how it stands, and one function for each row of the contract.
import type { ProjectActions } from "../actions/port.ts";
import type { Catalogue } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import type { SetupEndpoints } from "../contract/setup.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { AppSummary } from "../contract/setup-records.ts";
import type { sessionEndpoints } from "../contract/setup-session.ts";
import { listApps } from "../identity/apps/apps.ts";
import { readCredentials } from "../identity/apps/credentials.ts";
import type { Identity } from "../identity/identity.ts";
import { originOf } from "../identity/orgs/domains.ts";
import type { Prices } from "../models/prices.ts";
import { unresolvedOf } from "../project/unresolved.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { findApp } from "../store/apps.ts";
import { operateActions } from "./actions.ts";
import { operateAgents } from "./agents.ts";
import { operateAnalytics } from "./analytics.ts";
import { operateApps } from "./apps.ts";
import { operateAudit } from "./audit.ts";
import { type BackupPorts, operateBackup } from "./backup.ts";
import { operateConnect } from "./connect.ts";
import { operateHome, type Running } from "./home.ts";
import { openLink } from "./links.ts";
import { type LogPorts, operateLogs } from "./logs.ts";
import { type ModelPorts, operateModels } from "./models.ts";
import { operateOrg } from "./org.ts";
import { operatePeople } from "./people.ts";
import { operatePreview } from "./preview.ts";
import { operateRecords } from "./records.ts";
import { operateSearch } from "./search.ts";

export interface OperatePorts {
  readonly catalogue: Catalogue;
  readonly identity: Identity;
  readonly sessions: Sessions;
  readonly actions: ProjectActions;
  /** The project folder. */
  readonly folder: string;
  readonly version: string;
  /** The database, in words. */
  readonly engine: string;
  readonly models: ModelPorts;
  readonly running: Running;
  readonly kept: LogPorts["kept"];
  readonly prices: Prices;
  readonly backup: Omit<BackupPorts, "db">;
  /** Resolves when the database answers. */
  readonly reachable: () => Promise<void>;
}

/** Every row but those about a page's own session, which the door answers. */
export type Operations = Handlers<Omit<SetupEndpoints, keyof typeof sessionEndpoints>>;

export function operate(ports: OperatePorts): Operations {
  const { catalogue, identity, sessions, actions, version, engine, running, reachable } = ports;
  const model = ports.models.models.standing;
  const records = operateRecords(identity);
  return {
    ...operateAgents({ catalogue, identity, actions, folder: ports.folder }),
    ...operatePreview({ sessions, actions, prices: ports.prices }),
    ...records,
    ...operateHome({
      ...{ identity, catalogue, version, engine, model, running },
      unresolved: (orgId) => unresolvedOf(catalogue, orgId, actions),
    }),
    ...operatePeople(identity, records),
    ...operateLogs({ catalogue, kept: ports.kept }),
    ...operateAnalytics({ db: catalogue.db, prices: ports.prices }),
    ...operateOrg(identity, running.publicUrl),
    ...operateAudit(identity, ports.kept.exportRows),
    ...operateSearch(identity),
    ...operateModels(identity, catalogue, ports.models),
    ...operateActions(catalogue, actions),
    ...operateApps(identity, records),
    ...operateConnect(identity, catalogue),
    ...operateBackup({ ...ports.backup, db: catalogue.db }),
    status: async ({ orgId }) => {
      const { id, name, myDomain } = (await identity.records.org(orgId))!;
      return { version, origin: originOf(identity, { myDomain }), org: { id, name }, engine, model: await model() };
    },
    apps: async ({ orgId }) => ({ apps: (await listApps(identity, orgId)).map((app) => AppSummary.parse(app)) }),
    credentials: async ({ orgId, by }, { params: { app: name } }) => {
      const app = await findApp(identity.db, orgId, name);
      const credentials = app && (await readCredentials(identity, app.id, by));
      if (credentials) return { apiName: app.apiName, ...credentials };
      const known = (await listApps(identity, orgId)).map(({ apiName }) => apiName).join(", ");
      throw refused("bad_request", `No external client app is named ${name}. The apps are: ${known || "none"}`);
    },
    open: ({ orgId, by }, { body: { username } }) => openLink(identity, orgId, username, by),
    doctor: async ({ orgId }) => {
      const answers = await reachable().then(
        () => true,
        () => false,
      );
      const database = answers ? { engine, reachable: true } : { engine, reachable: false, why: "it does not answer" };
      // Which agents are active is in the database, too.
      return {
        database,
        model: await model(),
        unresolved: answers ? await unresolvedOf(catalogue, orgId, actions) : [],
      };
    },
  };
}
