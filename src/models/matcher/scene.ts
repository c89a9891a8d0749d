// Everything a decision looks at: the request, what it says of the conversation, and what its words may be likened to.
import { isDeepStrictEqual } from "node:util";
import type { ModelRequest, ToolOffer } from "../port.ts";
import { chosenItems, help, knowledge } from "./answer.ts";
import type { Embedder } from "./embed.ts";
import { type Fitting, type Item, informs, type Reading, readInstructions } from "./instructions.ts";
import { type Moment, readMoment, type Saying, type Step } from "./moment.ts";
import { candidateOf } from "./offer.ts";
import { rank } from "./rank.ts";
import type { Slot } from "./slot.ts";
import { asksFor, findValue, slotsOf } from "./slots.ts";

/** Words, calls, or both. */
export interface Decision {
  readonly say?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
}

export const call = (tool: ToolOffer, values: Readonly<Record<string, unknown>>): Decision => ({
  calls: [{ name: tool.name, arguments: values }],
});

/** More calls than this in one turn lead nowhere. */
export const callsPerTurn = 6;

export interface Scene {
  readonly request: ModelRequest;
  readonly moment: Moment;
  readonly reading: Reading;
  /** Matter of the lasting prompt: said only when it fits. */
  readonly lasting: readonly Item[];
  readonly embedder: Embedder;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Scores (see rank.ts) from which something is believed. On the topics of `matcher.test.ts` no off-topic question reaches
 * `fits`. `strong` is nearly an author's own example; `arrived` is enough once a topic was chosen in this turn; `matter` is
 * what a sentence needs to answer a question, which seldom sounds like it; `clear` outweighs that a question was open.
 */
export const score = { fits: 0.42, arrived: 0.36, matter: 0.33, clear: 0.55, strong: 0.8 };
/** Added for an action when the text holds all that it requires: a value for a slot speaks for the tool that wants it. */
const filled = 0.1;

export function readScene(request: ModelRequest, embedder: Embedder, now: number): Scene {
  const names = request.tools.map((tool) => tool.name);
  return {
    request,
    moment: readMoment(request),
    reading: readInstructions(request.instructions, names),
    lasting: readInstructions(request.system.replace(/^Company: /gm, ""), names).items.filter(informs),
    embedder,
    now,
  };
}

// ── What fits ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Ranked {
  readonly tool: ToolOffer;
  readonly score: number;
}

/** Tools by how well they fit a text, the best first. */
export async function ranked(scene: Scene, text: string, tools: readonly ToolOffer[]): Promise<Ranked[]> {
  const scores = await rank(text, tools.map(candidateOf), scene.embedder);
  const bonus = (tool: ToolOffer) => (tool.purpose === "action" && holdsAll(scene, text, tool) ? filled : 0);
  return tools.map((tool, at) => ({ tool, score: scores[at]! + bonus(tool) })).sort((a, b) => b.score - a.score);
}

/** Whether a text has a value for everything that a tool requires, and it requires something. */
export function holdsAll({ now }: Scene, text: string, tool: ToolOffer): boolean {
  const required = slotsOf(tool).filter((slot) => slot.required);
  const place = { text, asked: false, now, onlyNumber: true };
  return required.length > 0 && required.every((slot) => findValue(slot, place) !== undefined);
}

/** Whether a text has a value for anything that a tool takes. */
export const holdsAny = ({ now }: Scene, text: string, tool: ToolOffer): boolean =>
  slotsOf(tool).some((slot) => findValue(slot, { text, asked: false, now, onlyNumber: true }) !== undefined);

/** Tools that a text may lead to: not those that only store, nor what has been called in this turn already. */
export const unused = ({ request, moment }: Scene): ToolOffer[] =>
  request.tools.filter((tool) => tool.purpose !== "variables" && !moment.steps.some((step) => step.name === tool.name));

/** How well each text fits what the user has said about this matter, in order. */
export async function fitsOf({ moment, embedder }: Scene, texts: readonly string[]): Promise<number[]> {
  const candidates = texts.map((text) => [text]);
  const heard = [...moment.thread.map((saying) => saying.text), ...moment.also];
  const scores = await Promise.all(heard.map((text) => rank(text, candidates, embedder)));
  return texts.map((_, at) => Math.max(0, ...scores.map((one) => one[at]!)));
}

/** Items of the instructions to say now: what is short or fits, without questions that are answered, and the cases that have come. */
export async function itemsToSay(scene: Scene): Promise<Fitting[]> {
  const { items, cases } = scene.reading;
  const settled = new Set(
    items.filter((item) => item.kind === "question" && isAnswered(scene, item)).map((item) => item.line),
  );
  const open = await fitting(scene, items);
  const come = await fitsOf(
    scene,
    cases.map((one) => one.when),
  );
  return [
    ...chosenItems(
      open.filter(({ item }) => !settled.has(item.line)),
      score.matter,
    ),
    ...cases.map(({ item }, at) => ({ item, fit: come[at]! })).filter(({ fit }) => fit >= score.fits),
  ];
}

