// A line of events from a turn to one reader, who may be slow, late, or gone: the turn never waits for it.

export interface Channel<T> extends AsyncIterable<T> {
  send(item: T): void;
  close(): void;
}

/** Open a channel. What is sent before the reader comes is kept; what is sent after it left is dropped. */
export function openChannel<T>(): Channel<T> {
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
        yield* items;
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
      rouse();
    },
    close: () => {
      closed = true;
      rouse();
    },
    [Symbol.asyncIterator]: read,
  };
}
