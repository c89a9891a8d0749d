// The OpenAPI document holds: every reference leads somewhere, every problem is told, every example is true.
import { expect, test } from "vitest";
import type { z } from "zod";
import { openApi } from "./openapi.ts";
import { everywhere, operations, problemsOf } from "./operations.ts";
import { problems, sentenceOf } from "./problems.ts";

const document = openApi("https://agents.example.test");

test("every reference leads to a component", () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(refs.length).toBeGreaterThan(50);
  for (const [ref, kind, name] of refs) {
    expect(document.components[kind as "responses" | "schemas"][name!], ref).toBeDefined();
  }
  expect(JSON.stringify(document).match(/"\$ref":"/g)).toHaveLength(refs.length);
});

test("every operation has a name of its own and a success, a browser's form a place to go", () => {
  const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operationId, responses } of all) {
    const successes = Object.keys(responses).filter((status) => status < "400");
    expect(successes, operationId).not.toEqual([]);
    expect(successes.filter((status) => status < "300").length, operationId).toBeLessThanOrEqual(1);
  }
});

/** Refusals of Setup's own API, which is no part of the document. */
const ofSetup = ["login_required", "right_missing", "proof_required", "edit_conflict", "record_not_found"] as const;

test("every problem of the list is documented with an operation or with any request, or is Setup's", () => {
  const told = new Set([...everywhere, ...ofSetup, ...operations.flatMap(problemsOf)]);
  expect(Object.keys(problems).filter((code) => !told.has(code as keyof typeof problems))).toEqual([]);
});

test.each(operations.filter(({ body }) => body?.type === "application/json"))(
  "$id: its example request fits its schema",
  ({ body }) => {
    expect((body!.schema as z.ZodType).safeParse(body!.example).error).toBeUndefined();
  },
);

test.each(operations.filter(({ reply }) => reply.example && !reply.type))(
  "$id: its example reply fits its schema",
  ({ reply }) => {
    expect(reply.schema!.parse(reply.example)).toEqual(reply.example);
  },
);

test("the example stream is made of packets whose data fits the envelope", () => {
  const { reply } = operations.find(({ id }) => id === "sendMessageStream")!;
  const packets = String(reply.example).split("\n\n").slice(0, -1);
  expect(packets).toHaveLength(3);
  for (const packet of packets) {
    const data = JSON.parse(packet.split("\n")[2]!.slice("data: ".length));
    expect(reply.schema!.parse(data)).toEqual(data);
  }
});

test("every detail of a problem's sentence has a name", () => {
  for (const [code, { message, details }] of Object.entries(problems)) {
    expect(details.length, code).toBeGreaterThanOrEqual(message.length);
    expect(sentenceOf(code as keyof typeof problems), code).not.toMatch(/undefined/);
  }
});

test("replies may grow fields, requests are held to the ones they have", () => {
  const { schemas } = document.components;
  expect(schemas.MessagesResponse).not.toHaveProperty("additionalProperties");
  expect(schemas.StartSessionRequest).toHaveProperty("additionalProperties", false);
});
