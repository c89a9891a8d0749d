// What figures are asked for, as it stands in the address of the page.
import { BUCKETS, type Bucket } from "../../../contract/setup-analytics.ts";
import type { Filters } from "../../kit/filters.ts";

/** `from` and `to` are days, as an input of the browser gives them, of the range `between`. */
export const names = ["range", "from", "to", "by", "agent", "version"] as const;
export type Asked = Filters<(typeof names)[number]>;

export const ranges: Readonly<Record<string, { readonly label: string; readonly days: number }>> = {
  day: { label: "Last 24 hours", days: 1 },
  week: { label: "Last 7 days", days: 7 },
  month: { label: "Last 30 days", days: 30 },
  quarter: { label: "Last 90 days", days: 90 },
  year: { label: "Last 365 days", days: 365 },
};

const DAY_MS = 86_400_000;

/** The question for the server. `now` is in epoch milliseconds; the range ends with the hour that runs. */
export function questionOf({ range = "week", from, to, by, agent, version }: Asked, now: number) {
  const end = now - (now % 3_600_000) + 3_600_000;
  const [start, stop] =
    range === "between"
      ? [midnight(from, end - 7 * DAY_MS), midnight(to, end - DAY_MS) + DAY_MS]
      : [end - (ranges[range] ?? ranges.week!).days * DAY_MS, end];
  const mayHour = (stop - start) / DAY_MS <= BUCKETS.hour.days;
  const bucket: Bucket = mayHour && (by === "hour" || (by === undefined && stop - start <= DAY_MS)) ? "hour" : "day";
  const query = {
    from: new Date(start).toISOString(),
    to: new Date(stop).toISOString(),
    bucket,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(agent !== undefined && { agent }),
    ...(version !== undefined && { version }),
  };
  return { query, mayHour };
}

/** The reader's midnight at which a day begins. */
function midnight(day: string | undefined, otherwise: number): number {
  const at = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) ? otherwise : at;
}

/** The start of a span in words: the server gives it in the reader's own zone. */
export const spanInWords = (at: string, bucket: Bucket): string =>
  new Date(at).toLocaleString(
    undefined,
    bucket === "hour"
      ? { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short", year: "numeric" },
  );
