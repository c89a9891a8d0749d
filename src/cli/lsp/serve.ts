// The language server: one connection, the open scripts, and the table of features that answer from them.
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from "vscode-languageserver/node";
import type { Feature } from "./feature.ts";
import { codeActions } from "./features/code-actions.ts";
import { completion } from "./features/completion.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { folding } from "./features/folding.ts";
import { formatting } from "./features/formatting.ts";
import { hover } from "./features/hover.ts";
import { navigation } from "./features/navigation.ts";
import { rename } from "./features/rename.ts";
import { symbols } from "./features/symbols.ts";
import { createOpenScripts } from "./open-scripts.ts";

const features: readonly Feature[] = [
  diagnostics,
  completion,
  hover,
  navigation,
  rename,
  symbols,
  formatting,
  codeActions,
  folding,
];

/**
 * Serve one client until it leaves. A request that fails answers an error of the protocol, and the next one is served.
 * The connection ends the process: with 0 after `shutdown` and `exit`, with 1 when the client goes without a word.
 */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, version: string): void {
  const connection = createConnection(ProposedFeatures.all, input, output);
  const scripts = createOpenScripts();
  connection.onInitialize(() => ({
    serverInfo: { name: "dragoman", version },
    capabilities: Object.assign(
      { textDocumentSync: TextDocumentSyncKind.Incremental },
      ...features.map(({ capabilities }) => capabilities),
    ),
  }));
  for (const feature of features) feature.attach(connection, scripts);
  scripts.documents.listen(connection);
  connection.listen();
}
