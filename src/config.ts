// Every setting of the server in one table: its name, its environment variable, its default and a sentence.
// `docs/generated/config.md` is made from this table; `loadConfig` is the small loop that walks it.
import { isIP } from "node:net";
import { closest } from "./closest.ts";

/** One setting. `parse` returns the value, or throws an `Error` whose message says what is expected. */
interface Setting<T> {
  readonly env: string;
  readonly default: T;
  readonly parse: (text: string) => T;
  readonly about: string;
  /** A secret is never printed, not even by `doctor`. */
  readonly secret?: true;
}

const setting = <T>(env: string, fallback: T, parse: (text: string) => T, about: string): Setting<T> => ({
  env,
  default: fallback,
  parse,
  about,
});
const secret = <T>(of: Setting<T>): Setting<T> => ({ ...of, secret: true });

const text = (value: string) => value;
const optional = undefined;

const whole = (min: number, max: number) => (value: string) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new Error(`expected a whole number from ${min} to ${max}`);
  }
  return number;
};
const flag = (value: string) => {
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  throw new Error("expected true or false");
};
const oneOf =
  <const T extends string>(...choices: readonly T[]) =>
  (value: string): T => {
    const found = choices.find((choice) => choice === value.toLowerCase());
    if (!found) throw new Error(`expected one of: ${choices.join(", ")}`);
    return found;
  };
const list = (value: string): readonly string[] => value.split(/[\s,]+/).filter(Boolean);
const addresses = (value: string): readonly string[] => {
  const given = list(value);
  const odd = given.find((each) => {
    const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(each) ?? [];
    return isIP(address) === 0 || Number(bits) > (isIP(address) === 4 ? 32 : 128);
  });
  if (odd !== undefined) throw new Error(`expected addresses or CIDR blocks, such as 10.0.0.0/8, and not ${odd}`);
  return given;
};
/** `name=provider:name` pairs. */
const named = (value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    list(value).map((pair) => {
      const [, name, model] = /^(?:model:\/\/)?([^=]+)=(.+)$/.exec(pair) ?? [];
      if (!name || !model) throw new Error("expected pairs such as sfdc_ai__DefaultGPT4Omni=openai:gpt-4o");
      return [name, model];
    }),
  );
/** `model=input/output` pairs, prices of a million tokens. */
const prices = (value: string): Readonly<Record<string, { readonly input: number; readonly output: number }>> =>
  Object.fromEntries(
    list(value).map((pair) => {
      const [, name, input, output] = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(pair) ?? [];
      if (!name)
        throw new Error("expected pairs such as openai:gpt-5.4-mini=0.25/2, prices of a million tokens in and out");
      return [name, { input: Number(input), output: Number(output) }];
    }),
  );
const origin = (value: string) => {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search || url.hash || url.username) {
    throw new Error("expected an origin such as https://agents.example.com, without a path");
  }
  return url.origin;
};
const webAddress = (value: string) => {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? ""))
    throw new Error("expected a URL such as http://127.0.0.1:4318");
  return value;
};
/** `name=value` pairs with commas between, as OpenTelemetry writes them. */
const headers = (value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    value.split(",").map((pair) => {
      const [, name, given = ""] = /^\s*([\w.-]+)\s*=\s*([^\r\n]*?)\s*$/.exec(pair) ?? [];
      if (!name) throw new Error("expected pairs such as api-key=…, with commas between");
      return [name, decodeURIComponent(given)];
    }),
  );
