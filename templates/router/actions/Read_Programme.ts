// Says in a sentence what is on this week.
import { shows } from "../data/theatre-week.ts";

export default function readProgramme() {
  const evenings = shows.map(({ day, play }) => `${play} on ${day}`);
  return { programme: `This week we play ${evenings.join(" and ")}.` };
}
