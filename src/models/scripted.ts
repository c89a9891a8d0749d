// The deterministic model for tests and demos: it says what it was told to say.
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { givenUp, type Message, type Model, ModelError, type ModelPart, type ModelRequest } from "./port.ts";

/** One reply: its text (or the chunks of it), then its calls, then perhaps a failure. */
export interface Reply {
  readonly text?: string | readonly string[];
  readonly calls?: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  readonly fail?: ModelError["kind"];
  /** Milliseconds before each piece of the text. */
  readonly paceMs?: number;
}

/** A scripted model, and what it was asked, in order. */
export interface ScriptedModel extends Model {
  readonly requests: readonly ModelRequest[];
}

/** A model that gives these replies in order, one a call. A call after the last one is refused. */
export function scriptedModel(replies: readonly Reply[]): ScriptedModel {
  const id = "scripted:replies";
  const requests: ModelRequest[] = [];
  return {
    id,
    requests,
    async *stream(request) {
      const reply = replies[requests.length];
      requests.push(request);
      if (!reply) throw new ModelError("refused", `${id} has no reply left after ${replies.length}.`);
      yield* partsOf(reply, id, request);
    },
  };
}

/** What is said when no rule of a file matches. */
export const noRuleMatched = "No rule of the script matches this message.";

const Name = z.string().min(1);
const OneOrMore = <T extends z.ZodType>(of: T) => z.union([of, z.array(of).min(1)]);
const Calls = z.record(Name, z.record(z.string(), z.unknown()));
const Pattern = z.string().transform((text, check) => {
  try {
    return new RegExp(text, "iu");
  } catch (error) {
    check.issues.push({ code: "custom", message: (error as Error).message, input: text });
    return z.NEVER;
  }
});

/** A rule: every condition given must hold. The first rule that matches answers, so a rule without conditions comes last. */
const Rule = z.strictObject({
  /** A regular expression found in the last thing the user said; case does not count. */
  when: Pattern.optional(),
  /** The tool whose result is the last message. A rule without it does not answer results. */
  after: Name.optional(),
  /** Tools that must be offered. */
  tools: OneOrMore(Name).optional(),
  say: OneOrMore(z.string()).optional(),
  /** Calls, as `tool: arguments`, in one mapping or a list of them. */
  call: OneOrMore(Calls).optional(),
  /** Pieces that the text is split into. */
  chunks: z.int().min(1).max(10_000).optional(),
  /** Milliseconds before each piece. */
  pace_ms: z.int().min(0).max(60_000).optional(),
});
type Rule = z.infer<typeof Rule>;

const Script = z.strictObject({ rules: z.array(Rule).min(1) });

/**
 * A model that answers by the rules of a YAML file. It keeps nothing between calls, so any number of conversations
 * share it. Throws `ModelError` (`refused`) naming the file and the place in it when the file cannot be used.
 */
export async function scriptedModelFrom(file: string): Promise<Model> {
  const rules = await readRules(file);
  const id = `scripted:${file}`;
  return {
    id,
    async *stream(request) {
      const rule = rules.find((one) => matches(one, request));
      yield* partsOf(rule ? replyOf(rule) : { text: noRuleMatched }, id, request);
    },
  };
}

async function readRules(file: string): Promise<readonly Rule[]> {
  const unusable = (why: string) => new ModelError("refused", `The scripted model ${file} cannot be used: ${why}.`);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unusable(error.code === "ENOENT" ? "there is no such file" : error.message);
  });
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (error) {
    throw unusable((error as Error).message.split("\n")[0]!.replace(/[:.]$/, ""));
  }
  const script = Script.safeParse(content);
  if (!script.success) {
    const [issue] = script.error.issues;
    throw unusable(`${z.core.toDotPath(issue!.path) || "the file"}: ${issue!.message}`);
  }
  return script.data.rules;
}

function matches(rule: Rule, request: ModelRequest): boolean {
  const last = request.messages.at(-1);
  const offered = new Set(request.tools.map((tool) => tool.name));
  return (
    (last?.role === "tool" ? rule.after === last.name || isDefault(rule) : rule.after === undefined) &&
    (rule.when?.test(lastSaid(request.messages)) ?? true) &&
    [rule.tools ?? []].flat().every((name) => offered.has(name))
  );
}

const isDefault = (rule: Rule) => !rule.when && !rule.after && !rule.tools;
const lastSaid = (messages: readonly Message[]) => messages.findLast((one) => one.role === "user")?.text ?? "";

function replyOf(rule: Rule): Reply {
  const text = [rule.say ?? []].flat();
  return {
    text: rule.chunks ? pieces(text.join(""), rule.chunks) : text,
    ...(rule.pace_ms ? { paceMs: rule.pace_ms } : {}),
    calls: [rule.call ?? []]
      .flat()
      .flatMap((calls) => Object.entries(calls).map(([name, args]) => ({ name, arguments: args }))),
  };
}

/** `count` pieces of as equal a length as can be, fewer when there are fewer characters. */
function pieces(text: string, count: number): string[] {
  const characters = [...text];
  const edge = (at: number) => Math.floor((at * characters.length) / count);
  return Array.from({ length: count }, (_, at) => characters.slice(edge(at), edge(at + 1)).join(""));
}

async function* partsOf(reply: Reply, model: string, request: ModelRequest): AsyncGenerator<ModelPart> {
  const texts = [reply.text ?? []].flat().filter(Boolean);
  const calls = reply.calls ?? [];
  // The place in the conversation makes the id: the same request gives the same reply, to the letter.
  const idOf = (at: number) => `call_${request.messages.length}_${at}`;
  const parts: ModelPart[] = [
    ...texts.map((text): ModelPart => ({ type: "text", text })),
    ...calls.map((call, at): ModelPart => ({ type: "call", call: { id: idOf(at), ...call } })),
  ];
  for (const part of parts) {
    // An abort ends the wait; the next line says so in the room's own words.
    if (reply.paceMs && part.type === "text")
      await wait(reply.paceMs, undefined, { signal: request.signal }).catch(() => {});
    stopIfAborted(model, request);
    yield part;
  }
  stopIfAborted(model, request);
  if (reply.fail) throw new ModelError(reply.fail, `${model} fails here, as it was told to.`);
  const usage = { inputTokens: 0, outputTokens: 0 };
  yield { type: "done", reason: calls.length > 0 ? "calls" : "stop", usage, model };
}

function stopIfAborted(model: string, request: ModelRequest): void {
  if (request.signal.aborted) throw givenUp(model);
}
