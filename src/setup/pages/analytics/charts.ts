// Which charts there are: their series, how they are drawn, and how their values are written.
import type { FigureName, Figures } from "../../../contract/setup-analytics.ts";

export interface Series {
  readonly name: FigureName;
  readonly label: string;
}

export interface ChartPlan {
  readonly title: string;
  readonly draw: "bars" | "lines";
  readonly series: readonly Series[];
  readonly write: (value: number) => string;
}

const count = (value: number) => value.toLocaleString(undefined, { maximumFractionDigits: 1 });
const millis = (value: number) =>
  value < 1_000
    ? `${Math.round(value)} ms`
    : `${(value / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
const money = (value: number) => value.toLocaleString(undefined, { maximumSignificantDigits: 3 });

export const charts: readonly ChartPlan[] = [
  { title: "Sessions", draw: "bars", series: [{ name: "sessions", label: "Sessions" }], write: count },
  { title: "Turns", draw: "bars", series: [{ name: "turns", label: "Turns" }], write: count },
  {
    title: "Latency",
    draw: "lines",
    series: [
      { name: "p50Ms", label: "p50" },
      { name: "p95Ms", label: "p95" },
    ],
    write: millis,
  },
  {
    title: "Errors",
    draw: "bars",
    series: [
      { name: "failed", label: "Failed turns" },
      { name: "failedActions", label: "Failed actions" },
    ],
    write: count,
  },
  {
    title: "Escalations and drops",
    draw: "bars",
    series: [
      { name: "escalated", label: "Escalated" },
      { name: "dropped", label: "Dropped" },
    ],
    write: count,
  },
  {
    title: "Feedback",
    draw: "bars",
    series: [
      { name: "good", label: "Good" },
      { name: "bad", label: "Bad" },
    ],
    write: count,
  },
  {
    title: "Tokens",
    draw: "lines",
    series: [
      { name: "inputTokens", label: "In" },
      { name: "outputTokens", label: "Out" },
    ],
    write: count,
  },
  { title: "Cost", draw: "bars", series: [{ name: "cost", label: "Cost" }], write: money },
];

/** A figure in words; a dash where there is none. */
export const written = (plan: ChartPlan, figures: Figures, name: FigureName): string => {
  const value = figures[name];
  return value === null ? "–" : plan.write(value);
};

/** Where the axis ends: the next of 2, 4, 10, 20, 40 … that holds the value, so that half of it is whole as well. */
export function axisEnd(value: number): number {
  if (value <= 0) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  return [2, 4, 10].map((step) => step * power).find((end) => end >= value) ?? value;
}
