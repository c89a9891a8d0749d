// Before the suite: Setup's pages are built as their sources say, as an install builds them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export default function setup(): void {
  const script = join(import.meta.dirname, "../../scripts/build-pages.ts");
  // The runner's own NODE_ENV would build them for development.
  const { NODE_ENV: _, ...env } = process.env;
  execFileSync(process.execPath, [script, "--strict"], { env, stdio: ["ignore", "ignore", "inherit"] });
}
