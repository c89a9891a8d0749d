// What apps and orgs spent today, on all servers together: each counts for itself and tells the others once a second.
import type { Holder, Spent } from "../store/limits.ts";

export interface Spending {
  /** What was spent today. What other servers spent in the last second or two may be missing. */
  today(holder: Holder): Promise<Spent>;
  add(holder: Holder, spent: Spent): void;
  /** Tell what is not told yet. */
  stop(): Promise<void>;
}

/** Milliseconds between two tellings. */
const EVERY_MS = 1_000;
/** Milliseconds for which a subject is followed after it was asked for. */
const FOLLOWED_MS = 60_000;

interface Account {
  readonly holder: Holder;
  /** Sum of the day as the store last had it. */
  known: Spent;
  /** On its way to the store. */
  sent: Spent;
  unsent: Spent;
  usedAt: number;
}

const nothing: Spent = { tokens: 0, cost: 0 };
const sum = (...all: readonly Spent[]): Spent =>
  all.reduce((one, other) => ({ tokens: one.tokens + other.tokens, cost: one.cost + other.cost }), nothing);

/**
 * @param tell adds to the sum of the day, and gives it (`store/limits.ts`)
 * @param failed told when the store does not answer; what was spent is told with the next
 */
export function openSpending(
  tell: (holder: Holder, spent: Spent) => Promise<Spent>,
  failed: (error: unknown) => void,
): Spending {
  const accounts = new Map<string, Promise<Account>>();
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<unknown> = Promise.resolve();

  const settle = async (account: Account) => {
    const { unsent } = account;
    account.unsent = nothing;
    account.sent = unsent;
    try {
      account.known = await tell(account.holder, unsent);
    } catch (error) {
      account.unsent = sum(account.unsent, unsent);
      failed(error);
    }
    account.sent = nothing;
  };
  const look = async () => {
    for (const [id, opening] of accounts) {
      const account = await opening.catch(() => undefined);
      if (!account) continue;
      if (account.unsent.tokens === 0 && performance.now() - account.usedAt > FOLLOWED_MS) accounts.delete(id);
      else await settle(account);
    }
  };
  const open = (holder: Holder): Promise<Account> => {
    const known = accounts.get(holder.id);
    if (known) return known;
    const opening = tell(holder, nothing).then((sum) => ({
      holder,
      known: sum,
      sent: nothing,
      unsent: nothing,
      usedAt: 0,
    }));
    accounts.set(holder.id, opening);
    opening.catch(() => accounts.delete(holder.id));
    timer ??= setInterval(() => {
      telling = telling.then(look);
    }, EVERY_MS).unref();
    return opening;
  };

  return {
    today: async (holder) => {
      const account = await open(holder);
      account.usedAt = performance.now();
      return sum(account.known, account.sent, account.unsent);
    },
    add: (holder, spent) => {
      void open(holder).then((account) => {
        account.unsent = sum(account.unsent, spent);
      }, failed);
    },
    stop: async () => {
      clearInterval(timer);
      await telling;
      await look();
    },
  };
}
