// What a client reads when a body does not fit its schema.
import { expect, test } from "vitest";
import { FeedbackRequest, SendMessageRequest, StartSessionRequest } from "../contract/agent-api.ts";
import { Refused } from "../contract/problems.ts";
import { parseBody } from "./parse.ts";

const start = { externalSessionKey: "key", instanceConfig: { endpoint: "https://org.example.test" } };
const send = { message: { type: "Text", sequenceId: 1, text: "hello" } };
const rate = { feedbackId: "id", feedback: "GOOD" };
const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, i]));

test.each([
  [
    StartSessionRequest,
    { ...start, userId: "u" },
    'Unrecognized field "userId". Known fields here: externalSessionKey,',
  ],
  [
    StartSessionRequest,
    { ...start, streamingCapabilities: { chunks: [] } },
    'Unrecognized field "chunks". Known fields here: chunkTypes',
  ],
  [StartSessionRequest, { externalSessionKey: "key" }, "Missing required creator property 'instanceConfig'"],
  [
    StartSessionRequest,
    { ...start, instanceConfig: {} },
    "Missing required creator property 'endpoint'. It belongs in `instanceConfig`",
  ],
  [StartSessionRequest, { ...start, externalSessionKey: "" }, "externalSessionKey: must not be empty"],
  [StartSessionRequest, { ...start, bypassUser: "maybe" }, "bypassUser: expected true or false"],
  [
    StartSessionRequest,
    { ...start, variables: [{ value: 1 }] },
    "Missing required creator property 'name'. It belongs in `variables[0]`",
  ],
  [StartSessionRequest, { ...start, variables: [{ name: "a", type: "Blob" }] }, "variables[0].type: expected one of"],
  [StartSessionRequest, [start], "The body must be a JSON object, not an array"],
  [StartSessionRequest, null, "The body must be a JSON object, not null"],
  [StartSessionRequest, "text", "The body must be a JSON object, not a string"],
  [
    SendMessageRequest,
    { message: { type: "Text", text: "hello" } },
    "Missing required creator property 'sequenceId'. It belongs in `message`",
  ],
  [
    SendMessageRequest,
    { sequenceId: 1, message: { type: "Text", text: "hello" } },
    "Missing required creator property 'sequenceId'. It stands beside `message`",
  ],
  [SendMessageRequest, { message: { ...send.message, sequenceId: "one" } }, "message.sequenceId: expected a number"],
  [
    SendMessageRequest,
    { message: { ...send.message, sequenceId: Number.POSITIVE_INFINITY } },
    "message.sequenceId: expected a number",
  ],
  [
    SendMessageRequest,
    { message: { ...send.message, sequenceId: "9".repeat(400) } },
    "message.sequenceId: expected a number",
  ],
  [SendMessageRequest, { message: { ...send.message, text: 5 } }, "message.text: expected string, received number"],
  [SendMessageRequest, { message: { ...send.message, type: "Shout" } }, "message.type: expected one of 'Text'"],
  [SendMessageRequest, {}, "Missing required creator property 'message'"],
  [FeedbackRequest, { ...rate, feedback: "GREAT" }, 'feedback: expected one of "GOOD"|"BAD"'],
  [FeedbackRequest, { ...rate, details: eleven }, "details: takes at most 10 properties"],
] as const)("%# a body that does not fit is refused with the sentence that says why", (schema, body, sentence) => {
  const parse = () => parseBody(schema as typeof StartSessionRequest, body);
  expect(parse).toThrow(Refused);
  expect(parse).toThrow(sentence);
});

test.each([0, 1, 42, -1, 1.5, Date.now(), "1", " 7 ", "1740068546539"])("sequenceId %j is taken", (sequenceId) => {
  expect(parseBody(SendMessageRequest, { message: { ...send.message, sequenceId } }).message.sequenceId).toBe(
    Number(sequenceId),
  );
});

test.each([
  [true, true],
  ["true", true],
  ["False", false],
  [null, null],
])("bypassUser %j is read as %j", (bypassUser, read) => {
  expect(parseBody(StartSessionRequest, { ...start, bypassUser }).bypassUser).toBe(read);
});

test("a field name as long as a body is not repeated whole", () => {
  const parse = () => parseBody(StartSessionRequest, { ...start, ["x".repeat(100_000)]: 1 });
  expect(parse).toThrow(/^Unrecognized field "x{80}…"/);
});
