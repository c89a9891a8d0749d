// What tokens cost: a price list names models with or without their provider.
import type { Usage } from "./port.ts";

/** What a million tokens cost, in and out, in any one currency. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** By the name of the model, such as `openai:gpt-5.4-mini` or `gpt-5.4-mini`. */
export type Prices = Readonly<Record<string, Price>>;

/** The price of a model as it calls itself; `undefined` where the list does not have it. */
export const priceOf = (model: string, prices: Prices): Price | undefined =>
  Object.entries(prices).find(([name]) => name === model || name.endsWith(`:${model}`))?.[1];

/** What the tokens of a model cost; a model without a price costs nothing. */
export function costOf(model: string, { inputTokens, outputTokens }: Usage, prices: Prices): number {
  const price = priceOf(model, prices);
  return price ? (inputTokens * price.input + outputTokens * price.output) / 1_000_000 : 0;
}
