// What the benchmarks share: a bench and its figures, medians, and how they are printed.

/** One figure: a value with its unit, and what it must reach, if anything. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Why nothing was measured; the value is then NaN, which meets no mark. */
  readonly missing?: string;
}

export interface Bench {
  readonly name: string;
  /** What is measured against what, in one sentence. */
  readonly about: string;
  /** Runs only when it is named: it takes packages from the registry. */
  readonly onlyNamed?: true;
  /** Measure. `progress` is told each step as it begins. */
  run(progress: (step: string) => void): Promise<readonly Figure[]>;
}

/** The value below which a share of the sorted values lies; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

/** True when the figure is where it must be. A figure without a mark always is. */
export const met = (figure: Figure) =>
  (figure.atLeast === undefined || figure.value >= figure.atLeast) &&
  (figure.atMost === undefined || figure.value <= figure.atMost);

/** Its value in three digits or so. */
export const inDigits = ({ value }: Figure): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** What it must reach, in words; empty when nothing. */
export const markOf = ({ atLeast, atMost }: Figure): string =>
  atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : "";

/** A line of a terminal. */
export function line(figure: Figure): string {
  const name = figure.name.padEnd(58);
  if (figure.missing !== undefined) return `  ${name} not measured: ${figure.missing}`;
  const mark = markOf(figure);
  return `  ${name} ${inDigits(figure).padStart(9)} ${figure.unit.padEnd(8)} ${mark && `${met(figure) ? "✓" : "✗"} ${mark}`}`;
}
