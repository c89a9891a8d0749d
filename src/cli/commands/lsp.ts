// `dragoman lsp`: the language server for Agent Script, for an editor that starts it and speaks to it over its pipes.
import { readFile } from "node:fs/promises";
import type { Command } from "../command.ts";
import { packageRoot } from "../package-root.ts";

export const lsp: Command = {
  name: "lsp",
  summary: "the language server for Agent Script, for editors",
  options: [
    ["--stdio", "speak over standard input and output, as it always does"],
    ["--clientProcessId <id>", "end when this process has ended"],
  ],
  async run({ stdin }) {
    const { version } = JSON.parse(await readFile(new URL("package.json", packageRoot), "utf8")) as { version: string };
    // Loaded only here: the library reads the arguments of the process, and is slow to load.
    const { serve } = await import("../lsp/serve.ts");
    // Standard output is the protocol's alone, so nothing here prints through the command's own output.
    serve(stdin, process.stdout, version);
    // The connection ends the process itself, with the exit code the protocol asks for.
    return new Promise(() => undefined);
  },
};
