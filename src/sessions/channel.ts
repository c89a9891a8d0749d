// A line of events from a turn to one reader, who may be slow, late, or gone: the turn never waits for it.

export interface Channel<T> extends AsyncIterable<T> {
  send(item: T): void;
  close(): void;
}

/** Items kept for a reader that does not keep up: some megabytes of events. */
const MOST = 10_000;

/**
 * Open a channel. What is sent before the reader comes is kept; what is sent after it left is dropped. A reader that falls
 * too far behind is let go: its stream ends early, and everything is on record for it to read on.
 */
export function openChannel<T>(most = MOST): Channel<T> {
  let queue: T[] = [];
  let closed = false;
  let left = false;
  let wake: (() => void) | undefined;
  const rouse = () => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        const items = queue;
        queue = [];
        for (const item of items) {
          if (left) return;
          yield item;
        }
        if (queue.length > 0) continue;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      left = true;
      queue = [];
    }
  }

  return {
    send: (item) => {
      if (!left) queue.push(item);
      if (queue.length > most) {
        queue = [];
        left = true;
        closed = true;
      }
      rouse();
    },
    close: () => {
      closed = true;
      rouse();
    },
    [Symbol.asyncIterator]: read,
  };
}
