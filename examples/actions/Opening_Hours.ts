// Tells whether a colleague is at work now, and if not, when one is.
import { openAt } from "../data/opening-hours.ts";

export default function openingHours() {
  const { isOpen, nextOpen } = openAt(new Date());
  return { is_open: isOpen, next_open: nextOpen };
}
