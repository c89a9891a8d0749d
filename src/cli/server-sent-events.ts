// Reads server-sent events from a response, as they come (WHATWG HTML §9.2.6, the parts the Agent API uses).

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The events of a stream, each once it is whole. An event that was cut off is dropped, as the standard says. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let waiting = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (waiting + text).split(/\r?\n\r?\n/);
    waiting = blocks.pop() ?? "";
    for (const block of blocks) yield parse(block);
  }
}

function parse(block: string): ServerSentEvent {
  const lines = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
  const field = (name: string) => lines.filter((line) => line[1] === name).map((line) => line[2] ?? "");
  return { event: field("event").at(-1) ?? "message", id: field("id").at(-1) ?? "", data: field("data").join("\n") };
}
