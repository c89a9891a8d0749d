// What a feature of the language server is: what it tells the client it can do, and the requests it answers.
import type { Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { OpenScripts } from "./open-scripts.ts";

export interface Feature {
  readonly capabilities: ServerCapabilities;
  /** Answer its requests from now on. */
  readonly attach: (connection: Connection, scripts: OpenScripts) => void;
}
