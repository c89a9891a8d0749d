// "Did you mean": the known name closest to a mistaken one.

/** A longer name is no slip of the hand, and the time to compare two grows with the product of their lengths. */
const longest = 100;
/** Of more known names the first are compared: a script may use as many unknown names as it has known ones. */
const mostCandidates = 500;

/** How many letters to insert, remove or replace to turn one word into another; `most` where it is that or more. */
function distance(from: string, to: string, most: number): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const far = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      next.push(far);
      least = Math.min(least, far);
    }
    if (least >= most) return most;
    row = next;
  }
  return row[to.length] as number;
}

/**
 * The candidate nearest to `name`, within 40 % of its length (spec §6) and without regard to case; `undefined` when all
 * are far, or `name` is longer than a name can be.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length * 0.4)) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    compared += 1;
    if (compared > mostCandidates) break;
    const far = distance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (far < least && far < candidate.length) {
      best = candidate;
      least = far;
    }
  }
  return best;
}
