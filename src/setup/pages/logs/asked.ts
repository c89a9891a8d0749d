// What the list of sessions is asked for, as it stands in the address of the page.
import { LogStatus } from "../../../contract/setup-logs.ts";
import type { Filters } from "../../kit/filters.ts";

/**
 * What a reader asks the list for. Times are spans back from now, or moments as an input of the browser gives them;
 * `after` is where the page of the list begins.
 */
export const names = [
  "agent",
  "app",
  "user",
  "status",
  "span",
  "from",
  "to",
  "key",
  "session",
  "preview",
  "after",
] as const;
export type Asked = Filters<(typeof names)[number]>;

/** Spans to choose from, in minutes. */
export const spans: Readonly<Record<string, { readonly label: string; readonly minutes: number }>> = {
  hour: { label: "Last hour", minutes: 60 },
  day: { label: "Last 24 hours", minutes: 1_440 },
  week: { label: "Last 7 days", minutes: 10_080 },
  month: { label: "Last 30 days", minutes: 43_200 },
};

/** Statuses to choose from. `ended:Reason` is an end with its reason. */
export const ended = "ended:";

/** What the server is asked. `now` is in epoch milliseconds, of the minute that began last. */
export function filterOf({ span, status, preview, from, to, ...rest }: Asked, now: number) {
  const minute = now - (now % 60_000);
  const known = LogStatus.safeParse(status);
  return {
    ...rest,
    ...(status?.startsWith(ended) && { status: "ended" as const, reason: status.slice(ended.length) }),
    ...(known.success && { status: known.data }),
    ...(span && spans[span] && { from: new Date(minute - spans[span].minutes * 60_000).toISOString() }),
    ...(span === "between" && { ...moment("from", from), ...moment("to", to) }),
    ...((preview === "only" || preview === "too") && { preview: preview as "only" | "too" }),
  };
}

/** A local time of the reader as a moment. */
function moment<N extends string>(name: N, local: string | undefined): { readonly [K in N]?: string } {
  const at = new Date(local ?? "");
  return Number.isNaN(at.getTime()) ? {} : ({ [name]: at.toISOString() } as { readonly [K in N]: string });
}
