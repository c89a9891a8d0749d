// `dragoman chat`: a conversation with an agent through the public API, word by word as it is written.
import { createInterface } from "node:readline";
import type { ResponseMessage } from "../../contract/agent-api.ts";
import { type Conversation, requestToken, startConversation, type Utterance } from "../agent-api.ts";
import { type Command, type Context, dataOption, Failure, textOf } from "../command.ts";
import { appOption, credentialsOf } from "../credentials.ts";
import { findServer } from "../operator.ts";
import type { Output } from "../output.ts";

export const chat: Command = {
  name: "chat",
  summary: "talk to an agent; standard input may be a pipe",
  arguments: [["<agent>", "developer name or id"]],
  options: [["--message <text>", "send one message, print the answer and end"], appOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const server = await findServer(context, given);
    const { id, label } = await server.call("agent", { agent: given.args[0]! });
    const { consumerKey, consumerSecret } = await credentialsOf(server, given);
    const token = await requestToken(server.url, consumerKey, consumerSecret);
    const conversation = await startConversation(server.url, token, id);
    const once = textOf(given, "message");
    const interactive = once === undefined && context.stdin.isTTY === true;

    output.data({ sessionId: conversation.sessionId, messages: conversation.greeting });
    if (interactive) output.line(output.style("dim", `${label}. An empty line or Ctrl+D ends the conversation.`));
    if (once === undefined) for (const message of conversation.greeting) say(output, message);

    let last: Turn = { end: "open" };
    for await (const text of once === undefined ? linesOf(context, interactive) : [once]) {
      last = await exchange(output, conversation, utteranceOf(text, last.asked));
      if (last.end === "over") break;
    }
    if (last.end !== "over") output.data({ messages: await conversation.end() });
    return last.end === "failed" ? 1 : 0;
  },
};

type Confirm = Extract<ResponseMessage, { type: "Confirm" }>;

/** How a turn left the session, and what it asked to be confirmed. */
interface Turn {
  readonly end: "open" | "failed" | "over";
  readonly asked?: Confirm;
}

/** Text, as it is; after a `Confirm`, yes and no are the messages that approve and cancel, which no text does. */
function utteranceOf(text: string, asked: Confirm | undefined): Utterance {
  if (asked && /^(y|yes)$/i.test(text)) return { type: "Reply", inReplyToMessageId: asked.id, reply: asked.confirm };
  if (asked && /^(n|no)$/i.test(text)) return { type: "Cancel", inReplyToMessageId: asked.id };
  return { type: "Text", text };
}

/** What is typed or piped, a message a line. Typing ends at an empty line, at its end, or when asked to stop. */
async function* linesOf({ stdin, output, stopped }: Context, interactive: boolean): AsyncGenerator<string> {
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  if (interactive) void stopped().then(() => lines.close());
  const prompt = () => interactive && output.write(output.style("cyan", "> "));
  prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (text) yield text;
    else if (interactive) return;
    prompt();
  }
  // The shell's prompt goes on a line of its own.
  if (interactive) output.line();
}

/** Send one message and print its turn. A refusal is printed, too: the next message may fare better. */
async function exchange(output: Output, conversation: Conversation, said: Utterance): Promise<Turn> {
  let heard = "";
  let turn: Turn = { end: "open" };
  try {
    for await (const envelope of conversation.send(said)) {
      const { message } = envelope;
      output.data(envelope);
      if (message.type === "SessionEnded") turn = { end: "over" };
      if (message.type === "Error") turn = { end: "failed" };
      if (message.type === "Confirm") turn = { ...turn, asked: message };
      if (message.type === "TextChunk") {
        output.write(message.message);
        heard += message.message;
        continue;
      }
      if (heard) output.line();
      // Of an answer that was written as it came, nothing is left to say.
      if (message.type !== "Inform" || message.message !== heard) say(output, message);
      heard = "";
    }
    return turn;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    output.data({ error: { code: error.code, message: error.message } });
    output.line(output.style("red", error.message));
    return { end: "failed" };
  }
}

function say(output: Output, message: ResponseMessage): void {
  const words = wordsOf(output, message);
  if (words !== undefined) output.line(words);
}

/** A message in words; `undefined` where there is nothing to say. */
function wordsOf({ style }: Output, message: ResponseMessage): string | undefined {
  switch (message.type) {
    case "Inform":
    case "Inquire":
      return message.message;
    case "Confirm":
      return `${message.message} ${style("dim", "(yes or no)")}`;
    case "Failure":
      return style("red", message.message);
    case "ProgressIndicator":
      return style("dim", message.message);
    case "Escalate":
      return style("yellow", message.message ?? "The agent hands over to a person.");
    case "SessionEnded":
      return style("dim", `The session has ended (${message.reason}).`);
    case "Error":
      return style("red", `${message.error}: ${message.message}`);
    case "ValidationFailureChunk":
      return style("dim", "(What was said last is taken back.)");
    case "TextChunk":
    case "EndOfTurn":
      return undefined;
  }
}
