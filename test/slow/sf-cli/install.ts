// The unmodified sf CLI from npm, 300 MB: installed on demand, once, in a cache folder outside the tree.
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/run.ts";

/** The version that the figures of docs/security.md and the decision record speak of. */
export const SF_VERSION = "2.150.6";

/** Milliseconds that the registry gets for 300 MB; a usual line needs a minute. */
const PATIENCE_MS = 240_000;

/**
 * The folder with its `sf` command. `npm run test:sf` installs it where it is not there yet, which takes a minute. Throws
 * a sentence that says what to do when the registry does not give it.
 */
export async function installSf(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "dragoman-sf", SF_VERSION);
  const commands = join(folder, "node_modules/.bin");
  if (existsSync(join(commands, "sf"))) return commands;
  await mkdir(folder, { recursive: true });
  const wanted = `@salesforce/cli@${SF_VERSION}`;
  const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries", "1"];
  const { code, err } = await run(["npm", "install", ...options, wanted], {
    env: ownSettings(),
    endAfterMs: PATIENCE_MS,
  });
  if (code === 0) return commands;
  // Half an installation would be taken for a whole one the next time.
  await rm(folder, { recursive: true, force: true });
  const why =
    code === null
      ? `nothing came of it in ${PATIENCE_MS / 60_000} minutes`
      : (/npm error code (\w+)/.exec(err)?.[1] ?? err.trim());
  throw new Error(
    `The npm registry does not give ${wanted}, 300 MB, which npm run test:sf drives: ${why}. Try again where the registry can be reached.`,
  );
}

/** Which registry npm asks, and through what, where the environment says so. */
const ownSettings = () =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(npm_config_(?!prefix$)|https?_proxy$|no_proxy$)/i.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
