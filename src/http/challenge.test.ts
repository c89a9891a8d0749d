// The WWW-Authenticate header: what RFC 6750 asks for, and nothing a client wrote can break out of it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { problems, refused } from "../contract/problems.ts";
import { challengeOf } from "./challenge.ts";

test("a request without a token is asked for one, without an error code (RFC 6750 §3.1)", () => {
  expect(challengeOf(refused("token_missing"), ["chatbot_api"], "agent-api")).toBe('Bearer realm="agent-api"');
});

test("a token that was not accepted is told why", () => {
  expect(challengeOf(refused("token_invalid", "it has expired"), [], "dragoman")).toBe(
    'Bearer realm="dragoman", error="invalid_token", error_description="Access bearer token is missing or invalid: it has expired"',
  );
});

test("a token that lacks a scope is told which are needed", () => {
  const challenge = challengeOf(refused("scope_missing", "sfap_api", "api"), ["chatbot_api", "sfap_api"], "agent-api");
  expect(challenge).toContain('error="insufficient_scope"');
  expect(challenge).toMatch(/scope="chatbot_api sfap_api"$/);
  expect(challengeOf(refused("scope_missing", "id or openid", "api"), [], "data-api")).not.toContain("scope=");
});

test("other refusals have no challenge", () => {
  const others = Object.keys(problems).filter((code) => !/^(token|scope)_/.test(code)) as (keyof typeof problems)[];
  for (const code of others) expect(challengeOf(refused(code), [], "dragoman"), code).toBeUndefined();
});

test("whatever stands in the reason, the header stays one line of quoted printable characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (why) => {
      const challenge = challengeOf(refused("token_invalid", why), [], "agent-api")!;
      expect(challenge).toMatch(/^Bearer realm="agent-api", error="invalid_token", error_description="[ !#-[\]-~]*"$/);
    }),
  );
});
