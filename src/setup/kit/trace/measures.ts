// Times and counts of a trace in words.

/** Milliseconds as people read them. */
export function millis(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** A count with its word. */
export const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** A value as JSON, on one line where it is short. */
export function shown(value: unknown): string {
  const line = JSON.stringify(value) ?? "undefined";
  return line.length <= 60 ? line : JSON.stringify(value, null, 2);
}

/** A cost in the currency of the server's price list, which names none. */
export const money = (cost: number): string =>
  `cost ${cost.toLocaleString(undefined, { maximumSignificantDigits: 3 })}`;
