// Reserves seats, if enough are left. A real box office would write it down, once for each `idempotencyKey`.
import { shows } from "../data/theatre-week.ts";

export default function reserveSeats(inputs: { play: string; seats: number }) {
  const show = shows.find(({ play }) => play.toLowerCase().includes(inputs.play.trim().toLowerCase()));
  if (!show) return { reservation: null, summary: `We do not play ${inputs.play} this week.` };
  const { play, day, seats } = show;
  if (seats < inputs.seats)
    return { reservation: null, summary: `Only ${seats} seats are left for ${play} on ${day}.` };
  const reservation = `${day.slice(0, 2).toUpperCase()}-${inputs.seats}`;
  return { reservation, summary: `${inputs.seats} seats for ${play} on ${day} are yours. The word is ${reservation}.` };
}
