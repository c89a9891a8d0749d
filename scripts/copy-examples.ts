// Completes dist/ after the compiler: Setup's pages, the templates, which are copied out of the package as they are, and
// what the sample project has besides TypeScript, which Node does not run in a package.
import { cpSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
cpSync(resolve(root, "examples"), resolve(root, "dist/examples"), {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
cpSync(resolve(root, "templates"), resolve(root, "dist/templates"), { recursive: true });
cpSync(resolve(root, "pages"), resolve(root, "dist/pages"), { recursive: true });
