// Every place a model can come from, in one table: its name, its keys, its default model and how it is made.
import { aiSdkModel, type SdkModel, type Vendor } from "./ai-sdk.ts";
import { type Model, ModelError } from "./port.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a provider may need to make a model. */
export interface Making {
  /** The name after the colon, or the provider's default. */
  readonly name: string;
  readonly env: Environment;
  /** Of an OpenAI-compatible endpoint (`DRAGOMAN_MODEL_BASE_URL`, `DRAGOMAN_MODEL_API_KEY`). */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** Origin of the local Ollama. */
  readonly ollamaUrl: string;
  /** Epoch milliseconds: "tomorrow" is counted from here. */
  now(): number;
}

export interface Provider {
  /** The name before the colon. */
  readonly name: string;
  /** Sets of environment variables, any one of which is enough; none: the provider needs no key. */
  readonly keys: readonly (readonly string[])[];
  /** A key it is given where there is one. */
  readonly optionalKey?: string;
  /** The model taken when none is named. A provider without one needs a name. */
  readonly defaultModel?: string;
  /** What such a name is, for the sentence that asks for it. */
  readonly names?: string;
  make(of: Making): Promise<Model>;
}

/** The order is the order in which keys in the environment are looked for. */
export const providers: readonly Provider[] = [
  {
    name: "openai",
    keys: [["OPENAI_API_KEY"]],
    defaultModel: "gpt-5.4-mini",
    async make(of) {
      const { createOpenAI } = await import("@ai-sdk/openai");
      const model = createOpenAI({ apiKey: key(of, "OPENAI_API_KEY"), baseURL: key(of, "OPENAI_BASE_URL") })(of.name);
      return vendor(of, "openai", ["OPENAI_API_KEY"], model, {
        system: "anywhere",
        options: { openai: { store: false } }, // conversations are kept here, and nowhere else
      });
    },
  },
  {
    name: "anthropic",
    keys: [["ANTHROPIC_API_KEY"]],
    defaultModel: "claude-haiku-5-5",
    async make(of) {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      const anthropic = createAnthropic({
        apiKey: key(of, "ANTHROPIC_API_KEY"),
        baseURL: key(of, "ANTHROPIC_BASE_URL"),
      });
      return vendor(of, "anthropic", ["ANTHROPIC_API_KEY"], anthropic(of.name));
    },
  },
  {
    name: "google",
    keys: [["GOOGLE_GENERATIVE_AI_API_KEY"]],
    defaultModel: "gemini-flash-latest",
    async make(of) {
      const { createGoogle } = await import("@ai-sdk/google");
      const model = createGoogle({ apiKey: key(of, "GOOGLE_GENERATIVE_AI_API_KEY") })(of.name);
      return vendor(of, "google", ["GOOGLE_GENERATIVE_AI_API_KEY"], model);
    },
  },
  {
    name: "bedrock",
    keys: [
      ["AWS_BEARER_TOKEN_BEDROCK", "AWS_REGION"],
      ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"],
    ],
    // A global inference profile: the plain model ids work in some regions only.
    defaultModel: "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    async make(of) {
      const { createAmazonBedrock } = await import("@ai-sdk/amazon-bedrock");
      const model = createAmazonBedrock({
        region: key(of, "AWS_REGION"),
        apiKey: key(of, "AWS_BEARER_TOKEN_BEDROCK"),
        accessKeyId: key(of, "AWS_ACCESS_KEY_ID"),
        secretAccessKey: key(of, "AWS_SECRET_ACCESS_KEY"),
        sessionToken: key(of, "AWS_SESSION_TOKEN"),
      })(of.name);
      const names = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
      return vendor(of, "bedrock", names, model, { remedy: "check the AWS_ variables and the account's model access" });
    },
  },
  {
    name: "azure",
    keys: [["AZURE_API_KEY", "AZURE_RESOURCE_NAME"]],
    // Azure calls a model by the name of its deployment, which is the model's own name unless somebody changed it.
    defaultModel: "gpt-5.4-mini",
    async make(of) {
      const { createAzure } = await import("@ai-sdk/azure");
      const model = createAzure({ apiKey: key(of, "AZURE_API_KEY"), resourceName: key(of, "AZURE_RESOURCE_NAME") });
      return vendor(of, "azure", ["AZURE_API_KEY"], model(of.name), {
        system: "anywhere",
        options: { azure: { store: false }, openai: { store: false } },
      });
    },
  },
  {
    name: "compatible",
    keys: [],
    optionalKey: "DRAGOMAN_MODEL_API_KEY",
    names: "the model's name at DRAGOMAN_MODEL_BASE_URL",
    async make(of) {
      if (!of.baseUrl) {
        throw unusable("compatible", "DRAGOMAN_MODEL_BASE_URL is not set: give the endpoint's URL, which ends in /v1");
      }
      const { baseUrl, apiKey } = of;
      const options = { remedy: "check DRAGOMAN_MODEL_API_KEY", secrets: apiKey ? [apiKey] : [] };
      return vendor(of, "compatible", [], await openAiCompatible("compatible", of.name, baseUrl, apiKey), options);
    },
  },
  {
    name: "ollama",
    keys: [],
    names: "a model that `ollama list` shows",
    async make(of) {
      const model = await openAiCompatible("ollama", of.name, `${of.ollamaUrl}/v1`);
      return vendor(of, "ollama", [], model, { remedy: "check Ollama's settings" });
    },
  },
  {
    name: "matcher",
    keys: [],
    defaultModel: "en",
    make: async (of) => (await import("./matcher/matcher.ts")).matcherModel({ now: of.now }),
  },
  {
    name: "scripted",
    keys: [],
    names: "the path of a YAML file of rules",
    make: async (of) => (await import("./scripted.ts")).scriptedModelFrom(of.name),
  },
];

/** The provider of a name, whatever its case. */
export const providerOf = (name: string): Provider | undefined =>
  providers.find((provider) => provider.name === name.toLowerCase());

/** Whether one of a provider's sets of keys is complete; a provider that needs none is ready. */
export const hasKeys = ({ keys }: Provider, env: Environment): boolean =>
  keys.length === 0 || keys.some((names) => names.every((name) => env[name]?.trim()));

/** Every variable a provider reads its keys from. */
export const keyNamesOf = ({ keys, optionalKey }: Provider): readonly string[] => [
  ...new Set([...keys.flat(), ...(optionalKey === undefined ? [] : [optionalKey])]),
];

/** The sentence for a setting that cannot work. */
export const unusable = (setting: string, why: string) =>
  new ModelError("refused", `The model ${setting} cannot be used: ${why}.`);

const key = (of: Making, name: string) => of.env[name]?.trim() || undefined;

async function openAiCompatible(name: string, model: string, baseURL: string, apiKey?: string) {
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  return createOpenAICompatible({ name, baseURL, includeUsage: true, ...(apiKey && { apiKey }) })(model);
}

function vendor(
  of: Making,
  provider: string,
  keys: readonly string[],
  model: SdkModel,
  more: Partial<Vendor> = {},
): Model {
  return aiSdkModel({
    id: `${provider}:${of.name}`,
    model,
    system: "first",
    remedy: `check ${keys.join(", ")}`,
    secrets: keys.flatMap((name) => key(of, name) ?? []),
    ...more,
  });
}
