// Completes dist/ after the compiler: what the sample project has besides TypeScript, which Node does not run in a package.
import { cpSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
cpSync(resolve(root, "examples"), resolve(root, "dist/examples"), {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
