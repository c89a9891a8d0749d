// Which tool the user means, and what it needs: called when it can be, asked for when it cannot, left when words do better.
import type { ToolOffer } from "../port.ts";
import { told } from "./answer.ts";
import { factsOf } from "./facts.ts";
import { type Item, informs } from "./instructions.ts";
import { goesOn } from "./moment.ts";
import { isCatchAll, isCue } from "./offer.ts";
import { lastQuestion } from "./questions.ts";
import {
  acted,
  answersFor,
  call,
  callsPerTurn,
  type Decision,
  fill,
  fitsOf,
  hasMoved,
  holdsAll,
  holdsAny,
  isDone,
  itemsToSay,
  purposeOf,
  type Ranked,
  ranked,
  type Scene,
  score,
  unused,
} from "./scene.ts";
import type { Slot } from "./slot.ts";
import { asksFor, questionFor, saysNo, saysYes } from "./slots.ts";
import { contentWords, withoutCodes } from "./words.ts";

const offering = /^\W*(?:would you like|do you want|shall I|may I|should I)(?: me)?(?: to)?\b/i;

/** Call the tool that is meant, or ask for what it needs. */
export async function useTool(scene: Scene): Promise<Decision | undefined> {
  const { said, steps: before, last } = scene.moment;
  if (before.length >= callsPerTurn) return undefined;
  const tools = unused(scene);

  const cue = tools.find((tool) => isCue(tool, said.text));
  if (cue) return attempt(scene, cue);
  if (last && acted(scene)) return goOnAfter(scene);
  const own = await ranked(scene, said.text, tools);
  if (before.length === 0) {
    const settled = answersProposal(scene, own);
    if (settled) return attempt(scene, settled);
    const accepted = await answersOffer(scene, tools, own);
    if (accepted) return attempt(scene, accepted, true);
  }

  const asked = (await toolAskedFor(scene, tools)) ?? toolFor(scene, tools);
  if (asked && !(own[0] && own[0].score >= score.strong)) return attempt(scene, asked);

  const about = await whatItIsAbout(scene, own);
  const chosen = [...about, ...own].find((one) => one.score >= needed(scene, one.tool));
  // What a place is there for comes first, unless the words are nearly another's own.
  const commanded = before.length > 0 && tools.find((tool) => scene.reading.commanded.includes(tool.name));
  const isReady = commanded && fill(scene, commanded).missing.length === 0;
  if (isReady && !(chosen && chosen.score >= score.strong)) return attempt(scene, commanded);
  if (chosen) return useChosen(scene, chosen);

  // Something was stored, and one way is open: that is where it leads.
  const ways = tools.filter((tool) => tool.purpose === "transition" && !isCatchAll(tool));
  if (last && purposeOf(scene, last) === "variables" && ways.length === 1) return call(ways[0]!, {});
  return undefined;
}

/** The score a tool needs. Having come to a place in this turn, its actions need less and other places more. */
function needed(scene: Scene, tool: ToolOffer): number {
  if (tool.purpose === "escalate" || tool.purpose === "end") return score.strong;
  if (tool.purpose === "action" && hasMoved(scene)) return score.arrived;
  const { items, commanded } = scene.reading;
  if (scene.moment.steps.length > 0 && items.length + commanded.length > 0) return score.strong;
  // A word alone is like many things.
  const [word, ...more] = contentWords(withoutCodes(scene.moment.said.text));
  return word && more.length === 0 && !wordsOf(tool).has(word) ? score.clear : score.fits;
}

const wordsOf = (tool: ToolOffer) => new Set(contentWords(tool.description));

/** The best tool that waits for what was just said: among several with such a slot, the one that made us ask. */
async function toolAskedFor(scene: Scene, tools: readonly ToolOffer[]): Promise<ToolOffer | undefined> {
  const waiting = tools.filter((tool) => answersFor(scene, tool));
  const [best] = await ranked(scene, scene.moment.thread[0]?.text ?? "", waiting);
  return best?.tool;
}

