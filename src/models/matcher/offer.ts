// What a tool's author says of it, read for matching: what it is about, what users say for it, and how to name it to them.
//
// For authors: a description in plain words is enough; phrases in double quotes inside it count as examples of what users
// say, such as `Track an order, like "where is my parcel"`. A tool described as "anything else" is taken when nothing fits.
import type { ToolOffer } from "../port.ts";
import type { Candidate } from "./rank.ts";
import { addressed, lowerFirst, quoted, readable, withoutQuoted } from "./words.ts";

/** What people say to reach tools of a purpose, whatever their description. */
const cues: Partial<Record<ToolOffer["purpose"], RegExp>> = {
  escalate:
    /\b(?:(?:real|actual|live) (?:person|human|agent)|human(?: being)?|representative|operator|(?:speak|talk|connect|transfer)(?: me)? (?:to|with) (?:(?:a|an|some|any|your|the)\s?)?(?:one|body|person|agent|manager|supervisor|colleague|adviser|advisor))\b/i,
  end: /^\W*(?:(?:good)?bye|see you|that['’]?s (?:all|it)|nothing(?: else)?|no,? (?:thanks?|thank you|that['’]?s all)|i['’]?m done|end (?:the )?(?:chat|session|conversation))\b/i,
};
export const isCue = (tool: ToolOffer, text: string) => cues[tool.purpose]?.test(text) ?? false;

const catchAll =
  /\b(?:anything|everything|something|none of)\s+(?:else|other|not|that (?:is|does|are)(?: not|n['’]t)|outside|the above)\b|\bfall ?back\b|\bnot about\b/i;
/** Offered for what nothing else fits. */
export const isCatchAll = (tool: ToolOffer) => catchAll.test(tool.description);

const nameVerbs =
  /^(?:go|to|back|open|start|begin|do|get|run|call|use|transfer|transition|route|switch|handle|the|a)\s+/;
const nameOf = (tool: ToolOffer) => {
  let name = readable(tool.name);
  while (nameVerbs.test(name)) name = name.replace(nameVerbs, "");
  return name;
};

/** What a text is compared with: the description, the name, and the examples. */
export function candidateOf(tool: ToolOffer): Candidate {
  const texts = [withoutQuoted(tool.description), ...quoted(tool.description)].filter(Boolean);
  return texts.length > 0 ? texts : [nameOf(tool) || readable(tool.name)];
}

const leadIns: readonly RegExp[] = [
  /^(?:please )?(?:use|call|choose|pick|select|invoke)(?: (?:this|it))?(?: (?:tool|action|topic|when|if|for|to|whenever|once))+,?\s+/i,
  /^(?:route|go|move|switch|transfer|transition|hand over|send)(?: (?:here|on|over|them|the \w+))? (?:when|if|for|to)\s+/i,
  /^(?:when(?:ever)?|if|once|for|handles?|covers?|answers?|about|questions? (?:about|on)|anything about)\s+/i,
  /^(?:the |an? )?(?:customer|user|visitor|caller|client|guest|person|someone|you)\s+(?:wants?|asks?|needs?|wishes|decides?|complains?|reports?|says?|mentions?|would like|is asking|is looking|are looking|has|have)(?: (?:to know|to|for|about|help with|questions? about|an? questions? about))?\s+/i,
];

/** A few words that name the tool to a user: "an appointment", "look up an order". Empty when its author gave none. */
export function titleOf(tool: ToolOffer): string {
  const [first = ""] = withoutQuoted(tool.description).split(/(?<=[.!?;])\s/);
  let title = first;
  for (let before = ""; before !== title; ) {
    before = title;
    for (const leadIn of leadIns) title = title.replace(leadIn, "");
  }
  return lowerFirst(addressed(title)).replace(/[.!?;:,\s]+$/, "");
}
