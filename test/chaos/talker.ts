// A client that loses nothing: it sends with an Idempotency-Key, reads on where a stream broke, and goes to another server when
// one is away.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ResponseMessage } from "../../src/contract/agent-api.ts";

export const API = "/einstein/ai-agent/v1";

/** A server as clients know it. */
export interface Door {
  readonly origin: string;
  readonly token: string;
}

/** What a client saw of one turn. */
export interface Seen {
  readonly note: string;
  /** What it would show: chunks, less those taken back. */
  readonly text: string;
  /** Whole answers, as clients that stream no text are given them. */
  readonly answers: readonly string[];
  /** Of every event, in order. */
  readonly types: readonly ResponseMessage["type"][];
  /** Milliseconds from sending to the end of the turn. */
  readonly tookMs: number;
}

/** How a client is careless: the share of its streams that it cuts, at a random moment. */
export interface Cut {
  readonly share: number;
  readonly withinMs: number;
}

export interface Talker {
  readonly sessionId: string;
  /** Everything it was told, turn by turn. */
  readonly seen: readonly Seen[];
  /** How often it had to try again, how often a stream was read on, and how often it cut one itself. */
  readonly trouble: { retries: number; resumed: number; cut: number };
  /** Send one message and see its turn to the end, whatever happens meanwhile. */
  talk(): Promise<Seen>;
}

/** Open a session. @param doors servers to try, any of which may be away */
export async function openTalker(doors: readonly Door[], agent: string, cut?: Cut): Promise<Talker> {
  let turn = Math.floor(Math.random() * doors.length);
  const trouble = { retries: 0, resumed: 0, cut: 0 };
  const seen: Seen[] = [];
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      const door = doors[turn % doors.length]!;
      try {
        const response = await fetch(`${door.origin}${API}${path}`, {
          ...init,
          signal: attempt === 1 ? (init.signal ?? null) : null,
          headers: { authorization: `Bearer ${door.token}`, "content-type": "application/json", ...init.headers },
        });
        if (response.status < 500 && response.status !== 423) return response;
        await response.text();
      } catch {
        if (attempt === 1 && init.signal?.aborted) trouble.cut += 1;
        turn += 1;
      }
      trouble.retries += 1;
      await sleep(50);
    }
  };

  const started = await ask(`/agents/${agent}/sessions`, {
    method: "POST",
    body: JSON.stringify({
      externalSessionKey: randomUUID(),
      instanceConfig: { endpoint: doors[turn % doors.length]!.origin },
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: false,
    }),
  });
  const { sessionId } = (await started.json()) as { sessionId: string };
  if (!sessionId) throw new Error(`no session: ${started.status}`);

  /** Now and then, a signal that cuts the stream it is given to. */
  const knife = (): { readonly signal?: AbortSignal } => {
    if (!cut || Math.random() >= cut.share) return {};
    return { signal: AbortSignal.timeout(Math.round(Math.random() * cut.withinMs)) };
  };

  const talk = async (): Promise<Seen> => {
    const began = performance.now();
    const note = randomUUID();
    const body = JSON.stringify({ message: { type: "Text", sequenceId: Date.now(), text: note } });
    const headers = { "idempotency-key": note };
    const messages: ResponseMessage[] = [];
    let blade = knife();
    let response = await ask(`/sessions/${sessionId}/messages/stream`, { method: "POST", body, headers, ...blade });
    const before = Number(response.headers.get("x-dragoman-after"));
    for (;;) {
      await readInto(messages, response);
      if (messages.at(-1)?.type === "EndOfTurn") break;
      trouble.resumed += 1;
      if (blade.signal?.aborted) trouble.cut += 1;
      blade = knife();
      response = await ask(`/sessions/${sessionId}/messages/stream?after=${before + messages.length}`, blade);
    }
    const told = {
      note,
      text: shown(messages),
      answers: messages.flatMap((message) => (message.type === "Inform" ? [message.message] : [])),
      types: messages.map(({ type }) => type),
      tookMs: performance.now() - began,
    };
    seen.push(told);
    return told;
  };
  return { sessionId, seen, trouble, talk };
}

/** Read a stream to its end, or to where it breaks. Only whole events count. */
async function readInto(messages: ResponseMessage[], response: Response): Promise<void> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      const packets = text.split("\n\n");
      text = packets.pop() ?? "";
      for (const packet of packets) {
        const data = /^data: (.*)$/m.exec(packet)?.[1];
        if (data) messages.push((JSON.parse(data) as { message: ResponseMessage }).message);
      }
    }
  } catch {
    // Whoever cut it, the caller reads on.
  }
}

function shown(messages: readonly ResponseMessage[]): string {
  let text = "";
  let settled = "";
  for (const message of messages) {
    if (message.type === "TextChunk") text += message.message;
    if (message.type === "ValidationFailureChunk") text = settled;
    if (message.type === "Inform") settled = text;
  }
  return text;
}
