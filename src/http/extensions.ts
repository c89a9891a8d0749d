// The operations beyond the original API (`contract/extensions.ts`): each reads its request and asks `sessions/`.
import { Cancelled, History, SessionState } from "../contract/extensions.ts";
import { refused } from "../contract/problems.ts";
import { cancelTurn } from "../sessions/cancel.ts";
import { type FollowedEvent, followSession } from "../sessions/follow.ts";
import { historyOf, stateOf } from "../sessions/look.ts";
import type { Call } from "./agent-api.ts";
import type { House } from "./house.ts";
import { openStream, type Packet, STALL_MS, writeEvents } from "./sse.ts";

/** `GET /sessions/{sessionId}/messages/stream`. */
export async function resume(house: House, { principal, params, request, reply }: Call): Promise<void> {
  const left = new AbortController();
  reply.raw.once("close", () => left.abort());
  const place = placeOf(request.query, request.headers["last-event-id"]);
  const events = await followSession(house.sessions, principal, params.sessionId!, place, left.signal);
  const first = await events.next();
  // 204 tells an event source to stop coming back (HTML §9.2.3).
  if (first.done) return void reply.code(204).send();
  house.metrics.observe.resumed();
  const closed = house.metrics.observe.stream();
  const raw = openStream(reply).once("close", closed);
  await writeEvents(raw, packets(first.value, events), STALL_MS);
}

/** `GET /sessions/{sessionId}`. */
export async function state(house: House, { principal, params }: Call): Promise<SessionState> {
  return SessionState.parse(await stateOf(house.sessions, principal, params.sessionId!));
}

/** `GET /sessions/{sessionId}/messages`. */
export async function history(house: House, { principal, params, request }: Call): Promise<History> {
  const { after } = request.query as { readonly after?: unknown };
  return History.parse(await historyOf(house.sessions, principal, params.sessionId!, numberOf(after ?? "0")));
}

/** `POST /sessions/{sessionId}/cancel`. */
export async function cancel(house: House, { principal, params }: Call): Promise<Cancelled> {
  return Cancelled.parse(await cancelTurn(house.sessions, principal, params.sessionId!));
}

async function* packets(first: FollowedEvent, rest: AsyncIterable<FollowedEvent>): AsyncGenerator<Packet> {
  yield packetOf(first);
  for await (const event of rest) yield packetOf(event);
}

/** The id names the turn, as every event of it does, and then the event. */
const packetOf = ({ id, seq, event, data }: FollowedEvent): Packet => ({ event, id: `${id}.${seq}`, data });

/** Where to go on: after an event, or at the first of a turn. */
function placeOf(query: unknown, lastEventId: string | string[] | undefined): number | string {
  const { after } = query as { readonly after?: unknown };
  if (after !== undefined) return numberOf(after);
  if (lastEventId === undefined) return 0;
  const [, origin, seq] = /^(\d{1,16}-REQ)(?:\.(\d{1,15}))?$/.exec(String(lastEventId)) ?? [];
  if (origin === undefined) throw refused("event_unknown", JSON.stringify(lastEventId).slice(0, 80));
  return seq === undefined ? origin : Number(seq);
}

/** @throws Refused `event_unknown` for what is no number of an event */
function numberOf(given: unknown): number {
  if (typeof given === "string" && /^\d{1,15}$/.test(given)) return Number(given);
  throw refused("event_unknown", JSON.stringify(given).slice(0, 80));
}
