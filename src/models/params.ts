// The parameters a script may give its model (`model_config.params`), each with the values it takes.

interface Parameter {
  /** The name our adapter passes it on by. */
  readonly setting:
    | "temperature"
    | "maxOutputTokens"
    | "topP"
    | "topK"
    | "presencePenalty"
    | "frequencyPenalty"
    | "seed";
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

const anyWhole = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: true } as const;

/** By the names authors write. The bounds are the widest that a provider of the table takes. */
const parameters: Readonly<Record<string, Parameter>> = {
  temperature: { setting: "temperature", min: 0, max: 2 },
  max_tokens: { setting: "maxOutputTokens", ...anyWhole, min: 1 },
  max_output_tokens: { setting: "maxOutputTokens", ...anyWhole, min: 1 },
  top_p: { setting: "topP", min: 0, max: 1 },
  top_k: { setting: "topK", ...anyWhole, min: 1 },
  presence_penalty: { setting: "presencePenalty", min: -2, max: 2 },
  frequency_penalty: { setting: "frequencyPenalty", min: -2, max: 2 },
  seed: { setting: "seed", ...anyWhole },
};

export type ModelParameters = Partial<Record<Parameter["setting"], number>>;

/**
 * Read `params`. A value that cannot be used is left out, for the model's own default to serve: a slip in a script must
 * not fail every turn of it. `problems` has a sentence for each.
 */
export function readParams(given: Readonly<Record<string, unknown>>): {
  readonly parameters: ModelParameters;
  readonly problems: readonly string[];
} {
  const read: ModelParameters = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) {
      problems.push(`params.${name} has no effect; parameters are: ${Object.keys(parameters).join(", ")}`);
    } else if (typeof value === "number" && fits(value, parameter)) {
      read[parameter.setting] = value;
    } else {
      problems.push(`params.${name} is ${JSON.stringify(value)} and has no effect: expected ${inWords(parameter)}`);
    }
  }
  return { parameters: read, problems };
}

const fits = (value: number, { min, max, whole }: Parameter) =>
  value >= min && value <= max && (!whole || Number.isInteger(value));

function inWords({ min, max, whole }: Parameter): string {
  const kind = whole ? "a whole number" : "a number";
  if (max < Number.MAX_SAFE_INTEGER) return `${kind} from ${min} to ${max}`;
  return min > Number.MIN_SAFE_INTEGER ? `${kind} from ${min}` : kind;
}
