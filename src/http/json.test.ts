// Bodies that were not written by a friend: what is read, what is refused, and that nothing of them is repeated.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../contract/problems.ts";
import { readJson } from "./json.ts";

const read = (text: string) => readJson(Buffer.from(text));

/** The refusal of a body, as a sentence. */
function refusal(body: string | Uint8Array | undefined): string {
  try {
    readJson(typeof body === "string" ? Buffer.from(body) : body);
  } catch (error) {
    if (error instanceof Refused && error.code === "bad_json") return error.message;
    throw error;
  }
  throw new Error("the body was accepted");
}

test("any JSON comes out as it went in", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes("\\u0000") && !text.includes("__proto__") && text.isWellFormed());
      expect(read(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("whatever bytes come, they are read or refused in a sentence", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readJson(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Refused);
      }
    }),
  );
});

describe("a body is refused", () => {
  test.each([
    ["that is missing", undefined, "the body is empty"],
    ["that is empty", "", "the body is empty"],
    ["that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "it is not UTF-8"],
    ["with a comma missing, saying where", '{"a":[1\n 2]}', "line 2 column 2"],
    ["with a trailing comma", '{"a":1,}', "line 1 column 8"],
    ["that ends early", '{"a":', "Unexpected end of JSON input"],
    ["nested too deeply", "[".repeat(70) + "]".repeat(70), "nested deeper than 64 levels"],
    ["nested absurdly deeply", "[".repeat(400_000) + "]".repeat(400_000), "nested deeper than 64 levels"],
    ["that names a prototype", '{"__proto__":{"admin":true}}', '"__proto__"'],
    ["that hides the prototype's name in an escape", '{"a":{"\\u005f_proto__":1}}', '"__proto__"'],
    ["with a character no database stores", '{"text":"a\\u0000b"}', "U+0000"],
    ["with such a character in a name", '{"a\\u0000b":1}', "U+0000"],
  ])("%s", (_, body, sentence) => {
    expect(refusal(body)).toContain(sentence);
  });
});

test("a refusal does not repeat what the body said", () => {
  for (const body of ['{"password":"hunter2",}', "hunter2", '{"a": hunter2}', '"hunter2']) {
    expect(refusal(body)).not.toContain("hunter2");
  }
});

test("half of a surrogate pair, left where a client cut a text, becomes the replacement character", () => {
  expect(read('{"text":"caf\\ud83d"}')).toEqual({ text: "caf\ufffd" });
  expect(read('["\\ud83d\\ude00"]')).toEqual(["😀"]);
});

test("a byte order mark is skipped", () => {
  expect(read("\ufeff{}")).toEqual({});
});
