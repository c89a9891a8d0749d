// What begins in an org as it begins: new sessions and turns, for whoever watches the event logs.
import { setTimeout as pause } from "node:timers/promises";
import type { Catalogue } from "../agents/catalogue.ts";
import type { Caller } from "../contract/setup-endpoint.ts";
import type { TailItem } from "../contract/setup-logs.ts";
import { type Begun, begunSince, nowOf } from "../store/log-moments.ts";
import { isMasked, shown } from "./log-masks.ts";
import { textIn } from "./log-moments.ts";

/** Milliseconds between two looks at the store. */
const EVERY_MS = 1_000;
/** Each look goes back this far: a row is seen once its transaction is over, which may be after younger ones. */
const OVERLAP_MS = 5_000;
/** Most sessions, and most turns, told of in one look. What is beyond is said to have been skipped. */
const MOST = 200;
/** A tail ends after this long; a page that still watches opens another. */
const LENGTH_MS = 30 * 60_000;

export interface TailPorts {
  readonly catalogue: Catalogue;
  readonly everyMs?: number;
}

/** Tell what begins from now on, each thing once, until the caller leaves or half an hour is over. */
export async function* tail(
  { catalogue, everyMs = EVERY_MS }: TailPorts,
  caller: Caller,
  which: { readonly agent?: string | undefined; readonly preview?: "only" | "too" | undefined },
  signal: AbortSignal,
): AsyncGenerator<TailItem> {
  const { db } = catalogue;
  const began = await nowOf(db);
  const nothing = { sessionId: null, agent: null, turn: null, text: null };
  yield { kind: "listening", at: began.toISOString(), ...nothing };
  /** What was told of, with its moment: forgotten once no look goes back that far. */
  const told = new Map<string, number>();
  let since = began;
  const until = began.getTime() + LENGTH_MS;
  while (await waited(everyMs, signal)) {
    const look = await nowOf(db);
    if (look.getTime() > until) return;
    const options = { agent: which.agent, previews: which.preview ?? "none", limit: MOST } as const;
    const found = await begunSince(db, caller.orgId, since, options);
    for (const each of found) {
      if (told.has(each.id)) continue;
      told.set(each.id, each.at.getTime());
      yield await itemOf(catalogue, caller, each);
    }
    const full = (["session", "turn"] as const).some(
      (kind) => found.filter((each) => each.kind === kind).length === MOST,
    );
    if (full) yield { kind: "skipped", at: look.toISOString(), ...nothing };
    since = new Date(Math.max(began.getTime(), look.getTime() - (full ? 0 : OVERLAP_MS)));
    for (const [id, at] of told) if (at < since.getTime()) told.delete(id);
  }
}

async function itemOf(catalogue: Catalogue, caller: Caller, begun: Begun): Promise<TailItem> {
  const text = begun.kind === "turn" ? textIn(begun.request, "text") : null;
  return {
    kind: begun.kind,
    at: begun.at.toISOString(),
    sessionId: begun.sessionId,
    agent: begun.agentLabel ?? begun.agentId,
    turn: begun.turn,
    text: text === null ? null : shown(text, await isMasked(catalogue, caller, begun)),
  };
}

/** False when the caller left meanwhile. */
const waited = (ms: number, signal: AbortSignal): Promise<boolean> => pause(ms, true, { signal }).catch(() => false);
