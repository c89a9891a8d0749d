// Renaming: a name in its definition and wherever it is mentioned, or the reason why not.
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { rename as renameAt, renameable } from "../../../script/editor/rename.ts";
import type { Feature } from "../feature.ts";

export const rename: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  attach(connection, scripts) {
    connection.onPrepareRename(({ textDocument, position }) => {
      const script = scripts.at(textDocument);
      const mention = renameable(script.analysis, script.offsetAt(position));
      return mention ? { range: script.rangeOf(mention.span), placeholder: mention.name } : null;
    });
    connection.onRenameRequest(({ textDocument, position, newName }) => {
      const script = scripts.at(textDocument);
      const { edits, refusal } = renameAt(script.analysis, script.offsetAt(position), newName);
      if (!edits) throw new ResponseError(LSPErrorCodes.RequestFailed, refusal);
      return { changes: { [script.uri]: edits.map(script.editOf) } };
    });
  },
};
