#!/usr/bin/env node
// Starts the command line: checks the Node version in words any Node understands, then runs the built or the source form.
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 7)) {
  console.error(
    `Dragoman needs Node.js 24.7 or newer, and this is ${process.versions.node}. ` +
      "In a checkout, run it through npm, which brings its own: npm start, npm run -s dragoman -- <command>. " +
      "Elsewhere, install a newer Node.js from https://nodejs.org.",
  );
  process.exit(1);
}

const built = new URL("../dist/src/cli/main.js", import.meta.url);
const { main } = await import(existsSync(built) ? built.href : "../src/cli/main.ts");
process.exitCode = await main(process);
