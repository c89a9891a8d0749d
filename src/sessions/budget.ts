// What one turn may spend: before each call of a model, the limits of its app and org are asked. A call that has begun is
// never cut off; the turn that may make no more says so to its user in a sentence.
import type { Limited, LimitName } from "../contract/limits.ts";
import type { Ports, Usage } from "../reasoning/events.ts";
import { OutOfBudget } from "../reasoning/out-of-budget.ts";
import type { Spent } from "../store/limits.ts";
import type { JournalRow } from "../store/turns.ts";
import type { ModelReply } from "./journal.ts";
import type { Spending } from "./spending.ts";

export interface Budget {
  /** A model that is not called once a limit is reached. It throws `OutOfBudget` then. */
  guard(model: Ports["model"]): Ports["model"];
}

/** What a turn begins with. */
export interface BudgetOf {
  readonly limited: readonly Limited[];
  /** Tokens that earlier turns of the session used. */
  readonly tokensBefore: number;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Steps on record of a turn that another server began. */
  readonly past: readonly JournalRow[];
}

export interface BudgetPorts {
  readonly spending: Spending;
  /** What the tokens of a model cost. */
  readonly costOf: (model: string, usage: Usage) => number;
  readonly now: () => number;
}

/** What the turn has come to so far, and its day. */
interface Count {
  readonly calls: number;
  readonly tokens: number;
  readonly sessionTokens: number;
  readonly seconds: number;
  readonly day: Spent;
}

const TOO_MUCH =
  "I have to stop here: this takes more work than I may spend on one message. Please ask for less at a time.";
const TOO_LONG = "I have to stop here: this conversation has become as long as it may be. Please start a new one.";
const TOMORROW = "I cannot answer any more today: what may be spent in a day is used up. Please come back tomorrow.";

/** Every budget: what counts against it, and what the user reads when it is used up. */
const budgets: readonly { readonly name: LimitName; readonly used: (count: Count) => number; readonly told: string }[] =
  [
    { name: "modelCallsPerTurn", used: ({ calls }) => calls, told: TOO_MUCH },
    { name: "secondsPerTurn", used: ({ seconds }) => seconds, told: TOO_MUCH },
    { name: "tokensPerTurn", used: ({ tokens }) => tokens, told: TOO_MUCH },
    { name: "tokensPerSession", used: ({ sessionTokens }) => sessionTokens, told: TOO_LONG },
    { name: "tokensPerDay", used: ({ day }) => day.tokens, told: TOMORROW },
    { name: "costPerDay", used: ({ day }) => day.cost, told: TOMORROW },
  ];

const perDay = ({ limits }: Limited) => limits.tokensPerDay !== undefined || limits.costPerDay !== undefined;

/** Open the budget of a turn. What its journal has of it counts as if it had been spent here. */
export function openBudget({ spending, costOf, now }: BudgetPorts, of: BudgetOf): Budget {
  const limited = of.limited.filter(({ limits }) => budgets.some(({ name }) => limits[name] !== undefined));
  const replies = of.past.flatMap(({ kind, output }) => (kind === "model" ? [output as ModelReply] : []));
  let calls = replies.length;
  let tokens = replies.reduce((sum, { done }) => sum + (done ? tokensOf(done.usage) : 0), 0);

  const refuseWhenSpent = async () => {
    for (const each of limited) {
      const day = perDay(each) ? await spending.today(each) : { tokens: 0, cost: 0 };
      const seconds = (now() - of.receivedAt) / 1000;
      const count: Count = { calls, tokens, sessionTokens: of.tokensBefore + tokens, seconds, day };
      const spent = budgets.find(({ name, used }) => used(count) >= (each.limits[name] ?? Number.POSITIVE_INFINITY));
      if (!spent) continue;
      const limit = `${spent.name} of the ${each.whose}, ${each.limits[spent.name]}`;
      throw new OutOfBudget(`no model was asked: ${limit}, is used up`, spent.told);
    }
  };
  const note = (model: string, usage: Usage) => {
    tokens += tokensOf(usage);
    for (const each of limited.filter(perDay)) {
      spending.add(each, { tokens: tokensOf(usage), cost: costOf(model, usage) });
    }
  };

  return {
    guard: (model) =>
      limited.length === 0
        ? model
        : async function* (request) {
            await refuseWhenSpent();
            calls += 1;
            for await (const part of model(request)) {
              if (part.type === "done") note(part.model, part.usage);
              yield part;
            }
          },
  };
}

const tokensOf = ({ inputTokens, outputTokens }: Usage) => inputTokens + outputTokens;
