// The models of a server: the one that answers by default, and those that scripts ask for (`model://…`).
//   M1. A model is opened once, whoever asks for it, and closed with the server.
//   M2. What a script asks for is never silently something else: `answering` says who answers in its place, and why.
import { chooseModel, type ModelPorts, type ModelSettings, opener, patient } from "./choose.ts";
import { type Model, ModelError, type ModelPart, type ModelRequest } from "./port.ts";
import { type Environment, providerOf } from "./providers.ts";

/** Who answers for what a script asks for. */
export interface Answering {
  /** `provider:name`. */
  readonly id: string;
  /** Why it is another model than the one asked for, as the end of a sentence; absent when it is that one. */
  readonly instead?: string;
}

export interface Models {
  /** The default one, and why it is. */
  readonly id: string;
  readonly why: string;
  /** Answers with the model that `request.model` asks for, or with the default one. */
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
  /**
   * Who answers for a `model://…`. Never throws: a model of the table that cannot be opened is named with the reason,
   * and turns that ask for it fail with that reason.
   */
  answering(uri: string): Promise<Answering>;
  close(): Promise<void>;
}

/**
 * Open the models of a server.
 * @param named what scripts ask for, without `model://`, and the `provider:name` that answers. Asked anew for each
 * call: the project may be edited
 * @throws ModelError (`refused`) with a sentence that says what to do when the default model, a fallback or a model of
 * the table cannot be used
 */
export async function openModels(
  settings: ModelSettings,
  named: () => Readonly<Record<string, string>>,
  env: Environment,
  ports: ModelPorts,
): Promise<Models> {
  const models = opener(settings, env, ports);
  const ready: Ready = (setting) => patient(setting, settings, ports, models);
  try {
    const { model: main, why } = await chooseModel(settings, env, ports, models);
    for (const [name, setting] of Object.entries(named())) await fromTable(name, setting, ready);
    return {
      id: main.id,
      why,
      async *stream(request) {
        const { model } =
          request.model === undefined ? { model: main } : await find(request.model, named(), main, ready);
        yield* model.stream(request);
      },
      async answering(uri) {
        try {
          const { model, instead } = await find(uri, named(), main, ready);
          return { id: model.id, ...(instead === undefined ? {} : { instead }) };
        } catch (error) {
          return { id: "nobody", instead: clauseOf(error) };
        }
      },
      close: models.close,
    };
  } catch (error) {
    await models.close();
    throw error;
  }
}

/** The model of a setting, with the fallbacks behind it. */
type Ready = (setting: string) => Promise<Model>;

/** The model for a `model://…`, and why it is the default one if it is. Throws for a model of the table only. */
async function find(
  uri: string,
  table: Readonly<Record<string, string>>,
  main: Model,
  ready: Ready,
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

/** An error as the end of a sentence. */
const clauseOf = (error: unknown) =>
  error instanceof ModelError ? error.message.replace(/\.$/, "") : "it could not be opened";

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
