// The book of one turn: what it says and does is stored in the order in which it happens, and passed on after that (S1).
import type { Db } from "../store/schema.ts";
import { type JournalRow, type Writer, writeTurn } from "../store/turns.ts";
import type { StoredEvent } from "./wire.ts";

export interface Ledger {
  /** Store events soon, and deliver them then. */
  say(events: readonly StoredEvent[]): void;
  /** Store a step with whatever is stored next: nothing that follows from it is stored before it. */
  note(step: JournalRow): void;
  /** Store a step now, with all that came before it. Rejects when the turn has lost its session, or the store is away. */
  record(step: JournalRow): Promise<void>;
  /** Begin to store what was noted, without waiting for it. */
  flush(): void;
  /**
   * Stop writing, and take the events that are not yet written: the end of the turn stores them together with the state,
   * and steps that were only noted have served.
   */
  take(): Promise<readonly StoredEvent[]>;
  /** Write nothing any more: another server goes on from what is on record. */
  abandon(reason: Error): void;
}

/**
 * Open the book of a turn. What comes in one tick of the event loop, or while a write is under way, shares the next
 * write: twenty chunks at once cost one round trip, not twenty.
 * @param lost called once when something could not be stored; nothing is passed on after that
 */
export function openLedger(
  db: Db,
  writer: Writer,
  deliver: (event: StoredEvent) => void,
  lost: (reason: unknown) => void,
): Ledger {
  let events: StoredEvent[] = [];
  let steps: JournalRow[] = [];
  let writing: Promise<void> | undefined;
  let scheduled: NodeJS.Immediate | undefined;
  let broken: { readonly reason: unknown } | undefined;

  const write = async (): Promise<void> => {
    while (events.length + steps.length > 0 && !broken) {
      const said = events;
      const done = steps;
      events = [];
      steps = [];
      try {
        const rows = said.map((event) => ({ kind: event.event, data: event.data }));
        if (!(await writeTurn(db, writer, rows, done))) throw new Error("the session moved on to a newer turn");
        for (const event of said) deliver(event);
      } catch (reason) {
        broken = { reason };
        lost(reason);
      }
    }
  };
  const start = (): Promise<void> => {
    clearImmediate(scheduled);
    scheduled = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const schedule = () => {
    if (!writing && !scheduled) scheduled = setImmediate(start);
  };

  return {
    say: (said) => {
      if (broken || said.length === 0) return;
      events.push(...said);
      schedule();
    },
    note: (step) => void steps.push(step),
    record: async (step) => {
      steps.push(step);
      // A write under way goes on until nothing is left, so that this step is in it.
      await start();
      if (broken) throw broken.reason;
    },
    flush: () => {
      if (steps.length > 0) schedule();
    },
    take: async () => {
      clearImmediate(scheduled);
      scheduled = undefined;
      const rest = events;
      events = [];
      steps = [];
      await writing;
      return broken ? [] : rest;
    },
    abandon: (reason) => {
      broken ??= { reason };
    },
  };
}
