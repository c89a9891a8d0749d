// What an experiment is: something bad done to real servers, what must not come of it, and how often it did.
import type { Closers } from "../../src/closers.ts";

/** A figure that promises nothing: how much was done. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface Outcome {
  /** How often each promise was broken, and each check of the store: 0, or it was not kept. */
  readonly breaches: Readonly<Record<string, number>>;
  readonly measured: readonly Measured[];
  /** Why it could not be done on this machine. Nothing was promised then, and nothing seen. */
  readonly impossible?: string;
  /** What it broke off with, before anything could be looked at. */
  readonly broke?: string;
}

export interface Conditions {
  /** 1 is the size of the published run; smaller runs do the same less often. */
  readonly size: number;
  readonly progress: (step: string) => void;
  /** What the experiment opens is closed after it, whatever comes of it. */
  readonly closers: Closers;
}

export interface Experiment {
  readonly name: string;
  /** What is done to whom, in one sentence. */
  readonly about: string;
  /** What must not be, each in the words of the page. What the store's own checks look for comes on top. */
  readonly promises: readonly string[];
  run(conditions: Conditions): Promise<Outcome>;
}

/** Whether every promise was kept. One that nobody looked at was not. */
export const held = (experiment: Pick<Experiment, "promises">, outcome: Outcome): boolean =>
  outcome.impossible !== undefined || lookedAt(experiment, outcome).every(({ breaches }) => breaches === 0);

/** What was looked at, and how often it was broken: undefined for a promise that nobody looked at. */
export const lookedAt = (
  { promises }: Pick<Experiment, "promises">,
  { breaches }: Outcome,
): readonly { readonly promise: string; readonly breaches: number | undefined }[] =>
  [...new Set([...promises, ...Object.keys(breaches)])].map((promise) => ({ promise, breaches: breaches[promise] }));

export const measured = (name: string, value: number, unit = ""): Measured => ({ name, value, unit });

/** How often something is done in a run of this size: at least once. */
export const scaled = (times: number, size: number): number => Math.max(1, Math.round(times * size));
