// What is asked about models, and what is changed of them: keys of providers, and the model that answers by default.
import { type Catalogue, listAgents, versionById } from "../agents/catalogue.ts";
import { namesOf } from "../agents/who.ts";
import { refused } from "../contract/problems.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import type { ModelReport, modelEndpoints } from "../contract/setup-models.ts";
import type { Identity } from "../identity/identity.ts";
import { clauseOf, type Kept } from "../models/choose.ts";
import { isSecret, keyNames, keyProblem } from "../models/keys.ts";
import type { Models } from "../models/open.ts";
import { type Environment, hasKeys, keyNamesOf, providerOf, providers } from "../models/providers.ts";
import { writeAudit } from "../store/audit.ts";
import { deleteModelKey, findModelChoice, listModelKeys, putModelChoice, putModelKey } from "../store/model-keys.ts";
import type { KeptModels } from "./kept-models.ts";

/** What the server knows of its models besides what Setup keeps. */
export interface ModelPorts {
  readonly models: Models;
  readonly kept: KeptModels;
  /** Keys that the environment gives: they are used before those of Setup. */
  readonly env: Environment;
  /** What scripts ask for by name, and the `provider:name` that answers. */
  readonly named: () => Readonly<Record<string, string>>;
  readonly decidedBy: ModelReport["decidedBy"];
  /** Whether DRAGOMAN_MODEL_BASE_URL is set. */
  readonly hasBaseUrl: boolean;
}

/** What answers the rows about models. */
export function operateModels(
  identity: Identity,
  catalogue: Catalogue,
  ports: ModelPorts,
): Handlers<typeof modelEndpoints> {
  const { db, vault, records } = identity;
  const { models, kept, named, decidedBy } = ports;

  /** The models are the server's: only the org without a domain of its own, which every server has, changes them. */
  const isKeeper = async (orgId: string) => (await records.org(orgId))?.myDomain === null;
  const requireKeeper = async ({ orgId }: Caller) => {
    if (await isKeeper(orgId)) return;
    throw refused("bad_request", "Models are set for the whole server, at its first org: ask an admin of that org");
  };
  const change = async ({ orgId, by }: Caller, told: Told, write: Write) => {
    await db.transaction().execute(async (tx) => {
      await write(tx);
      await writeAudit(tx, { orgId, ...by, ...told });
    });
    kept.forget();
    return {};
  };

  return {
    models: async ({ orgId, may }) => ({
      standing: await models.standing(),
      decidedBy,
      chosen: (await findModelChoice(db)) ?? null,
      kept: await isKeeper(orgId),
      named: await Promise.all(
        Object.entries(named()).map(async ([name, setting]) => {
          const { instead } = await models.answering(`model://${name}`);
          return { name, setting, problem: instead ?? null };
        }),
      ),
      asked: await askedBy(catalogue, orgId, models),
      providers: await providersOf(identity, orgId, ports, may("manage_org") && (await isKeeper(orgId))),
    }),
    setModelKey: async (caller, { params: { name }, body: { value } }) => {
      await requireKeeper(caller);
      if (!keyNames.includes(name)) {
        throw refused("bad_request", `${name} is no key of a provider. The keys are: ${keyNames.join(", ")}`);
      }
      const problem = keyProblem(name, value);
      if (problem !== undefined) throw refused("bad_request", problem);
      const endsWith = value.slice(-4);
      const key = { name, sealed: vault.seal(value, name), endsWith, changedBy: caller.by.actor };
      return change(caller, { action: "model_key.set", subject: name, detail: { endsWith } }, (tx) =>
        putModelKey(tx, caller.orgId, { ...key, changedAt: new Date(identity.now()) }),
      );
    },
    deleteModelKey: async (caller, { params: { name } }) => {
      await requireKeeper(caller);
      await requireUnneeded(models, await kept.read(), name);
      return change(caller, { action: "model_key.delete", subject: name }, async (tx) => {
        if (!(await deleteModelKey(tx, name))) throw refused("bad_request", `No ${name} is kept in Setup`);
      });
    },
    chooseModel: async (caller, { body: { model } }) => {
      await requireKeeper(caller);
      if (model !== null) {
        requireChoosable(model);
        const { chosen: _, ...others } = await kept.read();
        await models.check({ ...others, chosen: model }).catch((error: unknown) => {
          throw refused("bad_request", clauseOf(error));
        });
      }
      const before = { model: (await findModelChoice(db)) ?? null };
      return change(caller, { action: "model.choose", subject: "default", before, after: { model } }, (tx) =>
        putModelChoice(tx, caller.orgId, model),
      );
    },
    tryModel: async (caller, { body: { model }, signal }) => {
      await requireKeeper(caller);
      if (model !== undefined && !Object.values(named()).includes(model)) requireChoosable(model);
      const { orgId, by } = caller;
      await writeAudit(db, { orgId, ...by, action: "model.try", subject: model ?? "default" });
      return models.try(model, signal);
    },
  };
}

