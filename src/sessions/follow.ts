// Reading a session's events from the record, on any server, while its turn goes on (S4).
import { eventNames, type ResponseMessage } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import { askToBeWoken, eventsBefore, type NumberedEvent, readOn } from "../store/events.ts";
import type { SessionKey } from "../store/sessions.ts";
import { keyOf } from "./find.ts";
import { stateOf } from "./look.ts";
import type { Sessions } from "./sessions.ts";
import type { StoredEvent } from "./wire.ts";

/** Events read in one go. */
const PAGE = 500;

/** Milliseconds between looks when nobody wakes: a wake-up may be lost, and a pooler may swallow it. */
const LOOK_MS = 1_000;

/** Milliseconds for which another server is asked to wake this one; asked again when half of it is over. */
const WOKEN_MS = 60_000;

export interface FollowedEvent extends StoredEvent {
  /** Its number in the session: 1, 2, 3, without a gap. */
  readonly seq: number;
  readonly turnId: string;
}

/**
 * Every event after number `after`, each exactly once and in order. Ends when all is read and no turn runs, when the
 * session is gone, or with `signal`.
 */
export async function* follow(
  sessions: Pick<Sessions, "db" | "owner" | "wakes">,
  key: SessionKey,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FollowedEvent> {
  let seen = after;
  let askedAt = Number.NEGATIVE_INFINITY;
  const bell = openBell();
  const leave = sessions.wakes.await(key.id, bell.ring);
  signal.addEventListener("abort", bell.ring, { once: true });
  try {
    while (!signal.aborted) {
      bell.reset();
      const page = await readOn(sessions.db, key, seen, PAGE);
      for (const event of page?.events ?? []) {
        yield followed(event);
        seen = event.seq;
      }
      if (!page?.owner && (page?.events.length ?? 0) < PAGE) return;
      if (page?.events.length === PAGE) continue;
      if (page?.owner !== sessions.owner && performance.now() - askedAt > WOKEN_MS / 2) {
        askedAt = performance.now();
        await askToBeWoken(sessions.db, key, WOKEN_MS);
        // What was written before the other server knew is read now.
        continue;
      }
      await bell.heard(LOOK_MS);
    }
  } finally {
    leave();
    signal.removeEventListener("abort", bell.ring);
  }
}

/**
 * `GET /sessions/{sessionId}/messages/stream`: what a caller may follow, until this server stops.
 * @param place number of the last event seen, or the SSE id of a turn, for all events from the turn's first
 * @throws Refused `forbidden`, `session_not_found`, `event_unknown` when the session has no turn of that id, or
 *   `too_many_requests`
 */
export async function followSession(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  place: number | string,
  signal: AbortSignal,
): Promise<AsyncGenerator<FollowedEvent>> {
  const { sessionId: id } = await stateOf(sessions, principal, sessionId);
  const key = keyOf(principal, id);
  const after = typeof place === "number" ? place : await eventsBefore(sessions.db, key, place);
  if (after === undefined) throw refused("event_unknown", String(place));
  requireRoom(sessions, key);
  return follow(sessions, key, after, AbortSignal.any([signal, sessions.drain.over]));
}

/** Readers of one session on one server: each looks at the store at every word. */
const READERS = 100;

/** @throws Refused `too_many_requests` when as many read the session as may */
export function requireRoom({ wakes }: Pick<Sessions, "wakes">, { id }: SessionKey): void {
  if (wakes.waiting(id) < READERS) return;
  throw refused("too_many_requests", `${READERS} readers follow this session already. End one of them first`);
}

/** The events of one turn, from its first: those on record, and those that come. */
export async function* followTurn(
  sessions: Pick<Sessions, "db" | "owner" | "wakes">,
  key: SessionKey,
  turn: { readonly turnId: string; readonly eventsBefore: number },
  signal: AbortSignal,
): AsyncGenerator<FollowedEvent> {
  for await (const event of follow(sessions, key, turn.eventsBefore, signal)) {
    if (event.turnId !== turn.turnId) return;
    yield event;
    if (event.event === eventNames.EndOfTurn) return;
  }
}

const followed = ({ seq, turnId, origin, kind, data }: NumberedEvent): FollowedEvent => ({
  seq,
  turnId,
  event: kind,
  id: origin,
  data,
  // Written by this server's own wire, which parses what it writes.
  message: (JSON.parse(data) as { readonly message: ResponseMessage }).message,
});

/** Something to wait at: rung before the wait, it does not wait at all. */
function openBell() {
  let rung = false;
  let hear = () => {};
  return {
    ring: () => {
      rung = true;
      hear();
    },
    reset: () => {
      rung = false;
    },
    /** Resolves when it is rung, or after `ms`. */
    heard: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rung ? 0 : ms);
        hear = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
