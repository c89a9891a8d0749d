// What Setup and the command line ask of a server: how it stands, and one function for each row of the contract.
import type { Actions } from "../actions/port.ts";
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
import { unresolvedOf } from "../project/unresolved.ts";
import { findApp } from "../store/apps.ts";
import { operateAgents } from "./agents.ts";
import { operateApps } from "./apps.ts";
import { operateConnect } from "./connect.ts";
import { openLink } from "./links.ts";
import { operateRecords } from "./records.ts";

export interface OperatePorts {
  readonly catalogue: Catalogue;
  readonly identity: Identity;
  readonly actions: Pick<Actions, "resolve">;
  readonly version: string;
  /** The database, in words. */
  readonly engine: string;
  readonly model: { readonly id: string; readonly why: string };
  /** Resolves when the database answers. */
  readonly reachable: () => Promise<void>;
}

/** Every row but those about a page's own session, which the door answers. */
export type Operations = Handlers<Omit<SetupEndpoints, keyof typeof sessionEndpoints>>;

export function operate(ports: OperatePorts): Operations {
  const { catalogue, identity, actions, version, engine, model, reachable } = ports;
  const records = operateRecords(identity);
  return {
    ...operateAgents({ catalogue, identity, actions }),
    ...records,
    ...operateApps(identity, records),
    ...operateConnect(identity, catalogue),
    status: async ({ orgId }) => {
      const { id, name, myDomain } = (await identity.records.org(orgId))!;
      return { version, origin: originOf(identity, { myDomain }), org: { id, name }, engine, model };
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
      return { database, model, unresolved: answers ? await unresolvedOf(catalogue, orgId, actions) : [] };
    },
  };
}
