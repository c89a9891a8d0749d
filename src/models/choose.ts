// Which model answers: the one set, else one whose key is in the environment, else the local Ollama, else the matcher.
import { setTimeout as wait } from "node:timers/promises";
import { firstOllamaModel, localOllama } from "./ollama.ts";
import { type Model, ModelError } from "./port.ts";
import {
  type Environment,
  hasKeys,
  keyNamesOf,
  type Making,
  type Provider,
  providerOf,
  providers,
  unusable,
} from "./providers.ts";
import { resilientModel } from "./resilient.ts";

/** The model settings of `config.ts`. */
export interface ModelSettings {
  /** `DRAGOMAN_MODEL`, as `provider:name`. */
  readonly setting?: string | undefined;
  /** `DRAGOMAN_MODEL_FALLBACK`: models tried in order when the one before fails before its first word. */
  readonly fallback: readonly string[];
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
}

/** What Setup keeps of models: it holds where the environment says nothing. */
export interface Kept {
  /** Keys of providers, by the environment variable they stand for. */
  readonly keys: Environment;
  /** The default model, as `provider:name`. */
  readonly chosen?: string;
  /** Another text after every change. */
  readonly revision: string;
}

export const nothingKept: Kept = { keys: {}, revision: "" };

/** What choosing and calling a model needs of the world. */
export interface ModelPorts {
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Told of every attempt of a call that ended: `provider:name`, and how it failed where it did. */
  readonly tried?: (id: string, failure: ModelError["kind"] | undefined) => void;
  /** Origin of the local Ollama; a test gives its own. */
  readonly ollamaUrl?: string;
}

/** Opens models by their settings, each of them once. */
export interface Opener {
  /** Throws `ModelError` (`refused`) with a sentence that says what to do. */
  open(setting: string): Promise<Model>;
  /** What was opened, by setting. */
  readonly opened: ReadonlyMap<string, Promise<Model>>;
  /** Close what was opened. */
  close(): Promise<void>;
}

/** Long enough for a loopback answer on a busy machine, too short to be noticed at start. */
const ollamaProbeMs = 400;

/**
 * Choose and make the model, its fallbacks, deadline and retries included. `why` is a sentence for people. Makes no
 * request but the probe of Ollama, and that only when neither a setting nor a key decides. Throws `ModelError`
 * (`refused`) with a sentence that says what to do when a setting cannot work.
 */
export async function chooseModel(
  settings: ModelSettings,
  env: Environment,
  ports: ModelPorts,
  models: Opener = opener(settings, env, ports),
  kept: Kept = nothingKept,
): Promise<{ model: Model; why: string }> {
  const open = (setting: string) => patient(setting, settings, ports, models);
  const { setting } = settings;
  if (setting) return { model: await open(setting), why: `DRAGOMAN_MODEL is ${setting}` };
  const { chosen } = kept;
  const refused = chosen === undefined ? undefined : await whyNot(() => open(chosen));
  if (chosen !== undefined && refused === undefined)
    return { model: await open(chosen), why: "it was chosen in Setup" };
  const found = byKey(env, kept) ?? (await byOllama(ports.ollamaUrl ?? localOllama)) ?? lastResort;
  const why = refused === undefined ? found.why : `${found.why}; of the choice made in Setup: ${refused}`;
  return { model: await open(found.setting), why };
}

/** Why a model cannot be opened, as the end of a sentence. */
async function whyNot(open: () => Promise<Model>): Promise<string | undefined> {
  try {
    await open();
    return undefined;
  } catch (error) {
    return clauseOf(error);
  }
}

/** An error as the end of a sentence. */
export const clauseOf = (error: unknown): string =>
  error instanceof ModelError ? error.message.replace(/\.$/, "") : "it could not be opened";

/** The model of a setting with the fallbacks behind it, a deadline and retries. Throws as `chooseModel` does. */
export async function patient(
  setting: string,
  { fallback, timeoutMs, retries }: ModelSettings,
  { random, tried }: ModelPorts,
  models: Opener,
): Promise<Model> {
  const first = await models.open(setting);
  const rest = await Promise.all(fallback.map(models.open));
  const others = rest.filter((model) => model !== first);
  return resilientModel([first, ...others], { timeoutMs, retries, random, wait: afterwards, ...(tried && { tried }) });
}

/**
 * An opener that has opened nothing yet, or what a former one opened without a key: with other keys, those models are
 * the same, and they are the ones that hold something (`close`).
 */
export function opener(settings: ModelSettings, env: Environment, ports: ModelPorts, former?: Opener): Opener {
  const { baseUrl, apiKey = env.DRAGOMAN_MODEL_API_KEY } = settings;
  const ollamaUrl = ports.ollamaUrl ?? localOllama;
  const around = { env, ollamaUrl, now: ports.now, ...(baseUrl && { baseUrl }), ...(apiKey && { apiKey }) };
  const opened = new Map([...(former?.opened ?? [])].filter(([setting]) => isKeyless(setting)));
  return {
    opened,
    open: (setting) => {
      const model = opened.get(setting) ?? make(setting, around);
      opened.set(setting, model);
      return model;
    },
    close: async () => {
      const models = await Promise.allSettled(opened.values());
      await Promise.all(models.map((model) => (model.status === "fulfilled" ? model.value.close?.() : undefined)));
    },
  };
}

interface Choice {
  readonly setting: string;
  readonly why: string;
}

const lastResort: Choice = {
  setting: "matcher",
  why: "no key and no Ollama: the embedded matcher, which is not a language model",
};

function byKey(env: Environment, { keys }: Kept): Choice | undefined {
  for (const provider of providers) {
    const found = provider.keys.find((names) => names.every((name) => env[name]?.trim()));
    if (!found) continue;
    const entered = found.some((name) => keys[name] !== undefined && keys[name] === env[name]);
    const set = `${found.length > 1 ? "are" : "is"} set${entered ? " in Setup" : ""}`;
    return { setting: provider.name, why: `${inWords(found)} ${set}` };
  }
  return undefined;
}

function isKeyless(setting: string): boolean {
  const provider = providerOf(setting.split(":", 1)[0]!);
  return provider !== undefined && keyNamesOf(provider).length === 0;
}

async function byOllama(url: string): Promise<Choice | undefined> {
  const name = await firstOllamaModel(url, ollamaProbeMs);
  return name ? { setting: `ollama:${name}`, why: `no key, but Ollama answers at ${url} and has ${name}` } : undefined;
}

/** One model, from `provider:name` or, for a provider that has a default, `provider`. */
async function make(setting: string, around: Omit<Making, "name">): Promise<Model> {
  const [, before = "", name] = /^([^:]*)(?::(.*))?$/s.exec(setting) ?? [];
  const provider = providerOf(before);
  if (!provider) {
    throw unusable(setting, `there is no provider "${before}"; one of ${providers.map((one) => one.name).join(", ")}`);
  }
  return provider.make({ ...around, name: nameOf(provider, name, setting, around.env) });
}

function nameOf(provider: Provider, name: string | undefined, setting: string, env: Environment): string {
  const { keys, defaultModel } = provider;
  if (!hasKeys(provider, env)) {
    throw unusable(setting, `set ${keys.map(inWords).join(", or ")} in the environment`);
  }
  const chosen = name?.trim() || defaultModel;
  if (!chosen) throw unusable(setting, `write ${provider.name}:name, where name is ${provider.names}`);
  return chosen;
}

const inWords = (names: readonly string[]) => new Intl.ListFormat("en").format(names);

const afterwards = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });
