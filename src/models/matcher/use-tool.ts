// Which tool the user means, and what it needs: called when it can be, asked for when it cannot, left when words do better.
import type { ToolOffer } from "../port.ts";
import { told } from "./answer.ts";
import { factsOf } from "./facts.ts";
import { type Item, informs } from "./instructions.ts";
import { isCatchAll, isCue } from "./offer.ts";
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
  isDone,
  itemsToSay,
  purposeOf,
  type Ranked,
  ranked,
  type Scene,
  score,
  unused,
} from "./scene.ts";
import { asksFor, questionFor, type Slot, saysYes } from "./slots.ts";
import { contentWords, withoutCodes } from "./words.ts";

/** Call the tool that is meant, or ask for what it needs. */
export async function useTool(scene: Scene): Promise<Decision | undefined> {
  const { said, steps: before, last } = scene.moment;
  if (before.length >= callsPerTurn) return undefined;
  const tools = unused(scene);

  const cue = tools.find((tool) => isCue(tool, said.text));
  if (cue) return attempt(scene, cue);
  if (last && acted(scene)) return goOnAfter(scene);
  const accepted = before.length === 0 && (await offerAccepted(scene, tools));
  if (accepted) return attempt(scene, accepted);

  const own = await ranked(scene, said.text, tools);
  const asked = (await toolAskedFor(scene, tools)) ?? toolFor(scene, tools);
  if (asked && !(own[0] && own[0].score >= score.strong)) return attempt(scene, asked);

  const about = await whatItIsAbout(scene, own);
  const chosen = about.find((one) => one.score >= needed(scene, one.tool));
  if (chosen) return useChosen(scene, chosen);

  const commanded = before.length > 0 && tools.find((tool) => scene.reading.commanded.includes(tool.name));
  if (commanded && fill(scene, commanded).missing.length === 0) return attempt(scene, commanded);

  // Something was stored, and one way is open: that is where it leads.
  const ways = tools.filter((tool) => tool.purpose === "transition" && !isCatchAll(tool));
  if (last && purposeOf(scene, last) === "variables" && ways.length === 1) return call(ways[0]!, {});
  return undefined;
}

/** The score a tool needs. Having come to a place in this turn, its actions need less and other places more. */
function needed(scene: Scene, tool: ToolOffer): number {
  if (tool.purpose === "escalate" || tool.purpose === "end") return score.strong;
  if (!hasMoved(scene)) return score.fits;
  if (tool.purpose === "action") return score.arrived;
  return scene.reading.items.length > 0 ? score.strong : score.fits;
}

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

/** The tool that the agent had offered, when the answer is yes. */
async function offerAccepted(scene: Scene, tools: readonly ToolOffer[]): Promise<ToolOffer | undefined> {
  const { text, before } = scene.moment.said;
  const question = /[^.!?\n]*\?/.exec(before)?.[0];
  if (!saysYes(text) || !question) return undefined;
  const [best] = await ranked(
    scene,
    question.replace(/^\W*(?:would you like|do you want|shall I|may I)(?: me)?(?: to)?/i, ""),
    tools,
  );
  return best && best.score >= score.arrived ? best.tool : undefined;
}

/** What the text is about: itself, or, when it may answer us, the request that made us ask. */
async function whatItIsAbout(scene: Scene, own: readonly Ranked[]): Promise<readonly Ranked[]> {
  const { thread } = scene.moment;
  if (thread.length < 2 || (own[0] && own[0].score >= score.clear)) return own;
  return ranked(scene, thread[0]!.text, unused(scene));
}

/** Words that answer at least as well are better than a call, and any that answer are better than a question. */
async function useChosen(scene: Scene, { tool, score: fit }: Ranked): Promise<Decision | undefined> {
  const { items } = scene.reading;
  const asking = new Set(items.filter((item) => item.kind === "question").map((item) => item.line));
  const matter = items.filter((item) => informs(item) && !asking.has(item.line)).map((item) => item.text);
  const best = Math.max(0, ...(await fitsOf(scene, matter)));
  if (best > fit + 0.05) return undefined;
  const isComplete = fill(scene, tool).missing.length === 0;
  if (fit >= score.strong || (isComplete && !(hasMoved(scene) && best >= score.fits))) return attempt(scene, tool);
  const wants = items.some((item) => item.kind === "question" || item.kind === "offer");
  return best >= score.fits || wants ? undefined : attempt(scene, tool);
}

/** After an action, another one only if it is what the user had asked for in the first place. */
async function goOnAfter(scene: Scene): Promise<Decision | undefined> {
  const [best] = await ranked(scene, scene.moment.thread[0]?.text ?? "", unused(scene));
  return best && best.score >= score.strong && best.tool.purpose === "action" ? attempt(scene, best.tool) : undefined;
}

/** Call a tool if its slots can be filled, or ask for the first that cannot. The same call is never made twice in a turn. */
async function attempt(scene: Scene, tool: ToolOffer): Promise<Decision | undefined> {
  const { values, missing } = fill(scene, tool);
  if (missing.length > 0) return { say: await ask(scene, missing[0]!) };
  return isDone(scene, tool, values) ? undefined : call(tool, values);
}

/** The author's question for a slot, if there is one, with what belongs to it. */
async function ask(scene: Scene, slot: Slot): Promise<string> {
  const { reading, moment } = scene;
  const asks = (item: Item) => item.kind === "question" && asksFor(item.text, slot);
  const own = [...reading.items, ...reading.cases.map((one) => one.item)].find(asks);
  const question = own?.text ?? questionFor(slot);
  if (moment.said.before.includes(question)) return `I did not find that in your answer. ${question}`;
  if (moment.steps.length === 0)
    return own ? told(reading.items.filter((item) => item.line === own.line)) || question : question;
  const items = (await itemsToSay(scene)).filter((item) => informs(item) || item === own);
  return told(
    items,
    acted(scene) ? factsOf(moment.last!.result, moment.last!.arguments) : [],
    own && items.includes(own) ? "" : question,
  );
}
