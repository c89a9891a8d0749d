// What a server that has just started has to show: its org and the others, the apps and agents of its project, its model.
import { listAgents } from "../agents/catalogue.ts";
import { listApps } from "../identity/apps/apps.ts";
import type { Identity } from "../identity/identity.ts";
import type { Applied } from "../project/apply.ts";
import { orgsOf } from "./orgs.ts";

export interface Summary extends Applied {
  readonly org: { readonly id: string; readonly name: string };
  /** The orgs with a domain of their own. */
  readonly otherOrgs: readonly { readonly id: string; readonly name: string; readonly origin: string }[];
  readonly apps: readonly { readonly apiName: string; readonly consumerKey: string }[];
  readonly agents: readonly {
    readonly id: string;
    readonly developerName: string;
    readonly label: string;
    readonly active: boolean;
  }[];
  readonly model: { readonly id: string; readonly why: string };
  readonly engine: string;
}

/** What is not in the database is given: the project's org, what applying the project did, the model and the engine. */
export async function summarise(
  identity: Identity,
  { org, applied, model, engine }: Pick<Summary, "engine" | "model" | "org"> & { readonly applied: Applied },
): Promise<Summary> {
  const agents = await listAgents(identity.db, org.id);
  const orgs = await orgsOf(identity);
  const apps = (await listApps(identity, org.id)).filter((each) => each.enabled && each.madeBy !== "server");
  return {
    org,
    otherOrgs: orgs.filter(({ id }) => id !== org.id).map(({ id, name, origin }) => ({ id, name, origin })),
    apps: apps.map(({ apiName, consumerKey }) => ({ apiName, consumerKey })),
    agents: agents.map(({ id, developerName, label, activeVersionId }) => ({
      id,
      developerName,
      label,
      active: activeVersionId !== null,
    })),
    changes: applied.changes,
    problems: applied.problems,
    model,
    engine,
  };
}
