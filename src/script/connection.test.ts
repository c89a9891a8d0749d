// Connections: response formats, what they show, and the tools that offer them.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { agentOf, toldOf } from "../../test/support/scripts.ts";

const indented = (lines: string, width: number): string =>
  lines
    .split("\n")
    .map((line) => " ".repeat(width) + line)
    .join("\n");

/** A connection with one format, whose further fields are indented from 0. */
const format = (fields: string, channel = "messaging"): string =>
  `connection ${channel}:\n    response_formats:\n        card:\n            description: "d"\n${indented(fields, 12)}`;

const inputs = (lines: string, channel?: string): string => format(`inputs:\n${indented(lines, 4)}`, channel);

/** The first input of a format. */
const inputOf = (lines: string) =>
  agentOf(baseScript({ blocks: inputs(lines) })).connections.messaging?.formats.card?.inputs[0];

describe("a connection", () => {
  test("is read with its formats, and with the tools that offer them", () => {
    const { connections, fileUpload } = agentOf(examples["05_utility_service_full.agent"] ?? "");
    expect(connections.messaging).toMatchObject({
      responseActions: [{ name: "choose", format: "simple_choices" }],
      instructions: { parts: ["Offer ", { value: "choose" }, " when there are two to five options."] },
      formats: {
        simple_choices: {
          name: "simple_choices",
          description: "Use when the customer must pick one of a few options",
          target: "apex://ChoiceRenderer",
          inputs: [
            { name: "message", required: true, shape: { type: { of: "string", list: false }, limits: {} } },
            {
              name: "choices",
              description: "Labels of the choices",
              required: true,
              shape: { type: { of: "string", list: true }, limits: { minItems: 2, maxItems: 5 } },
            },
          ],
        },
      },
    });
    expect(connections.service_email?.inputs).toEqual({ disclosure: "Replies are archived." });
    expect(connections.service_email?.systemInstructions).toMatchObject({
      parts: ["Close every message with: ", { kind: "literal", value: "Replies are archived." }],
    });
    expect(fileUpload).toEqual({ mode: "managed", message: "Only bill photos are accepted." });
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["a format", "@response_formats.card", []],
    ["no format of it", "@response_formats.crd", ["error undefined-reference"]],
    ["something else", "@actions.Act", ["error response-action-invalid-reference"]],
    ["text", '"card"', ["error response-action-invalid-reference"]],
  ])("has response actions that lead to %s", (_, target, problems) => {
    const blocks = `${inputs("x: string")}\n    reasoning:\n        response_actions:\n            show: ${target}`;
    expect(toldOf({ blocks })).toEqual(problems);
  });

  test("has response actions of names that no tool has", () => {
    const actions = "    reasoning:\n        response_actions:\n            act: @response_formats.card";
    expect(toldOf({ blocks: `${inputs("x: string")}\n${actions}` })).toEqual(["warning duplicate-tool-name"]);
    expect(toldOf({ tools: 'one: @utils.end_session\n    label: "act"' })).toEqual(["warning duplicate-tool-name"]);
  });

  test("has inputs with a description and nothing else", () => {
    const blocks = 'connection telephony:\n    inputs:\n        x: string = "a"\n            is_required: True';
    expect(toldOf({ blocks })).toEqual(["error connection-input-invalid-property"]);
  });
});