/** A bare code or address goes to the one action that wants just that. */
function toolFor(scene: Scene, tools: readonly ToolOffer[]): ToolOffer | undefined {
  const { text } = scene.moment.said;
  if (contentWords(withoutCodes(text)).length > 0) return undefined;
  const fitting = tools.filter((tool) => tool.purpose === "action" && holdsAll(scene, text, tool));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The tool of a call that waited for approval, when the user changed a value of it, or said yes in words. */
function answersProposal(scene: Scene, own: readonly Ranked[]): ToolOffer | undefined {
  const { proposed, said } = scene.moment;
  const tool = scene.request.tools.find((one) => one.name === proposed?.name);
  if (!tool) return undefined;
  if (saysYes(said.text) && contentWords(said.text).length < 2) return tool;
  return holdsAny(scene, said.text, tool) && !isAboutAnother(tool, own) ? tool : undefined;
}

/** The tool that the agent had offered, when the user says yes, or gives what it needs at once. */
async function answersOffer(scene: Scene, tools: readonly ToolOffer[], own: readonly Ranked[]) {
  const { text, before } = scene.moment.said;
  const question = lastQuestion(before);
  if (!question) return undefined;
  const [best] = await ranked(scene, question.replace(offering, ""), tools);
  if (!best || best.score < score.arrived) return undefined;
  if (saysYes(text)) return best.tool;
  // Words that are clear by themselves, be it for what was offered, are no answer.
  if (!offering.test(question) || saysNo(text) || (own[0] && own[0].score >= score.clear)) return undefined;
  const isNew = fill(scene, best.tool, true).missing.length < fill(scene, best.tool).missing.length;
  return isNew ? best.tool : undefined;
}

const isAboutAnother = (tool: ToolOffer, [best]: readonly Ranked[]) =>
  best !== undefined && best.tool.name !== tool.name && best.score >= score.clear;

/** What the text is about: itself, or, when it may answer us, the request that made us ask. */
async function whatItIsAbout(scene: Scene, own: readonly Ranked[]): Promise<readonly Ranked[]> {
  const { said, thread } = scene.moment;
  const enough = goesOn(said.text) ? score.strong : score.clear;
  if (thread.length < 2 || (own[0] && own[0].score >= enough)) return own;
  return ranked(scene, thread[0]!.text, unused(scene));
}

/** Words that answer at least as well are better than a call, and any that answer are better than a question. */
async function useChosen(scene: Scene, { tool, score: fit }: Ranked): Promise<Decision | undefined> {
  const { items } = scene.reading;
  const asking = new Set(items.filter((item) => item.kind === "question").map((item) => item.line));
  const matter = items.filter((item) => informs(item) && !asking.has(item.line)).map((item) => item.text);
  const fits = await fitsOf(scene, matter);
  const best = Math.max(0, ...fits);
  if (best > fit + 0.05 || (best >= score.matter && names(scene, matter[fits.indexOf(best)]!, tool))) return undefined;
  const isComplete = fill(scene, tool).missing.length === 0;
  if (fit >= score.strong || (isComplete && !(hasMoved(scene) && best >= score.fits))) return attempt(scene, tool);
  const wants = items.some((item) => item.kind === "question" || item.kind === "offer");
  return best >= score.fits || wants ? undefined : attempt(scene, tool);
}

/** Whether a text has words of the user's that another place, to which a tool leads, has not: "can I return it" is not "can I cancel it". */
function names({ moment }: Scene, text: string, tool: ToolOffer): boolean {
  if (tool.purpose !== "transition") return false;
  const said = contentWords(withoutCodes(moment.said.text));
  const known = new Set(contentWords(text));
  return said.some((word) => known.has(word)) && !said.some((word) => wordsOf(tool).has(word));
}

/** After an action, another one only if it is what the user had asked for in the first place, more than the one done. */
async function goOnAfter(scene: Scene): Promise<Decision | undefined> {
  const [meant] = await ranked(scene, withoutCodes(scene.moment.said.text), scene.request.tools);
  if (meant && meant.score >= score.clear && meant.tool.name === scene.moment.last?.name) return undefined;
  const [best] = await ranked(scene, withoutCodes(scene.moment.thread[0]?.text ?? ""), scene.request.tools);
  const isNext =
    best && best.score >= score.clear && best.tool.purpose === "action" && unused(scene).includes(best.tool);
  return isNext ? attempt(scene, best.tool) : undefined;
}

/** Call a tool if its slots can be filled, or ask for the first that cannot. The same call is never made twice in a turn. */
async function attempt(scene: Scene, tool: ToolOffer, offered = false): Promise<Decision | undefined> {
  const { values, missing } = fill(scene, tool, offered);
  if (missing.length > 0) return { say: await ask(scene, missing[0]!) };
  return isDone(scene, tool, values) ? undefined : call(tool, values);
}

/** The author's question for a slot, if there is one, with what belongs to it. */
async function ask(scene: Scene, slot: Slot): Promise<string> {
  const { reading, moment } = scene;
  const asks = (item: Item) => item.kind === "question" && asksFor(item.text, slot);
  const own = [...reading.items, ...reading.cases.map((one) => one.item)].find(asks);
  const question = own?.text ?? questionFor(slot);
  if (moment.said.before.includes(question)) return question;
  if (moment.steps.length === 0)
    return own ? told(reading.items.filter((item) => item.line === own.line)) || question : question;
  const items = (await itemsToSay(scene)).map(({ item }) => item).filter((item) => informs(item) || item === own);
  return told(
    items,
    acted(scene) ? factsOf(moment.last!.result, moment.last!.arguments) : [],
    own && items.includes(own) ? "" : question,
  );
}
