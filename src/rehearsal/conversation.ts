// The conversation file: what the user says, what the model replies, what the actions give back, and what is expected.
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { closest } from "../closest.ts";
import { eventKinds } from "./event-kinds.ts";

const Name = z.string().min(1);
const Text = z.string().trim().min(1);
const Json = z.json();
const OneOrMore = <T extends z.ZodType>(of: T, otherwise?: string) =>
  z.union([of, z.array(of).min(1)], otherwise).transform((given) => [given].flat());
const Values = z.record(Name, Json);
const Nothing = z.null().transform(() => ({}));

/** What an action gives back on a call: its outputs, or `error` alone where it fails. */
const Outputs = Values.or(Nothing);
/** Results by name: one for every call, or a list whose last entry repeats. */
export const Results = z.record(Name, OneOrMore(Outputs));
export type Results = z.infer<typeof Results>;

/** What a connected agent says, or the sentence with which it cannot. */
const Answer = z.union([z.string(), z.strictObject({ error: Text })]);
const Answers = z.record(Name, OneOrMore(Answer));
export type Answers = z.infer<typeof Answers>;

const Calls = z.record(Name, Values.or(Nothing));
/** One reply of the model. A text alone is what it says. */
const Reply = z.preprocess(
  (given) => (typeof given === "string" ? { say: given } : given),
  z
    .strictObject({
      say: OneOrMore(z.string()).optional(),
      call: OneOrMore(Calls, "write a tool with its arguments, such as `{ find_tea: { time: noon } }`").optional(),
      fail: z.enum(["timeout", "unavailable", "refused", "malformed"]).optional(),
    })
    .refine(({ say, call, fail }) => (say ?? call ?? fail) !== undefined, "give `say`, `call` or `fail`"),
);

const Expected = z.strictObject({
  /** Everything the user reads, in order. */
  says: OneOrMore(z.string()).or(z.array(z.never()).max(0)).optional(),
  /** Tools of the last model call, in order. */
  tools: z.array(Name).optional(),
  /** Found in the instructions of the last model call. */
  instructions: OneOrMore(Text).optional(),
  /** Actions called, in order; with inputs where an entry is a mapping. */
  actions: z
    .array(z.union([Name.transform((name) => ({ [name]: {} })), z.record(Name, Values.or(Nothing))]))
    .optional(),
  /** Where the turn ended. */
  node: Name.optional(),
  /** Values after the turn. */
  variables: Values.optional(),
  /** Kinds of messages on the wire, without chunks. */
  events: z.array(z.enum(eventKinds)).optional(),
});
export type Expected = z.infer<typeof Expected>;

/** What begins a turn: one of these. */
const beginnings = ["user", "approve", "cancel", "transfer"] as const;

const Turn = z
  .strictObject({
    user: Text.optional(),
    /** `true`, or the values the user edited or answered, by input. */
    approve: z
      .union([z.literal(true), Values], "write `true`, or the values by input; `cancel: true` refuses")
      .optional(),
    cancel: z.literal(true).optional(),
    transfer: z.enum(["succeeded", "failed"]).optional(),
    model: z.array(Reply).default([]),
    expect: Expected.default({}),
  })
  .refine(
    (turn) => beginnings.filter((name) => turn[name] !== undefined).length === 1,
    "a turn begins with one of `user`, `approve`, `cancel` and `transfer`",
  );
export type Turn = z.infer<typeof Turn>;

const Conversation = z.strictObject({
  /** The agent's script, relative to the file. */
  agent: Name.optional(),
  connection: Name.default("messaging"),
  locale: Name.optional(),
  /** What the host gives at the start. */
  variables: Values.default({}),
  actions: Results.default({}),
  agents: Answers.default({}),
  turns: z.array(Turn).min(1),
});
export type Conversation = z.infer<typeof Conversation>;

/** A value that was read, or why it cannot be used: sentences that begin with a place in the file. */
export type ReadFile<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: readonly string[] };

/** Read a conversation from the YAML text of its file. */
export const readConversation = (text: string): ReadFile<Conversation> => read(Conversation, text);

/** Read results of actions from YAML text: the `actions` of a conversation, in a file of their own. */
export const readResults = (text: string): ReadFile<Results> => read(Results, text);

function read<T extends z.ZodType>(schema: T, text: string): ReadFile<z.infer<T>> {
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (error) {
    return { ok: false, why: [(error as Error).message.split("\n")[0]!.replace(/[:.]$/, "")] };
  }
  const result = schema.safeParse(content);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, why: result.error.issues.map((issue) => sentenceOf(issue)) };
}

/** The keys that may stand below a key; those of the file under `""`. */
const keysBelow: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(Conversation.shape),
  turns: Object.keys(Turn.shape),
  model: ["say", "call", "fail"],
  expect: Object.keys(Expected.shape),
};

/** The issue in a line that begins with its place, such as `turns[0].model[1].call: …`. */
function sentenceOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const nearest = issue.errors.map(([first]) => first).sort((a, b) => depthOf(b) - depthOf(a))[0];
    if (nearest && depthOf(nearest) > 0) return sentenceOf(nearest, path);
  }
  const place = z.core.toDotPath([...path]) || "the file";
  if (issue.code !== "unrecognized_keys") return `${place}: ${issue.message}`;
  const known = keysBelow[path.findLast((part) => typeof part === "string") ?? ""] ?? [];
  const meant = issue.keys.flatMap((key) => closest(key, known) ?? []).map((key) => `"${key}"`);
  return `${place}: ${issue.message}${meant.length > 0 ? `. Did you mean ${meant.join(", ")}?` : ""}`;
}

/** How far into the value a form was followed before it failed: the form that was meant goes furthest. */
const depthOf = (issue: z.core.$ZodIssue | undefined): number =>
  issue === undefined ? -1 : issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0);
