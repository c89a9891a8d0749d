// What the matcher does with a request: the first of these steps that has an answer gives it.
import type { ModelRequest } from "../port.ts";
import { closing, missed, presentable, told, whatIAm } from "./answer.ts";
import { beCourteous } from "./be-courteous.ts";
import type { Embedder } from "./embed.ts";
import { factsOf } from "./facts.ts";
import { type Fitting, informs } from "./instructions.ts";
import { isDeclined } from "./moment.ts";
import { isCatchAll } from "./offer.ts";
import { asks, isOpenQuestion, lastQuestion } from "./questions.ts";
import {
  acted,
  call,
  callsPerTurn,
  type Decision,
  fill,
  fitsOf,
  fitting,
  hasMoved,
  helpFor,
  isDone,
  itemsToSay,
  purposeOf,
  ranked,
  readScene,
  type Scene,
  score,
  unused,
  wasDone,
} from "./scene.ts";
import { useTool } from "./use-tool.ts";
import { lowerFirst } from "./words.ts";

/** What went wrong, what was merely polite, what can be kept, done, told, asked, passed on. When none has an answer: the truth. */
const steps = [
  reportFailure,
  acceptRefusal,
  beCourteous,
  keepVariables,
  useTool,
  tellResult,
  tellInstructions,
  askWhatIsNeeded,
  passOn,
];

export async function decide(request: ModelRequest, embedder: Embedder, now: number): Promise<Decision> {
  const scene = readScene(request, embedder, now);
  for (const step of steps) {
    const decision = await step(scene);
    if (!decision) continue;
    if (!decision.say || decision.calls) return decision;
    return { say: await withTheNext(scene, askedAgain(scene, decision.say)) };
  }
  return admitLimits(scene);
}

function reportFailure({ moment: { last }, request: { tools } }: Scene): Decision | undefined {
  if (!last?.failed) return undefined;
  const why = presentable(last.result);
  const what = why ? `I am sorry, that did not work: ${why.replace(/[.!]*$/, ".")}` : "I am sorry, that did not work.";
  const person = tools.some((tool) => tool.purpose === "escalate") ? " I can also find you a person to talk to." : "";
  return { say: `${what} Please check what you gave me, or try again in a moment.${person}` };
}

/** The user declined an action that was put to them, and wrote nothing. */
function acceptRefusal({ moment: { last } }: Scene): Decision | undefined {
  return isDeclined(last) ? { say: `All right, I left that as it is. ${closing}` } : undefined;
}

/** Store what the text holds of the variables on offer, once. */
function keepVariables(scene: Scene): Decision | undefined {
  if (scene.moment.steps.length >= callsPerTurn) return undefined;
  for (const tool of scene.request.tools.filter((one) => one.purpose === "variables")) {
    const { values, missing } = fill(scene, tool);
    const isNews = Object.keys(values).length > 0 && !isDone(scene, tool, values) && !wasDone(scene, tool, values);
    if (isNews && missing.length === 0) return call(tool, values);
  }
  return undefined;
}

/** What an action found out, with the words for it that the user has not heard yet. */
async function tellResult(scene: Scene): Promise<Decision | undefined> {
  const { last, told: before } = scene.moment;
  if (!last || !acted(scene)) return undefined;
  const items = (await itemsToSay(scene)).map(({ item }) => item);
  const news = items.filter((item) => !informs(item) || !before.some((text) => text.includes(item.text)));
  const facts = factsOf(last.result, last.arguments);
  const text = told(news, facts) || told(items, facts) || "That is done.";
  return { say: text.includes("?") ? text : `${text} ${closing}` };
}

async function tellInstructions(scene: Scene): Promise<Decision | undefined> {
  const found = await itemsToSay(scene);
  if (scene.moment.steps.length > 0 && found.length > 0) {
    // Led to a few fixed words that have nothing to do with what was said.
    const isLost = found.every(({ item, fit }) => item.kind === "saying" && fit < score.matter);
    return { say: told(itemsOf(found), [], isLost ? notice(scene) : "") };
  }
  const answers = [
    ...bestOf(found, score.matter),
    ...bestOf(await fitting(scene, scene.lasting), score.fits), // it is there for every answer, so it has to fit better
  ];
  if (answers.length === 0) return undefined;
  return {
    say: told(itemsOf([...answers, ...found.filter(({ item }) => !informs(item) && item.kind !== "courtesy")])),
  };
}

const itemsOf = (found: readonly Fitting[]) => found.map(({ item }) => item);

/** What informs and fits about as well as the best. */
const bestOf = (found: readonly Fitting[], least: number) =>
  found.filter(({ item, fit }) => informs(item) && fit >= Math.max(least, ...found.map((one) => one.fit - 0.1)));

/** The instructions want something of the user, and what was said has to do with it. */
async function askWhatIsNeeded(scene: Scene): Promise<Decision | undefined> {
  const { items } = scene.reading;
  const asking = items.filter((item) => items.some((one) => one.kind === "question" && one.line === item.line));
  if (asking.length === 0) return undefined;
  const about = [...asking.map((item) => item.text), ...scene.request.tools.map((tool) => tool.description)];
  const fit = Math.max(...(await fitsOf(scene, about)));
  return fit >= score.matter ? { say: told(asking) } : undefined;
}

/** What nothing else fits goes to the tool that is there for it, if nobody has passed it on already. */
function passOn({ moment, request }: Scene): Decision | undefined {
  if (moment.steps.length > 0 || !moment.said.text) return undefined;
  const tool = request.tools.find((one) => one.purpose === "transition" && isCatchAll(one));
  return tool && call(tool, {});
}

function admitLimits(scene: Scene): Decision {
  const { last, proposed, told: before } = scene.moment;
  const kept = last && purposeOf(scene, last) === "variables";
  const left = proposed ? "I left that as it is. " : "";
  const opening = kept ? "Thank you, I have noted that." : `${left}I did not find an answer to that.`;
  const question = scene.reading.items.find((item) => item.kind === "question")?.text;
  const way = question ? "" : helpFor(scene);
  // A list of what can be done is worth repeating, a list of facts is not.
  const isNews = scene.request.tools.length > 0 || !before.some((text) => text.includes(way));
  const parts = [question ? `${opening} ${question}` : opening, isNews ? way : "", kept ? "" : notice(scene)];
  return { say: parts.filter(Boolean).join("\n\n") };
}

/** What it is, the first time in a conversation that it has to be said. */
const notice = ({ moment }: Scene) => (moment.told.some((text) => text.includes(whatIAm)) ? "" : whatIAm);

/** A question that the user has just failed to answer is not asked again as if nothing had been said. */
function askedAgain(scene: Scene, say: string): string {
  const { before } = scene.moment.said;
  if (hasMoved(scene) || !before.includes(say) || !asks(say) || isOpenQuestion(say)) return say;
  const question = lastQuestion(say);
  if (!/^Could you\b/.test(question))
    return `I am not sure what you mean. A yes or a no is enough: ${lowerFirst(question)}`;
  return [`${missed} ${say}`, before.startsWith(missed) ? helpFor(scene) : ""].filter(Boolean).join("\n\n");
}

/** Of several requests one was answered. The next is named if there is a way to answer it. */
async function withTheNext(scene: Scene, say: string): Promise<string> {
  for (const text of scene.moment.also) {
    const [best] = await ranked(scene, text, unused(scene));
    if (!best || best.score < score.clear || isCatchAll(best.tool)) continue;
    return `${say.replace(closing, "").trim()} One thing at a time: please ask me next "${text.replace(/[.!?]+$/, "")}".`;
  }
  return say;
}
