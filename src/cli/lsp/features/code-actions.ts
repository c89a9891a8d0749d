// Quick fixes for the problems at a place, and all of them at once when a client asks for that.
import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import { codeActions as actionsAt, fixAll } from "../../../script/editor/code-actions.ts";
import type { Feature } from "../feature.ts";
import type { OpenScript } from "../open-scripts.ts";
import { diagnosticOf } from "./diagnostics.ts";

export const codeActions: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] } },
  attach(connection, scripts) {
    connection.onCodeAction(({ textDocument, range, context: { only } }) => {
      const script = scripts.at(textDocument);
      const [from, to] = [script.offsetAt(range.start), script.offsetAt(range.end)];
      const quick = wants(only, CodeActionKind.QuickFix) ? quickFixes(script, from, to) : [];
      // To cure everything takes several readings of the script: too much for every move of a cursor.
      const all = only ? wants(only, CodeActionKind.SourceFixAll) : quick.length > 0;
      return [...quick, ...(all ? allFixes(script) : [])];
    });
  },
};

/** Whether a client asks for a kind of action: by its name, by the beginning of it, or by asking for everything. */
const wants = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((asked) => asked === "" || kind === asked || kind.startsWith(`${asked}.`));

function quickFixes(script: OpenScript, from: number, to: number): readonly CodeAction[] {
  return actionsAt(script.analysis, from, to).map(({ title, problem, edits }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(problem, script)],
    isPreferred: true,
    edit: { changes: { [script.uri]: edits.map(script.editOf) } },
  }));
}

function allFixes(script: OpenScript): readonly CodeAction[] {
  const change = fixAll(script.analysis);
  if (!change) return [];
  const edit = { changes: { [script.uri]: [script.changeOf(change)] } };
  return [{ title: "Fix everything that can be fixed", kind: CodeActionKind.SourceFixAll, edit }];
}