/** What the user may ask for: what the tools do, or else what the instructions know. */
export const helpFor = ({ request, reading }: Scene): string => help(request.tools) || knowledge(reading.items);

/** Items with how well they fit, in order. */
export async function fitting(scene: Scene, items: readonly Item[]): Promise<Fitting[]> {
  const texts = items.map((item) => item.text);
  const fits = await fitsOf(scene, texts);
  return items.map((item, at) => ({ item, fit: fits[at]! }));
}

/** Whether an action of this turn knew the answer already. What was only stored may have been found wanting. */
const isAnswered = (scene: Scene, { text }: Item) =>
  scene.moment.steps
    .filter((step) => purposeOf(scene, step) === "action")
    .some((step) => Object.keys(step.arguments).some((name) => asksFor(text, { ...unknown, name })));
const unknown = { type: "string", description: "", required: false, options: [], format: "" };

// ── What can be filled in ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * Slot values from the last thing said, then from what led to it, then, for "it", from the last call that had them.
 * @param offered the agent had just offered this tool, so that the last thing said may be what it needs
 */
export function fill(
  scene: Scene,
  tool: ToolOffer,
  offered = false,
): { values: Record<string, unknown>; missing: Slot[] } {
  const { said, thread } = scene.moment;
  const slots = slotsOf(tool);
  const onlyNumber = slots.filter((slot) => /number|integer/.test(slot.type)).length === 1;
  const values: Record<string, unknown> = {};
  for (const slot of slots) {
    const isAsked = (saying: Saying) => asksFor(saying.before, slot) || (offered && slot.required && saying === said);
    const found = thread
      .toReversed()
      .map((saying) => findValue(slot, { text: saying.text, asked: isAsked(saying), now: scene.now, onlyNumber }))
      .find((value) => value !== undefined);
    const value = found ?? referredTo(scene, tool, slot);
    if (value !== undefined) values[slot.name] = value;
  }
  return { values, missing: slots.filter((slot) => slot.required && values[slot.name] === undefined) };
}

/** "Cancel it": the value that an earlier call had under the same name. "How many?" is about the last call of the tool. */
function referredTo({ moment }: Scene, tool: ToolOffer, { name }: Slot): unknown {
  const { text } = moment.said;
  const steps = [...moment.steps, ...moment.earlier];
  const had = (step: Step | undefined) => (step && !step.failed ? step.arguments[name] : undefined);
  if (/\b(?:it|its|that|this|they|them|those|these|same)\b/i.test(text)) {
    return had(steps.find((step) => !step.failed && name in step.arguments));
  }
  return leansOnTheLast.test(text) && steps[0]?.name === tool.name ? had(steps[0]) : undefined;
}

/** A question that names nothing of its own. */
const leansOnTheLast = /^\W*(?:and |so |but )?(?:how (?:many|much|long)|when)(?: \w+){0,3}\W*$/i;

/** Whether the agent had asked for a slot of this tool, and the text has a value for it. */
export const answersFor = ({ moment: { said }, now }: Scene, tool: ToolOffer): boolean =>
  slotsOf(tool).some(
    (slot) =>
      asksFor(said.before, slot) &&
      findValue(slot, { text: said.text, asked: true, now, onlyNumber: true }) !== undefined,
  );

// ── What has been done ─────────────────────────────────────────────────────────────────────────────────────────────

type Values = Readonly<Record<string, unknown>>;

const isSame = (step: Step, tool: ToolOffer, values: Values) =>
  step.name === tool.name && isDeepStrictEqual(step.arguments, values);

/** Whether a tool took the conversation somewhere, or did something, since the user spoke. */
export const hasMoved = (scene: Scene): boolean =>
  scene.moment.steps.some((step) => purposeOf(scene, step) !== "variables");

/** The same call, in this turn. */
export const isDone = ({ moment }: Scene, tool: ToolOffer, values: Values): boolean =>
  moment.steps.some((step) => isSame(step, tool, values));

/** The same call, as the last one of this tool in earlier turns. */
export function wasDone({ moment }: Scene, tool: ToolOffer, values: Values): boolean {
  const latest = moment.earlier.find((step) => step.name === tool.name);
  return latest !== undefined && isSame(latest, tool, values);
}

/** What a call of this turn was, by its tool if that still is on offer, else by the looks of its result. */
export function purposeOf({ request }: Scene, { name, arguments: sent, result }: Step): ToolOffer["purpose"] {
  const offered = request.tools.find((tool) => tool.name === name)?.purpose;
  if (offered) return offered;
  if (typeof result !== "object" || result === null || "next" in result) return "transition";
  return isDeepStrictEqual(result, sent) ? "variables" : "action";
}

/** The last message is the result of an action, so that there is something to tell. */
export const acted = (scene: Scene): boolean =>
  scene.moment.last !== undefined && purposeOf(scene, scene.moment.last) === "action";
