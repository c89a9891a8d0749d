// What the matcher does with a request: the first of these steps that has an answer gives it.
import type { ModelRequest } from "../port.ts";
import { closing, farewell, help, presentable, told, whatIAm } from "./answer.ts";
import { type Courtesy, courtesyOf } from "./courtesy.ts";
import type { Embedder } from "./embed.ts";
import { factsOf } from "./facts.ts";
import { type Item, informs } from "./instructions.ts";
import { isCatchAll } from "./offer.ts";
import {
  acted,
  call,
  callsPerTurn,
  type Decision,
  fill,
  fitsOf,
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
import { saysNo } from "./slots.ts";
import { useTool } from "./use-tool.ts";

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
    if (decision) return decision;
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

/** The user declined an action that was put to them, and wrote nothing else. */
function acceptRefusal({ moment: { last, said } }: Scene): Decision | undefined {
  const declined = (last?.result as { declined?: unknown } | null | undefined)?.declined === true;
  if (!declined || !(said.text === "" || saysNo(said.text))) return undefined;
  return { say: `All right, I left that as it is. ${closing}` };
}

async function beCourteous(scene: Scene): Promise<Decision | undefined> {
  const { said, last } = scene.moment;
  const courtesy = courtesyOf(said.text, said.before);
  if (!courtesy || (last && acted(scene))) return undefined;
  const end = scene.request.tools.find((tool) => tool.purpose === "end");
  if (courtesy === "farewell" && end) return { say: farewell, calls: [{ name: end.name, arguments: {} }] };
  // A desk for small talk may have more to do than to be polite: to let go of what was being talked about.
  const [best] = await ranked(scene, said.text, unused(scene));
  if (best && best.score >= score.strong && best.tool.purpose === "transition") return call(best.tool, {});
  const saying = scene.reading.items.filter((item) => item.kind === "saying");
  const about = saying.length > 0 ? told(saying) : help(scene.request.tools);
  const replies: Record<Courtesy, string> = {
    greeting: `Hello! ${about || "What can I do for you?"}`,
    thanks: `You are welcome. ${closing}`,
    farewell,
    refusal: `All right. ${closing}`,
    invitation: `What can I do for you? ${about}`.trim(),
  };
  return { say: replies[courtesy] };
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

async function tellResult(scene: Scene): Promise<Decision | undefined> {
  const { last } = scene.moment;
  if (!last || !acted(scene)) return undefined;
  const text = told(await itemsToSay(scene), factsOf(last.result, last.arguments)) || "That is done.";
  return { say: text.includes("?") ? text : `${text} ${closing}` };
}

async function tellInstructions(scene: Scene): Promise<Decision | undefined> {
  const items = await itemsToSay(scene);
  const fits = await fitsOf(
    scene,
    items.map((item) => item.text),
  );
  if (scene.moment.steps.length > 0 && items.length > 0) {
    const { last } = scene.moment;
    const lost = Math.max(...fits) < score.matter && last && purposeOf(scene, last) === "transition";
    return { say: told(items, [], lost ? notice(scene) : "") };
  }
  const lasting = await fitsOf(
    scene,
    scene.lasting.map((item) => item.text),
  );
  const fitting = [
    ...bestOf(items, fits, score.matter),
    ...bestOf(scene.lasting, lasting, score.fits), // it is there for every answer, so it has to fit better
  ];
  if (fitting.length === 0) return undefined;
  return { say: told([...fitting, ...items.filter((item) => !informs(item) && item.kind !== "courtesy")]) };
}

/** What informs and fits about as well as the best. */
const bestOf = (items: readonly Item[], fits: readonly number[], least: number) =>
  items.filter((item, at) => informs(item) && fits[at]! >= Math.max(least, ...fits.map((fit) => fit - 0.1)));

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
  const { last } = scene.moment;
  const kept = last && purposeOf(scene, last) === "variables";
  const opening = kept ? "Thank you, I have noted that." : "I did not find an answer to that.";
  const question = scene.reading.items.find((item) => item.kind === "question")?.text;
  const way = question ? "" : help(scene.request.tools);
  const parts = [question ? `${opening} ${question}` : opening, way, kept ? "" : notice(scene)];
  return { say: parts.filter(Boolean).join("\n\n") };
}

/** What it is, the first time in a conversation that it has to be said. */
const notice = ({ moment }: Scene) => (moment.told.some((text) => text.includes(whatIAm)) ? "" : whatIAm);
