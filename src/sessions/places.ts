// Places for turns that run at once, counted on all servers together: each holds some for itself and gives back what it
// does not use.
import type { Holder } from "../store/limits.ts";

export interface Places {
  /** Take one of at most `most` places: what gives it back, or `undefined` when all are taken. */
  enter(holder: Holder, most: number): Promise<(() => void) | undefined>;
  stop(): Promise<void>;
}

/** Milliseconds between looks at how many places are needed. */
const EVERY_MS = 1_000;
/** Milliseconds for which the answer that all places are taken holds. */
const FULL_MS = 100;

interface Share {
  readonly holder: Holder;
  most: number;
  used: number;
  /** Most that were used at once since the last look. */
  peak: number;
  held: number;
  fullUntil: number;
  asking: Promise<void> | undefined;
}

/**
 * @param ask says how many places this server uses and wants, and gives how many it has (`store/limits.ts`)
 * @param failed told when the store does not answer; what is held is then held on to
 */
export function openPlaces(
  ask: (holder: Holder, share: { used: number; wanted: number; most: number }) => Promise<number>,
  failed: (error: unknown) => void,
): Places {
  /** By id of the holder. */
  const shares = new Map<string, Share>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();

  const settle = async (share: Share, wanted: number) => {
    share.held = await ask(share.holder, { used: share.used, wanted, most: share.most });
  };
  /** One question at a time: answers that overtake one another would leave a place with two servers. */
  const asked = (share: Share, wanted: number): Promise<void> => {
    share.held = Math.min(share.held, Math.max(share.used, wanted));
    share.asking ??= settle(share, wanted).finally(() => {
      share.asking = undefined;
    });
    return share.asking;
  };
  /** Also where nothing has changed: whoever was taken for gone says again what it holds. */
  const look = () =>
    Promise.all(
      [...shares].map(async ([id, share]) => {
        const { peak } = share;
        share.peak = share.used;
        await share.asking?.catch(() => {});
        // Whoever comes while places are given back waits: one of them may be another server's already.
        if (!share.asking) await asked(share, Math.max(share.used, peak));
        if (share.held === 0 && share.used === 0 && !share.asking) shares.delete(id);
      }),
    ).catch(failed);

  const leaveOf = (share: Share) => {
    let left = false;
    return () => {
      if (!left) share.used -= 1;
      left = true;
    };
  };

  return {
    enter: async (holder, most) => {
      const share = shares.get(holder.id) ?? {
        holder,
        most,
        used: 0,
        peak: 0,
        held: 0,
        fullUntil: 0,
        asking: undefined,
      };
      shares.set(holder.id, share);
      share.most = most;
      timer ??= setInterval(() => {
        looking = looking.then(look);
      }, EVERY_MS).unref();
      while (share.used >= Math.min(share.held, most)) {
        if (performance.now() < share.fullUntil) return undefined;
        const batch = Math.ceil(most / 20);
        if (share.asking) await share.asking;
        else {
          await asked(share, share.used + batch);
          if (share.used >= share.held) share.fullUntil = performance.now() + FULL_MS;
        }
      }
      share.used += 1;
      share.peak = Math.max(share.peak, share.used);
      return leaveOf(share);
    },
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
