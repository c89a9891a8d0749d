// The parameters of a model as a script gives them, and what a provider is sent.
import { expect, test } from "vitest";
import { readParams } from "./params.ts";

test("parameters reach the adapter by its own names", () => {
  expect(readParams({ temperature: 0.2, max_tokens: 300, top_p: 1, top_k: 40, seed: 7 })).toEqual({
    parameters: { temperature: 0.2, maxOutputTokens: 300, topP: 1, topK: 40, seed: 7 },
    problems: [],
  });
});

test("a value that cannot be used is left out, and said", () => {
  const given = { temperature: "warm", top_p: 7, max_tokens: 1.5, presence_penalty: 1, frequency_penalty: null };
  expect(readParams(given)).toEqual({
    parameters: { presencePenalty: 1 },
    problems: [
      'params.temperature is "warm" and has no effect: expected a number from 0 to 2',
      "params.top_p is 7 and has no effect: expected a number from 0 to 1",
      "params.max_tokens is 1.5 and has no effect: expected a whole number from 1",
      "params.frequency_penalty is null and has no effect: expected a number from -2 to 2",
    ],
  });
});

test("a parameter nobody knows is said, with those there are", () => {
  const { parameters, problems } = readParams({ temprature: 1, constructor: 2 });
  expect(parameters).toEqual({});
  expect(problems).toEqual([
    expect.stringMatching(/^params\.temprature has no effect; parameters are: temperature, max_tokens, /),
    expect.stringContaining("params.constructor"),
  ]);
});