describe("an input of a response format", () => {
  test("may have limits, below its type", () => {
    expect(
      inputOf('tone:\n    type: string\n        enum:\n            - "calm"\n            - "glad"')?.shape,
    ).toEqual({
      type: { of: "string", list: false },
      limits: { enum: ["calm", "glad"] },
    });
    expect(inputOf("n:\n    type: integer\n        minimum: 1\n        maximum: 10")?.shape.limits).toEqual({
      minimum: 1,
      maximum: 10,
    });
    expect(inputOf("t:\n    type: string\n        min_length: 1\n        max_length: 9")?.shape.limits).toEqual({
      minLength: 1,
      maxLength: 9,
    });
  });

  test("may be an object, or a list of objects, to any depth", () => {
    const fields = "fields:\n    inner:\n        type: object\n            fields:\n                leaf: number";
    expect(inputOf(`rows:\n    type: list\n        value: object\n${indented(fields, 12)}`)?.shape).toMatchObject({
      type: { of: "object", list: true },
      fields: [{ name: "inner", shape: { fields: [{ name: "leaf", shape: { type: { of: "number" } } }] } }],
    });
  });

  test("may have a default: a literal, or a variable", () => {
    expect(inputOf('id: string = "form"')?.default).toMatchObject({ kind: "literal", value: "form" });
    expect(inputOf("n: number = @variables.a")?.default).toMatchObject({ kind: "reference", name: "a" });
  });

  test("may be shown by a component, whose parameters have defaults", () => {
    const form = (parameter: string) =>
      inputs(
        `form:\n    schema: "messaging_component://Form"\n    type: object\n        fields:\n            ${parameter}`,
      );
    expect(toldOf({ blocks: form("n: number = 0") })).toEqual([]);
    expect(toldOf({ blocks: form("n: number") })).toEqual([
      "error response-format-messaging-component-missing-default",
    ]);
  });

  test.each<readonly [string, string, string]>([
    ["a type", inputs('x:\n    description: "d"'), "error missing-type"],
    ["a type that there is", inputs("x:\n    type: strnig"), "error unknown-type"],
    ["a type word", inputs("x:\n    type:\n        minimum: 1"), "error missing-type-keyword"],
    ["a type of one word", inputs("x:\n    type: list[string]"), "error unexpected-type-parameters"],
    ["limits of its type", inputs("x:\n    type: string\n        minimum: 1"), "error unknown-field"],
    [
      "a type of its items",
      inputs("x:\n    type: list\n        min_items: 1"),
      "error response-format-list-missing-value",
    ],
    ["fields, as an object", inputs("x: object"), "warning response-format-object-missing-fields"],
    ["fields, as a list of objects", inputs("x: list[object]"), "warning response-format-object-missing-fields"],
    [
      "no fields, as a text",
      inputs("x:\n    type: string\n        fields:\n            y: string"),
      "error response-format-fields-on-non-object",
    ],
    [
      "literals in a list",
      inputs("x: list[string] = [@variables.s]"),
      "error response-format-list-default-non-primitive",
    ],
    ["a component", inputs('x: object\n    schema: "Form"'), "error response-format-invalid-schema-uri"],
    [
      "a component of messaging",
      inputs('x: object\n    schema: "city://Form"'),
      "error response-format-unsupported-schema-type",
    ],
    [
      "a component on messaging only",
      inputs('x: object\n    schema: "messaging_component://F"', "desk"),
      "error response-format-messaging-component-wrong-surface",
    ],
    [
      "a component for the whole of it",
      inputs(
        'x:\n    type: object\n        fields:\n            y: object\n                schema: "messaging_component://F"',
      ),
      "error response-format-nested-schema",
    ],
    [
      "no other beside a component",
      inputs('x: object\n    schema: "messaging_component://F"\ny: string'),
      "error response-format-schema-input-not-exclusive",
    ],
  ])("has %s", (_, blocks, problem) => {
    expect(toldOf({ blocks })).toEqual([problem]);
  });
});

describe("the target of a response format", () => {
  test.each<readonly [string, readonly string[]]>([
    ["apex://Renderer", []],
    ["system://MessagingChoices", []],
    ["Renderer", ["error response-format-invalid-target"]],
    ["apex://a://b", ["error response-format-invalid-target"]],
    ["api://x", ["error response-format-unsupported-target-scheme"]],
    ["system://Nope", ["warning response-format-unknown-system-target"]],
    ["system://ESTypeMessage", ["warning response-format-inputs-ignored-for-target"]],
  ])("%s", (target, problems) => {
    expect(toldOf({ blocks: format(`target: "${target}"\ninputs:\n    x: string`) })).toEqual(problems);
  });
});
