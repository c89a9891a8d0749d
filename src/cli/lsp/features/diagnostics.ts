// Problems as diagnostics, published once a script that was opened or changed has been left alone for a moment.
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

/**
 * How long a text has to stand still before its problems are told: a line that slipped costs up to two dozen readings,
 * too many for every keystroke.
 */
const QUIET_MS = 100;

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
    const waiting = new Map<string, NodeJS.Timeout>();
    const tell = (uri: string) => {
      const document = documents.get(uri);
      if (!document) return;
      const script = of(document);
      const found = script.analysis.problems.map((problem) => diagnosticOf(problem, script));
      void connection.sendDiagnostics({ uri, version: document.version, diagnostics: found });
    };
    documents.onDidChangeContent(({ document: { uri } }) => {
      clearTimeout(waiting.get(uri));
      waiting.set(uri, setTimeout(tell, QUIET_MS, uri));
    });
    documents.onDidClose(({ document }) => {
      clearTimeout(waiting.get(document.uri));
      waiting.delete(document.uri);
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
  },
};
