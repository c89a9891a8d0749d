// The language server as an editor uses it: a real process, spoken to over its pipes, through a whole session and a hostile one.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CodeAction,
  type CompletionItem,
  createProtocolConnection,
  type DocumentSymbol,
  type Hover,
  type InitializeResult,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const root = resolve(import.meta.dirname, "../..");
const file = resolve(root, "examples/agents/Hexfell_Service/Hexfell_Service.agent");
const source = readFileSync(file, "utf8");

interface Session {
  readonly connection: ProtocolConnection;
  readonly capabilities: InitializeResult["capabilities"];
  /** What was published of a version of a document; waits until it is. */
  published(uri: string, version: number): Promise<PublishDiagnosticsParams>;
  /** Everything that was written to standard error. */
  errors(): string;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
  /** Close the pipe it reads from; its exit code. */
  leave(): Promise<number | null>;
}

async function startSession(): Promise<Session> {
  const child: ChildProcess = spawn(process.execPath, [resolve(root, "bin/dragoman.js"), "lsp", "--stdio"], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error("The process has no pipes");
  let errors = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  const seen: PublishDiagnosticsParams[] = [];
  let news = Promise.withResolvers<void>();
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    seen.push(params);
    news.resolve();
    news = Promise.withResolvers<void>();
  });
  connection.listen();
  const { capabilities } = await Promise.race([
    connection.sendRequest<InitializeResult>("initialize", { processId: process.pid, rootUri: null, capabilities: {} }),
    ended.then((code) => {
      throw new Error(`dragoman lsp ended with ${code} before it was ready:\n${errors}`);
    }),
  ]);
  await connection.sendNotification("initialized", {});
  return {
    connection,
    capabilities,
    async published(uri, version) {
      for (;;) {
        const found = seen.find((params) => params.uri === uri && params.version === version);
        if (found) return found;
        await news.promise;
      }
    },
    errors: () => errors,
    ended,
    leave() {
      stdin.end();
      return ended;
    },
  };
}

const open = (connection: ProtocolConnection, uri: string, text: string) =>
  connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "agentscript", version: 1, text },
  });

const change = (connection: ProtocolConnection, uri: string, version: number, contentChanges: readonly unknown[]) =>
  connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });

/** The place right behind the first of these words. */
function behind(text: string, words: string) {
  const at = text.indexOf(words);
  if (at < 0) throw new Error(`The script does not say ${words}`);
  return TextDocument.create("", "", 0, text).positionAt(at + words.length);
}

const textOf = (text: string, range: Range) => TextDocument.create("", "", 0, text).getText(range);
const applied = (text: string, edits: TextEdit[]) =>
  TextDocument.applyEdits(TextDocument.create("", "", 0, text), edits);

