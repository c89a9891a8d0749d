// A conversation of a preview as the page keeps it: what was sent, what came, and what waits for an answer.
import type { RequestMessage, ResponseMessage } from "../../../contract/agent-api.ts";
import type { PreviewEvent, PreviewMode } from "../../../contract/setup-preview.ts";
import type { Trace } from "../../../contract/setup-trace.ts";

/** A message that is shown: chunks are gathered, and the mark of a turn's end is not. */
export type Shown = Exclude<ResponseMessage, { type: "TextChunk" | "ValidationFailureChunk" | "EndOfTurn" }>;

type Unnumbered<T> = T extends unknown ? Omit<T, "sequenceId"> : never;
/** A message as a client sends it, without its number. */
export type Outgoing = Unnumbered<RequestMessage>;

export interface Turn {
  /** Session it was sent in: after a run from an earlier turn, the turns before are another session's. */
  readonly session: string;
  readonly message: RequestMessage;
  /** What the person did, in words. */
  readonly said: string;
  /** Absent until the server has it. */
  readonly id?: string;
  readonly shown: readonly Shown[];
  /** Words of an answer that is still coming. */
  readonly streamed: string;
  readonly state: "running" | "over" | "stopped" | "failed";
  /** Why the turn failed on its way. */
  readonly error?: string;
  readonly trace?: Trace;
}

export interface Talk {
  readonly session: string;
  readonly mode: PreviewMode;
  /** The script it began with, as it was then. */
  readonly source: string;
  readonly greeting: string;
  readonly turns: readonly Turn[];
  /** Set once the person ended the session. */
  readonly ended?: true;
  /** Why the session was over when it was found again: a reason, `expired` or `deleted`. */
  readonly over?: string;
}

/** What may happen to a conversation. */
export type Happening =
  | { readonly kind: "sent"; readonly message: RequestMessage; readonly said: string }
  | { readonly kind: "heard"; readonly event: PreviewEvent }
  | { readonly kind: "over" }
  | { readonly kind: "stopped"; readonly trace?: Trace | undefined }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "ended" }
  /** The last message is taken back: the server never had it. */
  | { readonly kind: "unsent" }
  /** The conversation stands where it stood before the turn at `at`, in another session. */
  | { readonly kind: "forked"; readonly session: string; readonly at: number; readonly source: string };

/** The conversation after something happened. */
export function next(talk: Talk, happening: Happening): Talk {
  const last = talk.turns.at(-1);
  const change = (turn: Partial<Turn>): Talk =>
    last ? { ...talk, turns: [...talk.turns.slice(0, -1), { ...last, ...turn }] } : talk;
  switch (happening.kind) {
    case "sent": {
      const { message, said } = happening;
      const turn: Turn = { session: talk.session, message, said, shown: [], streamed: "", state: "running" };
      return { ...talk, turns: [...talk.turns, turn] };
    }
    case "heard":
      return last ? change(heard(last, happening.event)) : talk;
    case "over":
      return change({ state: "over", streamed: "" });
    case "stopped":
      return change({ state: "stopped", ...(happening.trace && { trace: happening.trace }) });
    case "failed":
      return change({ state: "failed", error: happening.error });
    case "ended":
      return { ...talk, ended: true };
    case "unsent":
      return { ...talk, turns: talk.turns.slice(0, -1) };
    case "forked": {
      const { ended: _, over: __, ...open } = talk;
      return {
        ...open,
        session: happening.session,
        source: happening.source,
        turns: talk.turns.slice(0, happening.at),
      };
    }
  }
}

function heard(turn: Turn, event: PreviewEvent): Partial<Turn> {
  if (event.kind === "turn") return { id: event.turn };
  if (event.kind === "trace") return { trace: event.trace };
  const { message } = event;
  switch (message.type) {
    case "TextChunk":
      return { streamed: turn.streamed + message.message };
    case "ValidationFailureChunk":
      return { streamed: "" };
    case "EndOfTurn":
      return {};
    default:
      return { shown: [...turn.shown, message], ...(message.type === "Inform" && { streamed: "" }) };
  }
}

/** The message that waits for the person: a question of the last turn that was not answered yet. */
export function waiting({ turns, ended, over }: Talk): Shown | undefined {
  const last = turns.at(-1);
  if (ended || over !== undefined || last?.state !== "over") return undefined;
  return last.shown.findLast(({ type }) => type === "Confirm" || type === "Inquire" || type === "Escalate");
}

/** Why the session is over, when it is. */
export function endOf({ turns, ended: byPerson, over }: Talk): string | undefined {
  if (byPerson) return "ClientRequest";
  const ended = turns.at(-1)?.shown.find((message) => message.type === "SessionEnded");
  return ended?.type === "SessionEnded" ? ended.reason : over;
}

export const isRunning = ({ turns }: Talk): boolean => turns.at(-1)?.state === "running";
