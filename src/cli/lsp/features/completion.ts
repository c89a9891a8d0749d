// Completion: what may be typed at a place.
import { CompletionItemKind, CompletionItemTag, MarkupKind } from "vscode-languageserver/node";
import { complete } from "../../../script/editor/complete.ts";
import type { Completion } from "../../../script/editor/completion.ts";
import type { Feature } from "../feature.ts";

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  block: CompletionItemKind.Class,
  field: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  keyword: CompletionItemKind.Keyword,
  type: CompletionItemKind.TypeParameter,
  namespace: CompletionItemKind.Module,
  member: CompletionItemKind.Variable,
};

export const completion: Feature = {
  capabilities: { completionProvider: { triggerCharacters: ["@", ".", '"', " ", ":"] } },
  attach(connection, scripts) {
    connection.onCompletion(({ textDocument, position }) => {
      const script = scripts.at(textDocument);
      const { from, items } = complete(script.analysis, script.offsetAt(position));
      const start = script.positionAt(from);
      return items.map(({ label, kind, text, detail, says, deprecated }, at) => ({
        label,
        kind: kinds[kind],
        detail,
        documentation: says === undefined ? undefined : { kind: MarkupKind.Markdown, value: says },
        // Clients sort by this text: the order of the list is the order of likelihood.
        sortText: String(at).padStart(4, "0"),
        textEdit: { range: { start, end: position }, newText: text ?? label },
        ...(deprecated && { tags: [CompletionItemTag.Deprecated] }),
      }));
    });
  },
};
