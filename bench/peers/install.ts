// Peers in a cache folder: installed once by npm from the configured registry, beside their server script.
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Peer } from "./table.ts";

const INSTALL_MS = 300_000;
const cache = join(homedir(), ".cache/dragoman-bench/peers");

/** Install a peer unless the cache holds the same packages whole. Gives the path of its server; throws when npm fails. */
export async function install(peer: Peer, progress: (step: string) => void): Promise<string> {
  const folder = join(cache, basename(peer.server, ".mjs"));
  const installed = join(folder, "installed.txt");
  const wanted = peer.packages.join("\n");
  await mkdir(folder, { recursive: true });
  if ((await readFile(installed, "utf8").catch(() => "")) !== wanted) {
    progress(`${peer.name}: npm install into ${folder}`);
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const flags = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--save-exact"];
    await promisify(execFile)("npm", ["install", ...flags, ...peer.packages], {
      cwd: folder,
      timeout: INSTALL_MS,
    }).catch((error: Error) => {
      const said = error.message.split("\n").filter((row) => row.startsWith("npm error"));
      throw new Error(`npm install failed: ${said.slice(0, 2).join(", ") || "see its log"}`, { cause: error });
    });
    await writeFile(installed, wanted);
  }
  const server = join(folder, peer.server);
  await copyFile(join(import.meta.dirname, peer.server), server);
  return server;
}
