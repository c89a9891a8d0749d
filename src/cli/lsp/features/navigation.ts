// From a name to its definition and to everywhere it is mentioned.
import { DocumentHighlightKind } from "vscode-languageserver/node";
import { definition, references } from "../../../script/editor/symbol.ts";
import type { Feature } from "../feature.ts";

export const navigation: Feature = {
  capabilities: { definitionProvider: true, referencesProvider: true, documentHighlightProvider: true },
  attach(connection, scripts) {
    connection.onDefinition(({ textDocument, position }) => {
      const script = scripts.at(textDocument);
      const found = definition(script.analysis, script.offsetAt(position));
      return found ? { uri: script.uri, range: script.rangeOf(found.span) } : null;
    });
    connection.onReferences(({ textDocument, position, context }) => {
      const script = scripts.at(textDocument);
      const offset = script.offsetAt(position);
      const { definitions } = script.analysis;
      return references(script.analysis, offset)
        .filter((mention) => context.includeDeclaration || !definitions.some(({ span }) => span === mention.span))
        .map(({ span }) => ({ uri: script.uri, range: script.rangeOf(span) }));
    });
    connection.onDocumentHighlight(({ textDocument, position }) => {
      const script = scripts.at(textDocument);
      return references(script.analysis, script.offsetAt(position)).map(({ span }) => ({
        range: script.rangeOf(span),
        kind: DocumentHighlightKind.Text,
      }));
    });
  },
};
