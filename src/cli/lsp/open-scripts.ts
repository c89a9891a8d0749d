// The scripts a client has open, each with the analysis of its present text.
import {
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  TextDocuments,
  type TextEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, analyse } from "../../script/editor/analyse.ts";
import type { Change } from "../../script/edits.ts";
import type { Edit } from "../../script/problem.ts";
import type { Span } from "../../script/tree.ts";

/** An open script at one version of its text. */
export interface OpenScript {
  readonly uri: string;
  readonly analysis: Analysis;
  /** The offset of a place; one outside the text counts as its nearest place in it. */
  offsetAt(position: Position): number;
  positionAt(offset: number): Position;
  rangeOf(span: Span): Range;
  editOf(edit: Edit): TextEdit;
  changeOf(change: Change): TextEdit;
}

export interface OpenScripts {
  readonly documents: TextDocuments<TextDocument>;
  /**
   * The open script of an address.
   * @throws ResponseError `RequestFailed` when it is not open
   */
  at(document: { readonly uri: string }): OpenScript;
  /** The same of a document that is known to be open. */
  of(document: TextDocument): OpenScript;
}

/** No script open yet. Each text is analysed once, when something first asks. */
export function createOpenScripts(): OpenScripts {
  const documents = new TextDocuments(TextDocument);
  const opened = new WeakMap<TextDocument, { readonly version: number; readonly script: OpenScript }>();
  const of = (document: TextDocument): OpenScript => {
    const known = opened.get(document);
    if (known?.version === document.version) return known.script;
    const script = openScript(document);
    opened.set(document, { version: document.version, script });
    return script;
  };
  return {
    documents,
    of,
    at({ uri }) {
      const document = documents.get(uri);
      if (!document) throw new ResponseError(LSPErrorCodes.RequestFailed, `${uri} is not open: open it first`);
      return of(document);
    },
  };
}

function openScript(document: TextDocument): OpenScript {
  const rangeOf = ({ start, end }: Span): Range => ({
    start: document.positionAt(start.offset),
    end: document.positionAt(end.offset),
  });
  return {
    uri: document.uri,
    analysis: analyse(document.getText()),
    offsetAt: (position) => document.offsetAt(position),
    positionAt: (offset) => document.positionAt(offset),
    rangeOf,
    changeOf: ({ from, to, text }) => ({
      range: { start: document.positionAt(from), end: document.positionAt(to) },
      newText: text,
    }),
    editOf: ({ span, text }) => ({ range: rangeOf(span), newText: text }),
  };
}
