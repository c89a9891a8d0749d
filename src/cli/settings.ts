// The server's settings as the command line sees them: the environment, and flags over it.
import { type Config, type ConfigProblem, loadConfig, settings } from "../config.ts";
import { type Context, type Given, misuse, textOf } from "./command.ts";

/** Flags that stand for a setting. */
const flags = ["host", "port", "data"] as const;

/**
 * The settings, with what is odd about the environment but harmless.
 * Throws a `Failure` (misuse) naming the first setting or flag that cannot be used.
 */
export function readSettings(
  context: Pick<Context, "env">,
  given: Given,
): { config: Config; warnings: readonly ConfigProblem[] } {
  const overrides: Record<string, unknown> = {};
  for (const flag of flags) {
    const text = textOf(given, flag);
    if (text === undefined) continue;
    try {
      overrides[flag] = settings[flag].parse(text);
    } catch (error) {
      throw misuse(`--${flag}: "${text}" cannot be used: ${(error as Error).message}`);
    }
  }
  const { config, problems } = loadConfig(context.env, overrides);
  const fatal = problems.filter((problem) => problem.fatal);
  if (fatal.length > 0) throw misuse(fatal.map((problem) => problem.message).join("\n"));
  return { config, warnings: problems };
}
