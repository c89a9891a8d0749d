// Formatting: the one layout of a script, as the one edit that leads to it.
import { changeTo } from "../../../script/edits.ts";
import { formatScript } from "../../../script/format.ts";
import type { Feature } from "../feature.ts";

export const formatting: Feature = {
  capabilities: { documentFormattingProvider: true },
  attach(connection, scripts) {
    connection.onDocumentFormatting(({ textDocument }) => {
      const script = scripts.at(textDocument);
      const { source } = script.analysis;
      const formatted = formatScript(source);
      return formatted === source ? [] : [script.changeOf(changeTo(source, formatted))];
    });
  },
};
