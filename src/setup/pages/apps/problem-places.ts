// Finds the field that a sentence of the server is about, so that it can stand there.

/** A field's name before a sentence: at the field itself it would be said twice, in words of the API. */
const named = /^(\w+(?:\.\w+)?): /;

/** The first row whose words a sentence has says where it belongs. */
const places: readonly (readonly [words: RegExp, field: string])[] = [
  [named, "$1"],
  [/cannot have this (\w+(?:\.\w+)?)/, "$1"],
  [/is not an API name|^The API name /, "name"],
  [/needs a label$/, "label"],
  [/contact e-mail/, "contactEmail"],
  [/callback URL|is not an absolute URL|would send codes in clear|that no app can be called back by/, "callbackUrls"],
  [/at least one scope|is not a scope/, "scopes"],
  [/token cannot live/, "jwtTimeoutMinutes"],
  [/certificate|PEM|public key/i, "certificate"],
  [/range of addresses/, "trustedRanges"],
  [/run-as user|cannot run as/, "runAs"],
  [/permission set/, "permissionSets"],
];

/** Names of fields that a form has otherwise than a sentence. */
const inside = (field: string, known: ReadonlySet<string>): string | undefined => {
  if (known.has(field)) return field;
  const top = field.split(".")[0] ?? field;
  return [...known].find((name) => name === top || name.startsWith(`${top}.`));
};

export interface PlacedProblems {
  /** Sentences by the name of the field. */
  readonly at: Readonly<Record<string, string>>;
  /** Sentences about none of the fields. */
  readonly others: readonly string[];
}

export const noProblems: PlacedProblems = { at: {}, others: [] };

/** The sentences of a refusal, one in a line, by the fields of the form; what a form does not show stays among the others. */
export function placeProblems(message: string, names: readonly string[]): PlacedProblems {
  const known = new Set(names);
  const at: Record<string, string> = {};
  const others: string[] = [];
  for (const sentence of message.split("\n").filter(Boolean)) {
    const place = places.find(([words]) => words.test(sentence));
    const found = place && (place[1] === "$1" ? (place[0].exec(sentence)?.[1] ?? "") : place[1]);
    const field = found && inside(found, known);
    const told = sentence.replace(named, "");
    if (field === undefined || field === "") others.push(sentence);
    else at[field] = at[field] ? `${at[field]} ${told}` : told;
  }
  return { at, others };
}
