// Scopes as written, and as meant.
import { describe, expect, test } from "vitest";
import { scopeProblem, scopes } from "./scopes.ts";

describe("the scopes of an app", () => {
  test("are the API values of the table", () => {
    for (const scope of Object.keys(scopes)) expect(scopeProblem(scope)).toBeUndefined();
    expect(scopeProblem("constructor")).toMatch(/is not a scope/);
  });

  test.each([
    ["Chatbot", "chatbot_api"],
    ["SFApiPlatform", "sfap_api"],
    ["SfapApi", "sfap_api"],
    ["Sfap", "sfap_api"],
    ["chatbt_api", "chatbot_api"],
    ["RefreshToken", "refresh_token"],
    ["offline-access", "offline_access"],
    ["EinsteinGPT", "einstein_gpt_api"],
  ])("%s is refused, and %s proposed", (written, meant) => {
    expect(scopeProblem(written)).toBe(`"${written}" is not a scope: did you mean ${meant}?`);
  });

  test("a word that is like none of them gets the whole list", () => {
    expect(scopeProblem("zzz")).toMatch(/The scopes are id, .*chatbot_api/);
  });
});