describe("a session with an editor", () => {
  const uri = "file:///agents/Hexfell_Service.agent";
  const textDocument = { uri };
  let session: Session;
  const ask = <T>(method: string, params: object): Promise<T> =>
    session.connection.sendRequest<T>(`textDocument/${method}`, { textDocument, ...params });

  beforeAll(async () => {
    session = await startSession();
    await open(session.connection, uri, source);
  });
  afterAll(() => session.connection.dispose());

  test("the server says what it can do", () => {
    expect(session.capabilities).toMatchObject({
      textDocumentSync: 2,
      completionProvider: { triggerCharacters: expect.arrayContaining(["@", "."]) },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      documentSymbolProvider: true,
      documentFormattingProvider: true,
      codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll"] },
      foldingRangeProvider: true,
    });
  });

  test("an opened script is checked, and one without errors shows none", async () => {
    const { diagnostics } = await session.published(uri, 1);
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  });

  test("the definition of a variable is found from the text that shows it", async () => {
    const found = await ask<Location>("definition", { position: behind(source, 'Hello{! " " + @variables.cust') });
    expect(found.uri).toBe(uri);
    expect(found.range.start).toEqual(
      behind(source, "External: the shop's page may set these when it starts the session.\n    "),
    );
    expect(textOf(source, found.range)).toBe("customer_name");
  });

  test("every mention of an action is found and highlighted, with its declaration or without", async () => {
    const position = behind(source, "find_order: @actions.Find");
    const all = await ask<Location[]>("references", { position, context: { includeDeclaration: true } });
    expect(all.map(({ range }) => textOf(source, range))).toEqual(["Find_Order", "Find_Order", "Find_Order"]);
    const mentions = await ask<Location[]>("references", { position, context: { includeDeclaration: false } });
    expect(mentions).toEqual(all.slice(1));
    const highlights = await ask<{ range: Range }[]>("documentHighlight", { position });
    expect(highlights.map(({ range }) => range)).toEqual(all.map(({ range }) => range));
  });

  test("hover shows the signature of an action and the sentence of a field", async () => {
    const action = await ask<Hover>("hover", { position: behind(source, "run @actions.Find") });
    expect(action.contents).toMatchObject({
      kind: "markdown",
      value: expect.stringMatching(
        /```agentscript\nFind_Order\(order_number: string\) -> [\s\S]+```\n\nLook an order up/,
      ),
    });
    const field = await ask<Hover>("hover", { position: behind(source, "progress_indicator_mess") });
    expect(field.contents).toMatchObject({ value: "What the user is told while it runs." });
    expect(await ask("hover", { position: behind(source, "You work at the") })).toBeNull();
  });

  test("completion in a half-typed line takes the place of what is typed", async () => {
    const line = "        set @variables.order_num";
    const words = '        set @variables.desk = "orders"\n';
    const place = behind(source, words);
    const typed = { line: place.line, character: line.length };
    await change(session.connection, uri, 2, [{ range: { start: place, end: place }, text: `${line}\n` }]);
    const { diagnostics } = await session.published(uri, 2);
    expect(diagnostics.some(({ severity, range }) => severity === 1 && range.start.line === place.line)).toBe(true);
    const items = await ask<CompletionItem[]>("completion", { position: typed });
    expect(items.find(({ label }) => label === "order_number")).toMatchObject({
      detail: 'order_number: mutable string = ""',
      textEdit: { newText: "order_number", range: { start: { ...typed, character: 23 }, end: typed } },
    });
    expect(items.map(({ label }) => label)).not.toContain("return_days");
    const end = { line: place.line + 1, character: 0 };
    await change(session.connection, uri, 3, [{ range: { start: place, end }, text: "" }]);
    expect((await session.published(uri, 3)).diagnostics).toEqual((await session.published(uri, 1)).diagnostics);
  });

  test("a rename reaches code, text and quoted text, and leaves a script with the same problems", async () => {
    const position = behind(source, "    customer_na");
    expect(await ask("prepareRename", { position })).toMatchObject({ placeholder: "customer_name" });
    const { changes }: WorkspaceEdit = await ask("rename", { position, newName: "guest_name" });
    const text = applied(source, changes?.[uri] ?? []);
    expect(text).not.toContain("customer_name");
    expect(text).toContain('Hello{! " " + @variables.guest_name if @variables.guest_name != ""');
    const other = "file:///agents/renamed.agent";
    await open(session.connection, other, text);
    const codes = ({ diagnostics }: PublishDiagnosticsParams) => diagnostics.map(({ code }) => code);
    expect(codes(await session.published(other, 1))).toEqual(codes(await session.published(uri, 1)));
  });

  test("a name that is taken or not legal is refused in a sentence", async () => {
    const position = behind(source, "    customer_na");
    await expect(ask("rename", { position, newName: "desk" })).rejects.toThrow(/`desk` is taken/);
    await expect(ask("rename", { position, newName: "a b" })).rejects.toThrow(/cannot name/);
    expect(await ask("prepareRename", { position: behind(source, "system") })).toBeNull();
  });

  test("the outline has the blocks, and in them what has a name", async () => {
    const symbols = await ask<DocumentSymbol[]>("documentSymbol", {});
    expect(symbols.map(({ name }) => name)).toEqual(expect.arrayContaining(["config", "variables", "orders"]));
    const orders = symbols.find(({ name }) => name === "orders");
    expect(orders?.children?.map(({ name }) => name)).toEqual(expect.arrayContaining(["Find_Order", "find_order"]));
    expect(await ask<unknown[]>("foldingRange", {})).toContainEqual(
      expect.objectContaining({ startLine: symbols.find(({ name }) => name === "system")?.range.start.line }),
    );
  });

  test("a script is laid out by one edit, and one that is laid out by none", async () => {
    const options = { tabSize: 4, insertSpaces: true };
    expect(await ask("formatting", { options })).toEqual([]);
    const other = "file:///agents/crooked.agent";
    const crooked = source
      .replace("config:\n    developer_name:  ", "config:\n  developer_name:")
      .replace("knowledge:", "\n\n\nknowledge:");
    await open(session.connection, other, crooked);
    const edits = await ask<TextEdit[]>("formatting", { textDocument: { uri: other }, options });
    expect(edits).toHaveLength(1);
    expect(applied(crooked, edits)).toBe(source);
  });

  test("problems carry their cure, as a quick fix each and as one fix for all", async () => {
    const other = "file:///agents/mistaken.agent";
    const mistaken = source
      .replace("set @variables.verified = False", "set @variables.verifed = false")
      .replace("citations_enabled: False", "citations_enabled: false")
      .replace("start_agent switchboard", 'topic attic:\n    description: "x"\nstart_agent switchboard');
    const at = { textDocument: { uri: other } };
    await open(session.connection, other, mistaken);
    const { diagnostics } = await session.published(other, 1);
    const flag = diagnostics.find(({ code }) => code === "identifier-confusable-boolean");
    expect(flag).toMatchObject({
      severity: 1,
      source: "dragoman",
      message: expect.stringMatching(/`False`\?$/),
      data: { edits: [{ newText: "False" }] },
    });
    expect(diagnostics.find(({ code }) => code === "deprecated-field")?.tags).toEqual([2]);
    const range = flag?.range as Range;
    const actions = await ask<CodeAction[]>("codeAction", { ...at, range, context: { diagnostics: [] } });
    const quick = actions.filter(({ kind }) => kind === "quickfix");
    expect(quick[0]).toMatchObject({ title: "Did you mean `False`?", diagnostics: [{ code: flag?.code }] });
    expect(applied(mistaken, quick[0]?.edit?.changes?.[other] ?? [])).toContain("citations_enabled: False");
    const context = { diagnostics: [], only: ["source.fixAll"] };
    const start = { line: 0, character: 0 };
    const [all] = await ask<CodeAction[]>("codeAction", { ...at, range: { start, end: start }, context });
    const fixed = applied(mistaken, all?.edit?.changes?.[other] ?? []);
    expect(fixed).toContain("citations_enabled: False");
    expect(fixed).toContain("set @variables.verified = False");
    expect(all).toMatchObject({ kind: "source.fixAll" });
  });

  test("a closed script has no problems any more, and nothing can be asked of it", async () => {
    const other = "file:///agents/closed.agent";
    await open(session.connection, other, "config");
    expect((await session.published(other, 1)).diagnostics).not.toEqual([]);
    await session.connection.sendNotification("textDocument/didClose", { textDocument: { uri: other } });
    const symbols = ask("documentSymbol", { textDocument: { uri: other } });
    await expect(symbols).rejects.toThrow(/not open/);
  });

  test("after `shutdown` and `exit` the process ends with 0, and has said nothing but the protocol", async () => {
    await session.connection.sendRequest("shutdown");
    await session.connection.sendNotification("exit");
    expect(await session.ended).toBe(0);
    expect(session.errors()).toBe("");
  });
});

