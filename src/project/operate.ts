// What an operator sees of the running server: how it stands, its apps and their credentials, and what leads nowhere.
import type { Actions } from "../actions/port.ts";
import type { Catalogue } from "../agents/catalogue.ts";
import { type AppCredentials, AppSummary, type DoctorFacts, type ServerStatus } from "../contract/setup.ts";
import { listApps } from "../identity/apps.ts";
import { readCredentials } from "../identity/credentials.ts";
import type { Identity } from "../identity/identity.ts";
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
  readonly apps: () => Promise<AppSummary[]>;
  /** Key and secret of an app, by API name or id; the reading is audited in the name of `actor`. */
  readonly credentials: (app: string, actor: string) => Promise<AppCredentials | undefined>;
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
    apps: async () => (await listApps(identity, org.id)).map((app) => AppSummary.parse(app)),
    credentials: async (name, actor) => {
      const app = (await listApps(identity, org.id)).find((each) => each.apiName === name || each.id === name);
      const credentials = app && (await readCredentials(identity, app.id, actor));
      return credentials && { apiName: app.apiName, ...credentials };
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
