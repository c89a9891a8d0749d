// What a command of the command line is: its words as data, and the function that does the work.
import type { Output } from "./output.ts";

/** What a command is given besides its own words. */
export interface Context {
  readonly output: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder the command was called in. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  /** From now on a first SIGINT or SIGTERM asks to stop, which resolves this; a second one insists. */
  readonly stopped: () => Promise<void>;
  /** How a person calls this program here, such as `npm run -s dragoman --`. */
  readonly self: string;
}

export interface Command {
  /** Words after `dragoman`, such as `agent list`. */
  readonly name: string;
  readonly summary: string;
  /** In commander's notation: `<agent>`, `[folder]`, `<files...>`. */
  readonly arguments?: readonly (readonly [name: string, about: string])[];
  readonly options?: readonly (readonly [flags: string, about: string])[];
  readonly run: (context: Context, given: Given) => Promise<ExitCode>;
}

/** What the caller gave: arguments in order, options by their long names in camelCase. */
export interface Given {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** 0 done, 1 failed, 2 misused. */
export type ExitCode = 0 | 1 | 2;

/** Something that did not work, in a sentence that says what to do. `code` is for programs. */
export class Failure extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, { exitCode = 1 }: { exitCode?: ExitCode } = {}) {
    super(message);
    this.name = "Failure";
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A call that cannot be understood. */
export const misuse = (message: string) => new Failure("misuse", message, { exitCode: 2 });

/** The text of an option, when it was given one. */
export function textOf({ options }: Given, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** The texts of an option that takes several. */
export function textsOf({ options }: Given, name: string): readonly string[] {
  const value = options[name];
  return typeof value === "object" ? value : [];
}

/** The option every command has that reads the data folder. */
export const dataOption = ["--data <folder>", "data folder of the server (DRAGOMAN_DATA, .dragoman)"] as const;
