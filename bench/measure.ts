// What the benchmarks share: a bench and its figures, medians, and how they are printed.

/** One figure: a value with its unit, and what it must reach, if anything. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Bench {
  readonly name: string;
  /** What is measured against what, in one sentence. */
  readonly about: string;
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

export function line(figure: Figure): string {
  const value = figure.value.toFixed(figure.value < 10 ? 2 : figure.value < 100 ? 1 : 0);
  const mark =
    figure.atLeast !== undefined
      ? `at least ${figure.atLeast}`
      : figure.atMost !== undefined
        ? `at most ${figure.atMost}`
        : "";
  return `  ${figure.name.padEnd(58)} ${value.padStart(9)} ${figure.unit.padEnd(8)} ${mark && (met(figure) ? `✓ ${mark}` : `✗ ${mark}`)}`;
}
