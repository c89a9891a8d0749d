// The table of blocks and fields: complete, and true to what the reader does with it.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { told } from "../../test/support/scripts.ts";
import { blocks } from "./schema.ts";
import type { Field, Fields } from "./schema-field.ts";

/** Every field of the table by its path. */
function everyField(fields: Fields, path = ""): readonly (readonly [string, Field])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const here = path ? `${path}.${name}` : name;
    return [[here, field] as const, ...everyField(field.fields ?? {}, here)];
  });
}

describe("the table", () => {
  test("says of every field in one sentence what it means", () => {
    const wordless = everyField(blocks).filter(([, { says }]) => !/^[A-Z`0-9].*[.]$/.test(says));
    expect(wordless.map(([path]) => path)).toEqual([]);
  });

  test("has the blocks of the language, and no others", () => {
    expect(Object.keys(blocks)).toEqual([
      "system",
      "config",
      "access",
      "variables",
      "language",
      "connection",
      "knowledge",
      "context",
      "model_config",
      "modality",
      "start_agent",
      "subagent",
      "topic",
      "connected_subagent",
    ]);
  });
});

describe("fields that authors write in more than one way", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "locales as a list",
      baseScript({
        blocks: 'language:\n    default_locale: "en_US"\n    additional_locales:\n        - fr\n        - de',
      }),
      ["warning type-mismatch"],
    ],
    [
      "a language for calls beside that for texts",
      baseScript({
        blocks:
          'modality voice:\n    language:\n        default_locale: "it"\n    language_settings:\n        it:\n            outbound:\n                persona_id: "p"',
      }),
      ["info no-effect"],
    ],
    [
      "a field of the host beside the usual ones",
      baseScript({ variables: 'v: linked string\n    source: @MessagingEndUser.Name\n    visibility: "External"' }),
      ["warning undefined-reference"],
    ],
    [
      "a field of an action on its tool",
      baseScript({ tools: 't: @utils.end_session\n    progress_indicator_message: "x"' }),
      ["error unknown-field"],
    ],
  ])("%s", (_, source, problems) => {
    expect(told(source)).toEqual(problems);
  });
});

describe("a part of the language that changes nothing here", () => {
  test.each<readonly [string, string]>([
    [
      "voice",
      baseScript({
        blocks: 'modality voice:\n    voice_id: "calm"\n    outbound_filler_sentences:\n        - waiting: ["Hm."]',
      }),
    ],
    ["a skill", baseScript({ main: 'skills:\n    fix:\n        target: "skill://Fix"' })],
    ["memory", baseScript({ blocks: "context:\n    memory:\n        enabled: True" })],
    ["a parameter of the planner", baseScript({ config: "additional_parameter__x: 1" })],
  ])("is noted: %s", (_, source) => {
    expect(told(source)).toEqual(["info no-effect"]);
  });
});

describe("the voice", () => {
  const voice = (fields: string, language = "") => baseScript({ blocks: `modality voice:\n${fields}\n${language}` });
  const french = "    languages:\n        fr:\n            is_default: True";

  test.each<readonly [string, string, string]>([
    [
      "keeps to one of its two shapes",
      voice('    voice_id: "calm"\n    session_language_switching: "Monolingual"'),
      "error voice-version-mixing",
    ],
    [
      "speaks languages of the agent",
      voice(french, 'language:\n    default_locale: "de"\n    additional_locales: "it, en_US"'),
      "error voice-language-not-declared",
    ],
    ["speaks languages only where the agent has some", voice(french), "warning voice-language-missing-language-block"],
    ["leaves the choice to one", voice(french, "language:\n    adaptive: True"), "warning voice-adaptive-conflict"],
  ])("%s", (_, source, problem) => {
    expect(told(source).filter((line) => line !== "info no-effect")).toEqual([problem]);
  });

  test("may speak every language the agent has", () => {
    const language = 'language:\n    default_locale: "de"\n    additional_locales: "it, fr"';
    expect(told(voice(french, language))).toEqual(["info no-effect"]);
  });
});

describe("fields", () => {
  test.each<readonly [string, string, string]>([
    ["unknown", baseScript({ config: "colour: 1" }), "error unknown-field"],
    ["given twice", baseScript({ config: 'role: "a"\nrole: "b"' }), "warning duplicate-key"],
    ["without a value", baseScript({ config: "role:" }), "error missing-value"],
    ["of another kind", baseScript({ config: "debug: 1" }), "error type-mismatch"],
    ["with a name they do not take", baseScript({ config: 'role mine: "a"' }), "error unexpected-block-name"],
    ["with lines below their value", baseScript({ config: 'role: "a"\n    x: 1' }), "error inconsistent-indentation"],
    [
      "outside their limits",
      baseScript({ blocks: "modality voice:\n    outbound_speed: 5" }),
      "error constraint-maximum",
    ],
    [
      "missing where required",
      baseScript({ blocks: 'subagent third:\n    label: "x"', tools: "t: @utils.transition to @subagent.third" }),
      "error missing-required-field",
    ],
    ["deprecated", baseScript({ config: 'user_locale: "de"' }), "warning deprecated-field"],
    ["with two names in a map", baseScript({ variables: 'x y: string = ""' }), "error composite-key"],
    [
      "with a locale nobody knows",
      baseScript({ blocks: 'language:\n    default_locale: "xx"' }),
      "error schema-validation",
    ],
    ["with a target of no scheme", baseScript().replace("flow://Act", "Act"), "error invalid-action-target"],
    [
      "with a target of an unknown scheme",
      baseScript().replace("flow://Act", "flows://Act"),
      "error invalid-action-target",
    ],
    [
      "with a skill that is none",
      baseScript({ main: 'skills:\n    fix:\n        target: "flow://Fix"' }),
      "error invalid-skill-target",
    ],
    [
      "with a mode of file upload that is none",
      baseScript({ config: 'file_upload:\n    mode: "sometimes"' }),
      "error constraint-enum",
    ],
    ["without a mode of file upload", baseScript({ config: "file_upload:" }), "error missing-required-field"],
    [
      "empty where entries belong",
      baseScript().replace(/ {12}outputs:\n(?: {16}.*\n)+/, "            outputs:\n"),
      "error empty-block",
    ],
  ])("%s are told", (_, source, problem) => {
    expect(told(source)).toContain(problem);
  });
});

describe("variables", () => {
  test.each<readonly [string, string]>([
    ["list: mutable string", "error reserved-name"],
    ["a__b: mutable string", "error invalid-variable-name"],
    ["x: mutable", "error missing-type"],
    ["x: mutable strings", "error unknown-type"],
    ["x: mutable list", "error unknown-type"],
    ["x: mutable list[list[string]]", "error nested-list-type"],
    ["x: mutable string[number]", "error invalid-type-parameter"],
    ["x: mutable integer", "error unknown-type"],
    ["x: linked string", "error linked-variable-missing-source"],
    ['x: linked string = "a"\n    source: @MessagingSession.Id', "error linked-variable-cannot-have-default"],
    ["x: linked list[string]\n    source: @MessagingSession.Id", "error linked-variable-cannot-be-list"],
    ["x: linked object\n    source: @MessagingSession.Id", "error linked-variable-cannot-be-object"],
    ["x: linked string\n    source: @session.sessionID", "error constraint-allowed-namespaces"],
    ["x: mutable string\n    source: @MessagingSession.Id", "error mutable-variable-cannot-have-source"],
    ["a: mutable string", "error duplicate-name"],
    ['x: mutable number = "five"', "warning variable-default-type-mismatch"],
    ["x: mutable string = @variables.a", "error type-mismatch"],
    ["x: mutable id", "warning deprecated-field"],
    ['x: mutable string\n    visibility: "secret"', "warning unknown-visibility"],
  ])("%s", (variables, problem) => {
    expect(told(baseScript({ variables }))).toContain(problem);
  });

  test.each([
    "list[string] = []",
    "list[object] = [{}]",
    "object = {}",
    "currency = 0",
    "date = 2026-12-24",
    "number = -1.5",
    "boolean = None",
  ])("%s is a fine declaration", (type) => {
    expect(told(baseScript({ variables: `x: mutable ${type}`, instructions: "| {!@variables.x}" }))).toEqual([]);
  });
});
