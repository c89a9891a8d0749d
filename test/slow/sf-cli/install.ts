// The unmodified sf CLI from npm, 300 MB: installed on demand, once, in a cache folder outside the tree.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/run.ts";

/** The version that the figures of docs/security.md and the decision record speak of. */
export const SF_VERSION = "2.150.6";

/** The folder with its `sf` command. `npm run test:sf` installs it where it is not there yet, which takes a minute. */
export async function installSf(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "dragoman-sf", SF_VERSION);
  const commands = join(folder, "node_modules/.bin");
  if (existsSync(join(commands, "sf"))) return commands;
  await mkdir(folder, { recursive: true });
  const wanted = `@salesforce/cli@${SF_VERSION}`;
  const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
  const ran = await run(["npm", "install", ...options, wanted]);
  if (ran.code !== 0) throw new Error(`${wanted} cannot be installed: ${ran.err}`);
  return commands;
}