describe("a hostile session", () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession();
  });
  afterAll(() => session.connection.dispose());

  test("requests about documents that were never opened are refused, and the server lives on", async () => {
    const textDocument = { uri: "file:///nowhere.agent" };
    const position = { line: 0, character: 0 };
    for (const method of ["hover", "completion", "definition", "prepareRename", "documentSymbol", "foldingRange"]) {
      const asked = session.connection.sendRequest(`textDocument/${method}`, { textDocument, position });
      await expect(asked, method).rejects.toThrow(/file:\/\/\/nowhere\.agent is not open/);
    }
    await expect(session.connection.sendRequest("textDocument/nothing", {})).rejects.toThrow(/[Uu]nhandled method/);
  });

  test("requests without their parts are refused, and the server lives on", async () => {
    for (const params of [{}, { textDocument: null }, { textDocument: { uri: 7 }, position: "here" }])
      await expect(session.connection.sendRequest("textDocument/hover", params)).rejects.toThrow();
  });

  test("damaged text and places outside it are answered", async () => {
    const damaged = [
      "",
      "\n\n\n",
      "\r\r\n\t@",
      "config",
      source.slice(0, 3000),
      `${source.slice(0, 5000)}{!@variables.`,
      "subagent a:\n".repeat(300),
      `${"    ".repeat(150)}x: [[[[((((`,
      "😀".repeat(50),
    ];
    const places = [
      { line: 0, character: 0 },
      { line: 1, character: 3 },
      { line: 99_999, character: 0 },
      { line: 0, character: 99_999 },
      { line: -1, character: -1 },
    ];
    for (const [at, text] of damaged.entries()) {
      const textDocument = { uri: `file:///damaged-${at}.agent` };
      await open(session.connection, textDocument.uri, text);
      for (const position of places) {
        for (const method of ["hover", "completion", "definition", "documentHighlight", "prepareRename"])
          await session.connection.sendRequest(`textDocument/${method}`, { textDocument, position });
        const range = { start: position, end: position };
        await session.connection.sendRequest("textDocument/codeAction", {
          textDocument,
          range,
          context: { diagnostics: [] },
        });
      }
      for (const method of ["documentSymbol", "foldingRange", "formatting"])
        await session.connection.sendRequest(`textDocument/${method}`, { textDocument, options: {} });
    }
  });

  test("a client that goes without a word ends the process with 1", async () => {
    expect(await session.leave()).toBe(1);
    expect(session.errors()).toBe("");
  });
});
