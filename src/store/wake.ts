// Hearing, on one server, that a session has news on another. A wake-up says only where to look: what happened is in rows.
import type pg from "pg";

/** The channel of `NOTIFY`; its payload is the id of a session. */
export const WAKE_CHANNEL = "dragoman_session";

/** Milliseconds between attempts to listen again after the connection was lost. */
const AGAIN_MS = 1_000;

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Listen on a connection of its own, and again whenever it breaks. What is missed meanwhile is lost: whoever waits also
 * looks from time to time. Behind a pooler that hands out connections by transaction nothing is heard, and waiting is slower.
 * @param connect opens a connection that is not of the pool
 */
export function listen(connect: () => pg.Client, woken: (sessionId: string) => void): Listening {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const start = async () => {
    const own = connect();
    client = own;
    let over = false;
    const again = () => {
      if (over) return;
      over = true;
      own.end().catch(() => {});
      if (!stopped) timer = setTimeout(start, AGAIN_MS).unref();
    };
    own.on("error", again).on("end", again);
    own.on("notification", ({ payload }) => woken(payload ?? ""));
    try {
      await own.connect();
      await own.query(`listen ${WAKE_CHANNEL}`);
    } catch {
      again();
    }
  };
  void start();

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
