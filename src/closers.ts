// What was opened and has to be closed, last first.

export interface Closers {
  /** Give back a thing, and remember how it is closed. */
  add<T>(thing: T, close: (thing: T) => Promise<unknown>): T;
  /** Close everything, the last opened first. A thing that fails to close does not keep the others open. */
  close(): Promise<void>;
}

export function openClosers(): Closers {
  const opened: (() => Promise<unknown>)[] = [];
  return {
    add: (thing, close) => {
      opened.unshift(() => close(thing));
      return thing;
    },
    close: async () => {
      const failures: unknown[] = [];
      for (const close of opened.splice(0)) await close().catch((error) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
