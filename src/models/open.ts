// The models of a server: the one that answers by default, and those that scripts ask for (`model://…`).
//   M1. A model is opened once, whoever asks for it, and closed with the server; a new key opens its provider's anew.
//   M2. What a script asks for is never silently something else: `answering` says who answers in its place, and why.
import {
  chooseModel,
  clauseOf,
  type Kept,
  type ModelPorts,
  type ModelSettings,
  nothingKept,
  type Opener,
  opener,
  patient,
} from "./choose.ts";
import { type Model, ModelError, type ModelPart, type ModelRequest } from "./port.ts";
import { type Environment, providerOf } from "./providers.ts";
import { type Tried, tryModel } from "./try.ts";

/** Who answers for what a script asks for. */
export interface Answering {
  /** `provider:name`. */
  readonly id: string;
  /** Why it is another model than the one asked for, as the end of a sentence; absent when it is that one. */
  readonly instead?: string;
}

/** The default model, and why it is. */
export interface DefaultModel {
  readonly id: string;
  readonly why: string;
}

export interface Models {
  /** The default one. */
  standing(): Promise<DefaultModel>;
  /** Answers with the model that `request.model` asks for, or with the default one. */
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
  /**
   * Who answers for a `model://…`. Never throws: a model of the table that cannot be opened is named with the reason,
   * and turns that ask for it fail with that reason.
   */
  answering(uri: string): Promise<Answering>;
  /** Send one short request to a setting's model alone, or to the default model and its fallbacks. Never throws. */
  try(setting: string | undefined, signal: AbortSignal): Promise<Tried>;
  /** Whether every model that is set could be opened with this kept. Throws `ModelError` (`refused`) with the reason. */
  check(kept: Kept): Promise<void>;
  close(): Promise<void>;
}

/**
 * Open the models of a server.
 * @param named what scripts ask for, without `model://`, and the `provider:name` that answers. Asked anew for each
 * call: the project may be edited
 * @param kept what Setup keeps. Asked anew for each call, so it should remember; what fails to be read leaves the models
 * as they are
 * @throws ModelError (`refused`) with a sentence that says what to do when the default model, a fallback or a model of
 * the table cannot be used
 */
export async function openModels(
  settings: ModelSettings,
  named: () => Readonly<Record<string, string>>,
  env: Environment,
  ports: ModelPorts,
  kept: () => Promise<Kept> = async () => nothingKept,
): Promise<Models> {
  const assemble = (of: Kept, former?: Assembled) => assembled(settings, env, ports, of, former);
  const first = await kept();
  let revision = first.revision;
  let latest = assemble(first);
  /** The models as they stand now. Between reading the revision and replacing `latest` nothing waits, so none is lost. */
  const now = async (): Promise<Assembled> => {
    const read = await kept().catch(() => undefined);
    if (read && read.revision !== revision) {
      revision = read.revision;
      latest = latest.then((former) => assemble(read, former));
    }
    return latest;
  };
  try {
    await openTable(named(), await latest);
  } catch (error) {
    await latest.then(
      ({ models }) => models.close(),
      () => {},
    );
    throw error;
  }
  return {
    standing: async () => {
      const { main, why } = await now();
      return { id: main.id, why };
    },
    async *stream(request) {
      const standing = await now();
      const { model } =
        request.model === undefined ? { model: standing.main } : await find(request.model, named(), standing);
      yield* model.stream(request);
    },
    async answering(uri) {
      try {
        const { model, instead } = await find(uri, named(), await now());
        return { id: model.id, ...(instead === undefined ? {} : { instead }) };
      } catch (error) {
        return { id: "nobody", instead: clauseOf(error) };
      }
    },
    async try(setting, signal) {
      const { main, models } = await now();
      return tryModel(setting === undefined ? main : () => models.open(setting), ports.now, signal);
    },
    async check(of) {
      const next = await assemble(of, await now());
      if (next.refusal) throw next.refusal;
      if (of.chosen !== undefined) await next.ready(of.chosen);
      await openTable(named(), next);
    },
    close: async () => (await latest).models.close(),
  };
}

interface Assembled {
  readonly models: Opener;
  readonly main: Model;
  readonly why: string;
  readonly ready: Ready;
  /** Why the default model cannot be used any more. */
  readonly refusal?: ModelError;
}

/**
 * The models that the settings, the environment and Setup come to. What the environment says goes before Setup. Throws
 * `ModelError` where the default model cannot be used; in the place of a former one it says so at every call instead.
 */
async function assembled(
  settings: ModelSettings,
  env: Environment,
  ports: ModelPorts,
  kept: Kept,
  former: Assembled | undefined,
): Promise<Assembled> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const all = { ...kept.keys, ...given };
  const models = opener(settings, all, ports, former?.models);
  const ready: Ready = (setting) => patient(setting, settings, ports, models);
  try {
    const { model: main, why } = await chooseModel(settings, all, ports, models, kept);
    return { models, main, why, ready };
  } catch (error) {
    if (former && error instanceof ModelError) {
      return { models, main: refusing(former.main.id, error), why: former.why, ready, refusal: error };
    }
    await models.close();
    throw error;
  }
}

/** A default model that lost its key while the server ran. */
const refusing = (id: string, error: ModelError): Model => ({
  id,
  // biome-ignore lint/correctness/useYield: it gives nothing
  async *stream() {
    throw error;
  },
});

/** The model of a setting, with the fallbacks behind it. */
type Ready = (setting: string) => Promise<Model>;

async function openTable(table: Readonly<Record<string, string>>, { ready }: Assembled): Promise<void> {
  for (const [name, setting] of Object.entries(table)) await fromTable(name, setting, ready);
}

/** The model for a `model://…`, and why it is the default one if it is. Throws for a model of the table only. */
async function find(
  uri: string,
  table: Readonly<Record<string, string>>,
  { main, ready }: Assembled,
): Promise<{ readonly model: Model; readonly instead?: string }> {
  const name = uri.replace(/^model:\/\//, "");
  if (Object.hasOwn(table, name)) return { model: await fromTable(name, table[name]!, ready) };
  const direct = settingIn(name);
  if (direct === undefined) return { model: main, instead: `no model is named ${name} here` };
  try {
    return { model: await ready(direct) };
  } catch (error) {
    return { model: main, instead: clauseOf(error) };
  }
}

/** A model of the table. Its failure names the entry that has to be mended. */
async function fromTable(name: string, setting: string, ready: Ready): Promise<Model> {
  try {
    return await ready(setting);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ModelError(error.kind, `The scripts' model ${name} is set to ${setting}. ${error.message}`);
  }
}

/**
 * The setting a script names outright: `openai/gpt-5` or `openai:gpt-5`. Not `scripted`: a script must not name files of
 * this machine.
 */
function settingIn(name: string): string | undefined {
  const [, before = "", rest = ""] = /^([A-Za-z]+)[/:](.+)$/s.exec(name) ?? [];
  const provider = providerOf(before);
  return provider && provider.name !== "scripted" ? `${provider.name}:${rest}` : undefined;
}
