// Answers in kind to what was merely polite, and to questions about the agent itself.
import { closing, farewell, help, told, whatIAm } from "./answer.ts";
import { type Courtesy, courtesyOf } from "./courtesy.ts";
import { acted, call, type Decision, helpFor, ranked, type Scene, score, unused } from "./scene.ts";

/** Words that an author's example is most likely to have for a courtesy. */
const usual: Partial<Record<Courtesy, string>> = { greeting: "hello", thanks: "thank you", farewell: "goodbye" };

export async function beCourteous(scene: Scene): Promise<Decision | undefined> {
  const { said, last, proposed } = scene.moment;
  const courtesy = courtesyOf(said.text, said.before);
  if (!courtesy || (last && acted(scene))) return undefined;
  if (courtesy === "invitation" && proposed) return undefined; // a yes to the proposal
  const end = scene.request.tools.find((tool) => tool.purpose === "end");
  if (courtesy === "farewell" && end) return { say: farewell, calls: [{ name: end.name, arguments: {} }] };
  // A desk for small talk may have more to do than to be polite: to let go of what was being talked about.
  const [best] = await ranked(scene, usual[courtesy] ?? said.text, unused(scene));
  if (best && best.score >= score.strong && best.tool.purpose === "transition") return call(best.tool, {});

  const sayings = scene.reading.items.filter((item) => item.kind === "saying");
  const about = sayings.length > 0 ? told(sayings) : help(scene.request.tools);
  const replies: Record<Courtesy, () => string> = {
    greeting: () => `Hello! ${about || "What can I do for you?"}`,
    thanks: () => `You are welcome. ${closing}`,
    farewell: () => farewell,
    enough: () => "All right. Have a nice day.",
    refusal: () => `All right${proposed ? ", I left that as it is" : ""}. ${closing}`,
    understood: () => `All right. ${closing}`,
    invitation: () => (about ? `What can I do for you? ${about}` : "What can I do for you?"),
    ability: () => about || helpFor(scene) || "What can I do for you?",
    identity: () => [introduction(scene.request.system), whatIAm, about].filter(Boolean).join("\n\n"),
  };
  return { say: replies[courtesy]() };
}

/** "You are the warden of a hut.", said by the warden; empty when the lasting prompt has no such sentence. */
function introduction(system: string): string {
  const [, verb, rest] = /^You (are|work|help)\b(.*?[.!])(?:\s|$)/m.exec(system) ?? [];
  return verb && rest ? `I ${verb === "are" ? "am" : verb}${rest.replace(/\byour\b/g, "my")}` : "";
}
