// The outline: blocks, and everything in them that has a name.
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver/node";
import { documentSymbols, type DocumentSymbol as Outlined } from "../../../script/editor/outline.ts";
import type { Feature } from "../feature.ts";
import type { OpenScript } from "../open-scripts.ts";

const kinds: Readonly<Record<Outlined["kind"], SymbolKind>> = {
  block: SymbolKind.Module,
  variable: SymbolKind.Variable,
  knowledge: SymbolKind.Constant,
  node: SymbolKind.Class,
  "connected agent": SymbolKind.Interface,
  action: SymbolKind.Function,
  input: SymbolKind.Field,
  output: SymbolKind.Field,
  tool: SymbolKind.Method,
  connection: SymbolKind.Namespace,
  "connection input": SymbolKind.Field,
  "response format": SymbolKind.Struct,
  "response action": SymbolKind.Method,
};

const symbolOf = ({ name, kind, detail, range, span, children }: Outlined, script: OpenScript): DocumentSymbol => ({
  name,
  kind: kinds[kind],
  detail,
  range: script.rangeOf(range),
  selectionRange: script.rangeOf(span),
  children: children.map((child) => symbolOf(child, script)),
});

export const symbols: Feature = {
  capabilities: { documentSymbolProvider: true },
  attach(connection, scripts) {
    connection.onDocumentSymbol(({ textDocument }) => {
      const script = scripts.at(textDocument);
      return documentSymbols(script.analysis).map((symbol) => symbolOf(symbol, script));
    });
  },
};
