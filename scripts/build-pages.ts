// Builds Setup's pages after an install, unless they are newer than everything they are made of. A failure is only told,
// or with --strict also the exit code.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const pages = join(root, "pages");
const sources = ["src/setup", "src/contract", "src/script", "src/closest.ts", "package-lock.json", "vite.config.ts"];

/** When the newest file of a folder, or a file, was written; epoch milliseconds, 0 where there is none. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Build what is out of date, and put it in place whole: who reads the folder meanwhile finds the old pages or the new. */
export async function buildPages(): Promise<"built" | "fresh"> {
  if (newest(join(pages, "index.html")) > Math.max(...sources.map((path) => newest(join(root, path))))) return "fresh";
  const { build } = await import("vite");
  const fresh = join(root, `node_modules/.pages-${process.pid}`);
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: fresh } });
  rmSync(`${fresh}-old`, { recursive: true, force: true });
  if (existsSync(pages)) renameSync(pages, `${fresh}-old`);
  renameSync(fresh, pages);
  rmSync(`${fresh}-old`, { recursive: true, force: true });
  return "built";
}

if (import.meta.main) {
  try {
    console.log(`Setup: pages ${await buildPages()}.`);
  } catch (error) {
    // A server without pages still serves the API, and says how to make them.
    console.error(`Setup: no pages were built: ${(error as Error).message}`);
    if (process.argv.includes("--strict")) process.exitCode = 1;
  }
}
