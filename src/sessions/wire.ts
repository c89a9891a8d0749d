// What a turn says, in the words of the wire: each event of `reasoning/` becomes the messages clients know (spec §7, §8).
import { eventNames, ResponseMessage, type StreamEnvelope } from "../contract/agent-api.ts";
import { problems } from "../contract/problems.ts";
import type { Rich, TurnEvent } from "../reasoning/events.ts";

/** SSE id of a turn's events. Clients read the leading number as the time of the request (spec §8.3). */
export const originOf = (receivedAt: number) => `${receivedAt}-REQ`;

/** Epoch milliseconds of the request that such an id names. */
export const receivedAtOf = (origin: string) => Number.parseInt(origin, 10);

/** An event as clients get it. Everything but an error of the store itself is stored before it is sent (S1). */
export interface StoredEvent {
  /** SSE event name. */
  readonly event: string;
  /** SSE id, the same for the whole turn. */
  readonly id: string;
  /** The envelope as one line of JSON. */
  readonly data: string;
  readonly message: ResponseMessage;
}

export interface TurnFrame {
  /** Plan, feedback and turn id: one and the same. */
  readonly turnId: string;
  /** SSE id of every event of the turn. */
  readonly origin: string;
  /** 32 hexadecimal digits. Absent: that of what is on record, or a new one. */
  readonly traceId?: string;
  /** True when the session asked for text chunks. */
  readonly streamsText: boolean;
  readonly now: () => number;
  readonly newId: () => string;
  /** What is on record of the turn already, when it is run again after its server stopped. */
  readonly told?: Told;
}

/** What clients may have seen of a turn. */
export interface Told {
  /** Messages that are not chunks. */
  readonly messages: number;
  /** Offset of the last chunk. */
  readonly chunks: number;
  /** True when chunks came after the last message: the answer they began is not on record. */
  readonly open: boolean;
  /** Trace id of the events; absent where there are none. */
  readonly traceId?: string;
}

/** Turns the events of one turn into messages; it counts chunks, so it serves one turn only. */
export interface Wire {
  /** What goes out before a turn is run again: the words of an answer that broke off are taken back. */
  resume(): StoredEvent[];
  /** The messages an event becomes: none for what is not for the client. */
  say(event: TurnEvent): StoredEvent[];
  /** A turn that broke: the error, in band. */
  fail(error: {
    readonly status: number;
    readonly name: string;
    readonly message: string;
    readonly expected: boolean;
  }): StoredEvent;
  /** The last event of every turn; with a message before it when the turn has said nothing a client could show. */
  close(): StoredEvent[];
}

