// Events on their way to the client: stored first, then passed on (S1), many in one write when they come fast.
import type { Db } from "../store/schema.ts";
import { appendEvents, type Writer } from "../store/turns.ts";
import type { StoredEvent } from "./wire.ts";

export interface Outbox {
  push(events: readonly StoredEvent[]): void;
  /**
   * Stop writing, and take what is not yet written, so that the end of the turn can store it together with the state.
   */
  take(): Promise<readonly StoredEvent[]>;
}

/**
 * Open the outbox of a turn. Events that come in one tick of the event loop, or while a write is under way, share the
 * next write: twenty chunks at once cost one round trip, not twenty.
 * @param lost called once when the events could not be stored; nothing is passed on after that
 */
export function openOutbox(
  db: Db,
  writer: Writer,
  deliver: (event: StoredEvent) => void,
  lost: (reason: unknown) => void,
): Outbox {
  let waiting: StoredEvent[] = [];
  let writing: Promise<void> | undefined;
  let scheduled: NodeJS.Immediate | undefined;
  let broken = false;

  const write = async (): Promise<void> => {
    while (waiting.length > 0 && !broken) {
      const batch = waiting;
      waiting = [];
      try {
        const rows = batch.map((event) => ({ kind: event.event, data: event.data }));
        if (!(await appendEvents(db, writer, rows))) throw new Error("the session moved on to a newer turn");
        for (const event of batch) deliver(event);
      } catch (error) {
        broken = true;
        lost(error);
      }
    }
  };
  const start = () => {
    scheduled = undefined;
    writing = write().finally(() => {
      writing = undefined;
    });
  };

  return {
    push: (events) => {
      if (broken || events.length === 0) return;
      waiting.push(...events);
      if (!writing && !scheduled) scheduled = setImmediate(start);
    },
    take: async () => {
      clearImmediate(scheduled);
      scheduled = undefined;
      const rest = waiting;
      waiting = [];
      await writing;
      return broken ? [] : rest;
    },
  };
}
