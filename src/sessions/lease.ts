// This server's hold on the turns it runs: one row, renewed three times in its length. Whoever does not renew it is gone.
import { v7 as sortableId } from "uuid";
import type { Db } from "../store/schema.ts";
import { sayAlive, sayGone } from "../store/servers.ts";

export interface Lease {
  /** Resolves once this server counts as alive; at once while it does. Rejects when the store is away. */
  held(): Promise<void>;
  /** Say now that this server is alive. */
  renew(): Promise<void>;
  /** Turns that this server holds and does not run: the store was away when they were claimed, or before they ended. */
  readonly orphans: Set<string>;
  /** Give up the lease: others take over what still runs here. */
  stop(): Promise<void>;
}

/** How far the clocks of servers may be apart, in milliseconds: turns are found by ids that sort by their server's clock. */
const CLOCKS_MS = 60_000;

/** Hold a lease for the turns in `running`, from the first that asks for it until it is stopped. */
export function openLease(
  { db, limits, now }: { readonly db: Db; readonly limits: { readonly leaseMs: number }; readonly now: () => number },
  owner: string,
  running: ReadonlyMap<string, { readonly turnId: string }>,
): Lease {
  let heldUntil = 0;
  let renewing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const orphans = new Set<string>();

  const oldest = () =>
    [...orphans, ...[...running.values()].map(({ turnId }) => turnId)].reduce(
      (least, turnId) => (turnId < least ? turnId : least),
      sortableId({ msecs: now() - CLOCKS_MS }),
    );
  const renew = () => {
    renewing ??= (async () => {
      const began = performance.now();
      await sayAlive(db, owner, limits.leaseMs, oldest());
      heldUntil = began + limits.leaseMs;
      // A renewal that fails costs nothing yet: the lease outlives two of them, and the fence guards what comes after.
      timer ??= setInterval(() => renew().catch(() => {}), limits.leaseMs / 3).unref();
    })().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    held: async () => {
      if (performance.now() >= heldUntil) await renew();
    },
    renew,
    orphans,
    stop: async () => {
      clearInterval(timer);
      await renewing?.catch(() => {});
      await sayGone(db, owner);
    },
  };
}
