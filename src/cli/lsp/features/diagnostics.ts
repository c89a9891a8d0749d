// Problems as diagnostics, published whenever a script is opened or changed.
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver/node";
import type { Problem, Severity } from "../../../script/problem.ts";
import type { Feature } from "../feature.ts";
import type { OpenScript } from "../open-scripts.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

const tags: Readonly<Record<string, DiagnosticTag>> = {
  "deprecated-field": DiagnosticTag.Deprecated,
  "unreachable-code": DiagnosticTag.Unnecessary,
  "unused-variable": DiagnosticTag.Unnecessary,
};

/** A problem as the protocol tells it. `data` has its cure: what to do in words, and as edits where there are any. */
export function diagnosticOf(problem: Problem, script: OpenScript): Diagnostic {
  const { code, severity, message, span, fix, edits } = problem;
  const tag = Object.hasOwn(tags, code) ? tags[code] : undefined;
  return {
    range: script.rangeOf(span),
    severity: severities[severity],
    code,
    source: "dragoman",
    message: [message, ...(fix ? [fix] : [])].map(sentence).join(" "),
    ...(tag && { tags: [tag] }),
    data: { ...(fix && { fix }), ...(edits && { edits: edits.map(script.editOf) }) },
  };
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

export const diagnostics: Feature = {
  capabilities: {},
  attach(connection, { documents, of }) {
    documents.onDidChangeContent(({ document }) => {
      const script = of(document);
      const found = script.analysis.problems.map((problem) => diagnosticOf(problem, script));
      void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: found });
    });
    documents.onDidClose(({ document }) => {
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
  },
};