export function openWire(frame: TurnFrame): Wire {
  const traceId = frame.traceId ?? frame.told?.traceId ?? frame.newId().replaceAll("-", "");
  const answered = { feedbackId: frame.turnId, planId: frame.turnId, isContentSafe: true };
  // The void of an answer that broke off counts as one more.
  const heard = frame.told ? frame.told.chunks + (frame.told.open ? 1 : 0) : 0;
  let chunks = heard;
  let streamed = "";
  let spoke = false;
  // A turn that is run again says the same once more: what clients were told before is passed over, and so are the chunks
  // that led to it.
  let passedOver = frame.told?.messages ?? 0;

  const send = (message: ResponseMessage, offset = 0): StoredEvent => {
    const parsed = ResponseMessage.parse(message);
    const envelope: StreamEnvelope = {
      timestamp: frame.now(),
      originEventId: frame.origin,
      traceId,
      offset,
      message: parsed,
    };
    spoke ||= !isChunk(parsed) && parsed.type !== "ProgressIndicator";
    return { event: eventNames[parsed.type], id: frame.origin, data: JSON.stringify(envelope), message: parsed };
  };
  const base = () => ({ id: frame.newId(), metrics: {} });

  const chunk = (text: string): StoredEvent => {
    chunks += 1;
    streamed += text;
    return send({ type: "TextChunk", ...base(), offset: chunks, message: text, formatType: "Text" }, chunks);
  };
  const takeBack = (reason: string): StoredEvent[] => {
    if (streamed === "") return [];
    streamed = "";
    chunks += 1;
    return [send({ type: "ValidationFailureChunk", ...base(), offset: chunks, reason }, chunks)];
  };
  const inform = (text: string, rich: Rich | undefined): StoredEvent =>
    send({
      type: "Inform",
      ...base(),
      ...answered,
      message: text,
      result: rich ? [{ type: `copilotActionOutput/${rich.format}`, property: "", value: rich.value }] : [],
      citedReferences: [],
    });

  /** An answer. Clients that show only chunks must see all of it, so what was not streamed goes out as one chunk. */
  const reply = (text: string, rich?: Rich): StoredEvent[] => {
    const events: StoredEvent[] = [];
    if (frame.streamsText && text !== streamed) {
      if (!text.startsWith(streamed)) events.push(...takeBack("the answer was changed"));
      events.push(chunk(text.slice(streamed.length)));
    }
    streamed = "";
    events.push(inform(text, rich));
    return events;
  };

  const tell = (event: TurnEvent): StoredEvent[] => {
    switch (event.type) {
      case "progress":
        return [send({ type: "ProgressIndicator", ...base(), indicatorType: "ACTION", message: event.message })];
      case "delta":
        return frame.streamsText && event.text !== "" ? [chunk(event.text)] : [];
      case "void":
        return takeBack(event.reason);
      case "reply":
        return reply(event.text, event.rich);
      case "inquire":
        return [
          send({
            type: "Inquire",
            ...base(),
            id: event.id,
            ...answered,
            message: event.message,
            collect: event.inputs.map((name) => ({
              targetType: `copilotActionInput/${event.action}`,
              targetProperty: name,
              data: null,
            })),
          }),
        ];
      case "confirm":
        return [
          send({
            type: "Confirm",
            ...base(),
            id: event.id,
            ...answered,
            message: event.message,
            confirm: [{ type: `copilotActionInput/${event.action}`, property: "", value: event.values }],
          }),
        ];
      case "failure":
        return [
          send({
            type: "Failure",
            ...base(),
            ...answered,
            message: event.message,
            code: "ACTION_FAILED",
            errors: [...event.errors],
          }),
        ];
      case "escalate":
        return [
          ...(event.message ? reply(event.message) : []),
          send({
            type: "Escalate",
            ...base(),
            feedbackId: frame.turnId,
            planId: frame.turnId,
            targets: routesOf(event),
          }),
        ];
      case "ended":
        return [send({ type: "SessionEnded", ...base(), reason: event.reason, feedbackId: "" })];
      case "history":
      case "step":
        return [];
    }
  };

  const say = (event: TurnEvent): StoredEvent[] => {
    const told = tell(event);
    if (passedOver === 0) return told;
    chunks = heard;
    return told.filter(({ message }) => {
      if (passedOver === 0) return true;
      if (!isChunk(message)) passedOver -= 1;
      return false;
    });
  };

  return {
    resume: () => {
      if (!frame.told?.open) return [];
      const reason = "the server stopped while it answered; the answer follows again";
      return [send({ type: "ValidationFailureChunk", ...base(), offset: heard, reason }, heard)];
    },
    say,
    fail: (error) =>
      send({
        type: "Error",
        ...base(),
        feedbackId: frame.turnId,
        httpStatus: error.status,
        error: error.name,
        message: error.message,
        expected: error.expected,
        traceId,
        timestamp: frame.now(),
      }),
    close: () => [...(spoke ? [] : reply("")), send({ type: "EndOfTurn", ...base() })],
  };
}

const isChunk = ({ type }: ResponseMessage) => type === "TextChunk" || type === "ValidationFailureChunk";

/** What the events on record of a turn told its client. */
export function toldBy(events: readonly { readonly kind: string; readonly data?: string }[]): Told {
  const chunk = (kind: string) => kind === eventNames.TextChunk || kind === eventNames.ValidationFailureChunk;
  const last = events.at(-1);
  // Written by this server's own wire, which parses what it writes.
  const first = events[0]?.data === undefined ? undefined : (JSON.parse(events[0].data) as StreamEnvelope);
  return {
    ...(first && { traceId: first.traceId }),
    messages: events.filter(({ kind }) => !chunk(kind)).length,
    chunks: events.filter(({ kind }) => chunk(kind)).length,
    open: last?.kind === eventNames.TextChunk,
  };
}

/** The in-band form of a problem of the list. */
export function inBand(code: "internal" | "turn_timeout" | "unavailable", detail: string) {
  const { status, error, expected, message } = problems[code];
  return { status, name: error, expected, message: message(detail) };
}

/** Where an escalation goes: the connection's route, as the reference types it. */
function routesOf(event: Extract<TurnEvent, { type: "escalate" }>) {
  if (!event.routeName) return [];
  const name = event.routeName.replace(/^\w+:\/\//, "");
  return [{ type: "Salesforce:Core:Flow:Id", value: name, id: name, label: name }];
}