type Write = (tx: Parameters<typeof putModelKey>[0]) => Promise<void>;
type Told = Omit<Parameters<typeof writeAudit>[1], "orgId" | "actor" | "address">;

/** A model that a person may name: `scripted` would read a file of the server's machine. */
function requireChoosable(setting: string): void {
  const provider = providerOf(setting.split(":", 1)[0]!);
  if (provider && provider.name !== "scripted") return;
  const known = providers.filter(({ name }) => name !== "scripted").map(({ name }) => name);
  throw refused("bad_request", `Write provider:name, where provider is one of ${known.join(", ")}`);
}

/** A key that a model in use needs is not taken away: turns, and the next start of the server, would fail. */
async function requireUnneeded(models: Models, kept: Kept, name: string): Promise<void> {
  const { [name]: _, ...keys } = kept.keys;
  const whyNot = (of: Kept) =>
    models.check(of).then(
      () => undefined,
      (error: unknown) => clauseOf(error),
    );
  const without = await whyNot({ ...kept, keys });
  if (without === undefined || (await whyNot(kept)) !== undefined) return;
  throw refused("bad_request", `${name} is in use. Without it: ${without}. Choose another model first`);
}

/** `mayChange`: whether the caller may know how a key ends. */
async function providersOf(
  { db }: Identity,
  orgId: string,
  { env, hasBaseUrl }: ModelPorts,
  mayChange: boolean,
): Promise<ModelReport["providers"]> {
  const rows = new Map((await listModelKeys(db)).map((row) => [row.name, row]));
  const nameOf = await namesOf(db, orgId);
  const inUse = { ...Object.fromEntries([...rows.keys()].map((name) => [name, name])), ...env };
  return providers
    .filter((provider) => keyNamesOf(provider).length > 0)
    .map((provider) => ({
      name: provider.name,
      ready: hasKeys(provider, inUse) && (provider.name !== "compatible" || hasBaseUrl),
      defaultModel: provider.defaultModel ?? null,
      needs: provider.keys.map((names) => [...names]),
      keys: keyNamesOf(provider).map((name) => {
        const row = rows.get(name);
        return {
          name,
          secret: isSecret(name),
          from: env[name]?.trim() ? "environment" : row ? "setup" : null,
          entered: row
            ? {
                endsWith: mayChange ? row.endsWith : null,
                changedAt: row.changedAt.toISOString(),
                changedBy: nameOf(row.changedBy),
              }
            : null,
        };
      }),
    }));
}

/** What the scripts of active agents ask for, who answers, and which subagents ask. */
async function askedBy(catalogue: Catalogue, orgId: string, models: Models): Promise<ModelReport["asked"]> {
  const active = (await listAgents(catalogue.db, orgId)).filter(({ activeVersionId }) => activeVersionId !== null);
  const asking = await Promise.all(
    active.map(async ({ id, label, activeVersionId }) => {
      const { nodes } = await versionById(catalogue, activeVersionId!);
      return Object.values(nodes).flatMap(({ name, model }) => (model ? [{ id, label, name, uri: model.uri }] : []));
    }),
  );
  const byUri = Map.groupBy(asking.flat(), ({ uri }) => uri);
  return Promise.all(
    [...byUri].map(async ([uri, askers]) => {
      const { id, instead } = await models.answering(uri);
      const agents = [...Map.groupBy(askers, (asker) => asker.id)].map(([agentId, of]) => ({
        id: agentId,
        label: of[0]!.label,
        subagents: of.map(({ name }) => name),
      }));
      return { uri, id, instead: instead ?? null, agents };
    }),
  );
}
