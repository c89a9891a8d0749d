// What a check of `doctor` is given, and what it may find.
import type { Config, ConfigProblem } from "../../config.ts";
import type { ServerStatus } from "../../contract/setup.ts";
import type { Operator } from "../operator.ts";

export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  readonly about: string;
  readonly found: string;
  /** What to do; absent where nothing is to be done. */
  readonly cure?: string;
}

export interface Patient {
  /** `data` is absolute. */
  readonly config: Config;
  readonly settingProblems: readonly ConfigProblem[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nodeVersion: string;
  /** Check every session and turn on record, too, whatever it takes. */
  readonly rows: boolean;
  /** What a person types to start the server. */
  readonly startCalls: string;
  /** The server of the data folder, when one answers. */
  readonly running?: { readonly server: Operator; readonly status: ServerStatus };
}

export const ok = (about: string, found: string): Finding => ({ level: "ok", about, found });
export const warn = (about: string, found: string, cure: string): Finding => ({ level: "warn", about, found, cure });
export const fail = (about: string, found: string, cure: string): Finding => ({ level: "fail", about, found, cure });
