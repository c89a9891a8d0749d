// Connections: routes, inputs, and the formats a reply may take with their schemas (spec §2.6).
import { describe, expect, test } from "vitest";
import { base, indented, type Part, versionOf } from "../../../test/fixtures/compiled/base.ts";

/** The surface of a connection with these lines. */
const surface = (lines: string, name = "messaging"): Part =>
  (versionOf(`${base}\nconnection ${name}:\n${indented(lines, 4)}\n`).surfaces as readonly Part[])[0] ?? {};

describe("a connection", () => {
  test.each([
    ["Messaging", "messaging"],
    ["customer_web_client", "customer_web_client"],
    ["My_Portal", "My_Portal"],
  ])("%s is a surface of type %s", (name, type) => {
    expect(surface("adaptive_response_allowed: True", name)).toEqual({
      surface_type: type,
      adaptive_response_allowed: true,
      outbound_route_configs: [],
    });
  });

  test("has a route when it names one", () => {
    const lines = 'escalation_message: |\n    Wait, {!@variables.who}\noutbound_route_name: "flow://R"';
    expect(surface(lines).outbound_route_configs).toEqual([
      {
        outbound_route_type: "OmniChannelFlow",
        outbound_route_name: "flow://R",
        escalation_message: "Wait, {{variables.who}}",
      },
    ]);
    expect(surface('escalation_message: "Wait"').outbound_route_configs).toEqual([]);
  });

  test("has inputs that its texts refer to", () => {
    const lines = `inputs:
    tone: string = "calm"
        description: "How to sound"
    max_links: number = 3
    quiet: boolean
additional_system_instructions: |
    Sound {!@inputs.tone}.`;
    expect(surface(lines)).toMatchObject({
      additional_system_instructions: "Sound {{connection.messaging.tone}}.",
      input_parameters: [
        {
          developer_name: "tone",
          label: "Tone",
          description: "How to sound",
          data_type: "string",
          default_value: "'calm'",
        },
        {
          developer_name: "max_links",
          label: "Max Links",
          description: "Max Links",
          data_type: "double",
          default_value: 3,
        },
        { developer_name: "quiet", label: "Quiet", description: "Quiet", data_type: "boolean" },
      ],
    });
  });

  test("names its formats in its own instructions", () => {
    const lines = `reasoning:
    instructions: |
        Offer {!@response_actions.pick_one}.
    response_actions:
        pick_one: @response_formats.choices
response_formats:
    choices:
        description: "To choose"
        source: "response_format://SurfaceAction__Choices"
        target: "prompt://Choose"
    plain:
        description: "Plain"
        target: "Plain"`;
    expect(surface(lines)).toMatchObject({
      instructions: "Offer choices.",
      response_actions: [{ target: "choices", name: "pick_one", description: "Pick One" }],
      response_formats: [
        {
          developer_name: "choices",
          label: "Choices",
          description: "To choose",
          input_schema: '{"type":"object","properties":{}}',
          source: "SurfaceAction__Choices",
          invocation_target_type: "generatePromptResponse",
          invocation_target_name: "Choose",
        },
        { developer_name: "plain", invocation_target_name: "Plain" },
      ],
    });
  });
});

describe("the schema of a format", () => {
  const schemaOf = (inputs: string): string => {
    const lines = `response_formats:\n    f:\n        description: "F"\n        inputs:\n${indented(inputs, 12)}`;
    return String((surface(lines).response_formats as readonly Part[])[0]?.input_schema);
  };

  test("has each input with its type, its words and its fixed value, in this order", () => {
    const inputs = `title: string
    label: "Title"
    description: "What it says"
rows: list[number]
due: date = @variables.s
size: integer = 2
kinds: list[string] = ["a", "b"]
note: string = "x"
    is_required: False`;
    expect(schemaOf(inputs)).toBe(
      JSON.stringify({
        type: "object",
        properties: {
          title: { type: "string", description: "What it says", title: "Title" },
          rows: { type: "array", items: { type: "number" } },
          due: { type: "string", const: "{{state.s}}" },
          size: { type: "integer", const: 2 },
          kinds: { type: "array", items: { type: "string" }, const: ["a", "b"] },
          note: { type: "string", const: "x" },
        },
        required: ["title", "rows", "due", "size", "kinds"],
      }),
    );
  });

  test("has limits where they belong: on the items of a list of plain values, else on the value", () => {
    const inputs = `options:
    type: list
        value: string
            enum:
                - "yes"
                - "no"
            max_length: 3
        min_items: 1
        max_items: 2
rating:
    type: integer
        minimum: 1
        maximum: 5
people:
    type: list
        value: object
            fields:
                name: string
                age: number
                    is_required: False
        max_items: 9
place:
    type: object
        fields:
            city: string`;
    expect(schemaOf(inputs)).toBe(
      JSON.stringify({
        type: "object",
        properties: {
          options: {
            type: "array",
            items: { type: "string", enum: ["yes", "no"], maxLength: 3 },
            minItems: 1,
            maxItems: 2,
          },
          rating: { type: "integer", minimum: 1, maximum: 5 },
          people: {
            type: "array",
            items: {
              type: "object",
              properties: { name: { type: "string" }, age: { type: "number" } },
              required: ["name"],
            },
            maxItems: 9,
          },
          place: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
        },
        required: ["options", "rating", "people", "place"],
      }),
    );
  });

  test("of a messaging component keeps the types its parameters are declared with", () => {
    const inputs = `form:
    schema: "messaging_component://Form"
    type: object
        fields:
            at: datetime = "2026-06-08 15:30:00"
                description: "When"
            users: list[id] = @variables.who`;
    expect(schemaOf(inputs)).toBe(
      JSON.stringify({
        type: "messaging_component",
        properties: {
          form: {
            type: "object",
            $schema: "messaging_component://Form",
            properties: {
              at: { type: "datetime", description: "When", const: "2026-06-08 15:30:00" },
              users: { type: "list", itemType: "id", const: "{{variables.who}}" },
            },
          },
        },
        required: ["form"],
      }),
    );
  });
});