const databaseUrl = (value: string) => {
  if (!/^postgres(ql)?:\/\//.test(value)) throw new Error("expected postgres://user:password@host:5432/database");
  return value;
};

/** The table. Order is the order of the generated page. */
export const settings = {
  host: setting(
    "HOST",
    "127.0.0.1",
    text,
    "Address to listen on. Anything but loopback makes the server reachable by others.",
  ),
  port: setting("PORT", 4080, whole(0, 65_535), "Port to listen on; 0 takes a free one."),
  publicUrl: setting(
    "DRAGOMAN_PUBLIC_URL",
    optional as string | undefined,
    origin,
    "Origin under which clients reach this server: My Domain URL, token issuer and base of every link. Default: the address listened on.",
  ),
  trustedProxies: setting(
    "DRAGOMAN_TRUSTED_PROXIES",
    [] as readonly string[],
    addresses,
    "Addresses or CIDR blocks of the proxies in front. Only theirs is an X-Forwarded-For that says where a request came from, for trusted ranges, throttles and the login history.",
  ),
  data: setting(
    "DRAGOMAN_DATA",
    ".dragoman",
    text,
    "Folder of the embedded database, the secret key and the command line's token.",
  ),
  databaseUrl: secret(
    setting(
      "DATABASE_URL",
      optional as string | undefined,
      databaseUrl,
      "A PostgreSQL server (14 or newer) to use in place of the embedded database.",
    ),
  ),
  databasePool: setting("DRAGOMAN_DATABASE_POOL", 10, whole(1, 200), "Connections kept to the PostgreSQL server."),
  secretKey: secret(
    setting(
      "DRAGOMAN_SECRET_KEY",
      optional as string | undefined,
      text,
      "Key that encrypts secrets at rest: 32 bytes in base64 or hex. Default: a key file in the data folder, made on first start.",
    ),
  ),
  secretKeyPrevious: secret(
    setting(
      "DRAGOMAN_SECRET_KEY_PREVIOUS",
      [] as readonly string[],
      list,
      "Former secret keys, which only open. Set it on every server when the key changes, run `dragoman key reseal`, then take it away.",
    ),
  ),
  backupPassphrase: secret(
    setting(
      "DRAGOMAN_BACKUP_PASSPHRASE",
      optional as string | undefined,
      text,
      "Passphrase with which `dragoman backup` seals the secret key into the backup, and `dragoman restore` opens it. Default: backups do not hold the key.",
    ),
  ),

  turnTimeoutS: setting(
    "DRAGOMAN_TURN_TIMEOUT_S",
    120,
    whole(1, 3600),
    "Seconds a turn may take before the call fails with HTTP 500.",
  ),
  turnsAtOnce: setting(
    "DRAGOMAN_TURNS_AT_ONCE",
    2500,
    whole(1, 1_000_000),
    "Turns that clients may have running on this server at once; one more is refused with 503 and Retry-After before anything is stored. What an app or an org may have is set for it: limits.turnsAtOnce in dragoman.yaml.",
  ),
  leaseS: setting(
    "DRAGOMAN_LEASE_S",
    15,
    whole(2, 600),
    "Seconds after which a turn whose server died no longer locks its session.",
  ),
  drainS: setting(
    "DRAGOMAN_DRAIN_S",
    20,
    whole(0, 3600),
    "Seconds that running turns get to end when the server is asked to stop; those that are left go on at another server, or at the next start.",
  ),
  sessionIdleMin: setting(
    "DRAGOMAN_SESSION_IDLE_MIN",
    60,
    whole(1, 525_600),
    "Minutes without a message after which a session expires.",
  ),
  historyMessages: setting(
    "DRAGOMAN_HISTORY_MESSAGES",
    48,
    whole(4, 1000),
    "Messages of the conversation that a turn gives the model.",
  ),
  retentionDays: setting(
    "DRAGOMAN_RETENTION_DAYS",
    30,
    whole(1, 3650),
    "Days that ended sessions, their messages and event logs are kept.",
  ),
  exportRows: setting(
    "DRAGOMAN_EXPORT_ROWS",
    100_000,
    whole(1, 10_000_000),
    "Most rows in one export of event logs or of the audit trail.",
  ),

  model: setting(
    "DRAGOMAN_MODEL",
    optional as string | undefined,
    text,
    "Model that answers, as provider:name, such as openai:gpt-5-mini, anthropic:claude-sonnet-4-5, google:…, bedrock:…, azure:…, compatible:name, ollama:name, matcher, or scripted:replies.yaml. Default: chosen from the keys in the environment, then Ollama, then the embedded matcher.",
  ),
  modelFallback: setting(
    "DRAGOMAN_MODEL_FALLBACK",
    [] as readonly string[],
    list,
    "Models tried in order when the first one fails before its first word.",
  ),
  models: setting(
    "DRAGOMAN_MODELS",
    optional as Readonly<Record<string, string>> | undefined,
    named,
    "Models that scripts ask for by name, as pairs such as sfdc_ai__DefaultGPT4Omni=openai:gpt-4o for model://sfdc_ai__DefaultGPT4Omni. They come before those of models: in dragoman.yaml; a name that is in neither is answered by DRAGOMAN_MODEL.",
  ),
  modelPrices: setting(
    "DRAGOMAN_MODEL_PRICES",
    {} as Readonly<Record<string, { readonly input: number; readonly output: number }>>,
    prices,
    "What a million tokens cost, in and out, in any one currency, as pairs such as openai:gpt-5.4-mini=0.25/2. Analytics shows the cost of the models named here.",
  ),
  modelBaseUrl: setting(
    "DRAGOMAN_MODEL_BASE_URL",
    optional as string | undefined,
    text,
    "Base URL of an OpenAI-compatible endpoint, for compatible:name models; ends in /v1 as a rule.",
  ),
  modelApiKey: secret(
    setting("DRAGOMAN_MODEL_API_KEY", optional as string | undefined, text, "Key for the OpenAI-compatible endpoint."),
  ),
  modelTimeoutS: setting("DRAGOMAN_MODEL_TIMEOUT_S", 60, whole(1, 3600), "Seconds one model call may take."),
  modelRetries: setting(
    "DRAGOMAN_MODEL_RETRIES",
    2,
    whole(0, 10),
    "Times a model call that failed before its first word is tried again.",
  ),

  actionTimeoutS: setting("DRAGOMAN_ACTION_TIMEOUT_S", 30, whole(1, 3600), "Seconds one action may take."),
  actionAllow: setting(
    "DRAGOMAN_ACTION_ALLOW_PRIVATE",
    [] as readonly string[],
    list,
    "Private or loopback host:port pairs that HTTP actions may call, such as 127.0.0.1:9000. All others are refused when the connection is made.",
  ),

  bodyLimitKb: setting("DRAGOMAN_BODY_LIMIT_KB", 1024, whole(1, 102_400), "Largest request body, in kilobytes."),
  feedbackStatus: setting(
    "DRAGOMAN_FEEDBACK_STATUS",
    "201" as "201" | "202",
    oneOf("201", "202"),
    "Status of accepted feedback: 201 as the guide says, or 202 for clients generated from the published OpenAPI.",
  ),
  lenientEnd: setting(
    "DRAGOMAN_LENIENT_END",
    false,
    flag,
    "End a session even when the x-session-end-reason header is missing, which is otherwise a 400.",
  ),
  unknownAgentStatus: setting(
    "DRAGOMAN_UNKNOWN_AGENT_STATUS",
    "404" as "404" | "500",
    oneOf("404", "500"),
    "Status for a well-formed agent id that does not exist: 404, or 500 as the original answers.",
  ),
  requiredScopes: setting(
    "DRAGOMAN_REQUIRED_SCOPES",
    ["chatbot_api", "sfap_api"] as readonly string[],
    list,
    "Scopes a token needs to call the Agent API.",
  ),

  logLevel: setting(
    "DRAGOMAN_LOG_LEVEL",
    "info" as "debug" | "error" | "info" | "silent" | "warn",
    oneOf("debug", "info", "warn", "error", "silent"),
    "Least severe log line that is written.",
  ),
  logFormat: setting(
    "DRAGOMAN_LOG_FORMAT",
    "auto" as "auto" | "json" | "text",
    oneOf("auto", "json", "text"),
    "Shape of log lines on standard error: text on a terminal and JSON elsewhere, or always one of the two.",
  ),
  otelEndpoint: setting(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    optional as string | undefined,
    webAddress,
    "Base URL of an OpenTelemetry collector that takes OTLP over HTTP, such as http://127.0.0.1:4318. Every turn, model call and action is told to it as a span, without what was said. Default: nobody is told.",
  ),
  otelHeaders: secret(
    setting(
      "OTEL_EXPORTER_OTLP_HEADERS",
      {} as Readonly<Record<string, string>>,
      headers,
      "Headers for the collector, as pairs such as api-key=…, with commas between; values may be percent-encoded.",
    ),
  ),
  otelServiceName: setting("OTEL_SERVICE_NAME", "dragoman", text, "Name of this service in spans."),
} as const satisfies Record<string, Setting<unknown>>;

/** A loaded configuration: one value for each setting. */
export type Config = { readonly [K in keyof typeof settings]: (typeof settings)[K]["default"] } & {
  /** Settings that the environment or the caller gave: a project's file does not change them. */
  readonly decided: ReadonlySet<string>;
};

/** A setting that could not be used, with the sentence that says what to do. */
export interface ConfigProblem {
  readonly env: string;
  readonly message: string;
  /** An unknown variable is reported and the server starts; a value that cannot be read stops it. */
  readonly fatal: boolean;
}

/**
 * Read the settings from an environment. Never throws: what is wrong comes back as problems, and a setting with a
 * problem keeps its default.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: Partial<Config> = {},
): { config: Config; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  const decided = new Set(Object.keys(overrides));
  for (const [name, of] of Object.entries(settings) as [string, Setting<unknown>][]) {
    values[name] = of.default;
    const given = env[of.env]?.trim();
    if (!given) continue;
    try {
      values[name] = of.parse(given);
      decided.add(name);
    } catch (error) {
      const shown = of.secret ? "its value" : `"${given}"`;
      problems.push({
        env: of.env,
        message: `${of.env}: ${shown} cannot be used: ${(error as Error).message}`,
        fatal: true,
      });
    }
  }
  const config = { ...(values as Config), ...overrides, decided };
  return { config, problems: [...problems, ...unknownVariables(env)] };
}

/** The same configuration with a project's settings where neither the environment nor the command line decided. */
export function withProjectSettings(config: Config, given: Partial<Config>): Config {
  const taken = Object.entries(given).filter(([name, value]) => value !== undefined && !config.decided.has(name));
  return { ...config, ...Object.fromEntries(taken) };
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const known = new Set<string>(Object.values(settings).map((of) => of.env));
  return Object.keys(env)
    .filter((name) => name.startsWith("DRAGOMAN_") && !known.has(name))
    .map((name) => {
      const near = closest(name, known);
      const hint = near ? `did you mean ${near}?` : "docs/generated/config.md lists every setting";
      return { env: name, message: `${name} is not a setting of this version: ${hint}`, fatal: false };
    });
}
