// What an app or an org may ask of the server: requests and turns at once, and what its turns may spend.
import { z } from "zod";

const count = z.int().positive().max(1_000_000_000);

/** Whatever is left out has no limit. Those of an app and of its org hold side by side. */
export const Limits = z
  .strictObject({
    sendsPerMinute: count.describe("Messages a minute, on all servers together; a minute's worth may come at once"),
    startsPerMinute: count.describe("Sessions begun a minute, on all servers together"),
    turnsAtOnce: count.describe("Turns that run at the same time, on all servers together"),
    modelCallsPerTurn: count.describe("Calls of language models in one turn"),
    secondsPerTurn: count.describe("Seconds after which a turn calls no more models"),
    tokensPerTurn: count.describe("Tokens in and out after which a turn calls no more models"),
    tokensPerSession: count.describe("Tokens in and out after which a session calls no more models"),
    tokensPerDay: count.describe("Tokens in and out of a day in UTC"),
    costPerDay: z.number().positive().describe("What the tokens of a day in UTC may cost, by DRAGOMAN_MODEL_PRICES"),
  })
  .partial();
export type Limits = z.infer<typeof Limits>;
export type LimitName = keyof Limits;

/** Whose limits they are: those of an app, or of its org. */
export interface Limited {
  readonly orgId: string;
  readonly id: string;
  readonly whose: "app" | "org";
  readonly limits: Limits;
}
