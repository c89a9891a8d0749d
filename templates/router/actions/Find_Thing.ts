// Looks through the shelf of the lost property office.
import { found } from "../data/theatre-week.ts";

export default function findThing(inputs: { thing: string }) {
  const asked = inputs.thing.toLowerCase();
  const match = found.find(({ thing }) => asked.includes(thing) || thing.includes(asked));
  const summary = match
    ? `Yes, it was found ${match.where}. It waits for you at the cloakroom.`
    : `Nobody has found your ${inputs.thing} so far.`;
  return { summary };
}
