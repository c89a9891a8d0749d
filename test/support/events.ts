// Reading server-sent events of the Agent API as a client does.
import type { ResponseMessage } from "../../src/contract/agent-api.ts";

export interface Event {
  readonly id: string;
  readonly message: ResponseMessage;
}

const parse = (packet: string): Event => {
  const [, id = "", data = "{}"] = /^event: .*\nid: (.*)\ndata: (.*)$/.exec(packet) ?? [];
  return { id, message: (JSON.parse(data) as { message: ResponseMessage }).message };
};

/** The events of a stream that ends. */
export const events = async (response: Response): Promise<Event[]> =>
  (await response.text()).split("\n\n").filter(Boolean).map(parse);

/** The events of a stream up to a moment; the rest is not read. */
export async function readUntil(response: Response, enough: (events: readonly Event[]) => boolean): Promise<Event[]> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of response.body!) {
    text += decoder.decode(part, { stream: true });
    const whole = text.split("\n\n").slice(0, -1).map(parse);
    if (enough(whole)) return whole;
  }
  throw new Error("the stream ended too early");
}

/** What a client that shows only chunks has on its screen at the end. */
export function textOf(messages: readonly ResponseMessage[]): string {
  let text = "";
  for (const message of messages) {
    if (message.type === "TextChunk") text += message.message;
    if (message.type === "ValidationFailureChunk") text = "";
  }
  return text;
}

/** Offsets of the chunks, those that take others back included. */
export const offsetsOf = (messages: readonly ResponseMessage[]) =>
  messages.flatMap((message) =>
    message.type === "TextChunk" || message.type === "ValidationFailureChunk" ? [message.offset] : [],
  );
