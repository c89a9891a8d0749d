// Hover: what the word under the cursor is, its declaration as code and its meaning below.
import { MarkupKind } from "vscode-languageserver/node";
import { hover as hoverAt } from "../../../script/editor/hover.ts";
import type { Feature } from "../feature.ts";

export const hover: Feature = {
  capabilities: { hoverProvider: true },
  attach(connection, scripts) {
    connection.onHover(({ textDocument, position }) => {
      const script = scripts.at(textDocument);
      const told = hoverAt(script.analysis, script.offsetAt(position));
      if (!told) return null;
      const code = told.code === undefined ? [] : [`\`\`\`agentscript\n${told.code}\n\`\`\``];
      const value = [...code, ...told.text].join("\n\n");
      return { contents: { kind: MarkupKind.Markdown, value }, range: script.rangeOf(told.span) };
    });
  },
};
