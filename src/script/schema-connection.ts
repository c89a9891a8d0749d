// Fields of `connection` (spec §2.6).
import type { Field, Fields } from "./schema-field.ts";

const limits: Fields = {
  description: { kind: "text", says: "What the value is." },
  enum: { kind: "list", says: "The values there are." },
  min_length: { kind: "number", says: "Texts: the fewest characters.", min: 0 },
  max_length: { kind: "number", says: "Texts: the most characters.", min: 0 },
  minimum: { kind: "number", says: "Numbers: the smallest." },
  maximum: { kind: "number", says: "Numbers: the largest." },
  fields: { kind: "map", says: "Objects: what they hold.", value: "type?", nests: true },
};

/** The type of an input below its name, where it has room for limits. */
const shape: Field = {
  kind: "shape",
  says: "The type of the value, with its limits.",
  fields: {
    ...limits,
    value: { kind: "shape", says: "Lists: the type of the items.", fields: limits },
    min_items: { kind: "number", says: "Lists: the fewest items.", min: 0 },
    max_items: { kind: "number", says: "Lists: the most items.", min: 0 },
  },
};

/** What may be said of an input of a response format. */
const formatInputs: Fields = {
  type: shape,
  label: { kind: "literal", says: "The value's name for people." },
  description: { kind: "text", says: "What the value is." },
  is_required: { kind: "flag", says: "Whether it must be given." },
  schema: { kind: "literal", says: "The component that shows it: `messaging_component://Name`." },
};

export const connectionFields: Fields = {
  label: { kind: "literal", says: "The connection's name for people." },
  description: { kind: "text", says: "What the connection is for." },
  source: { kind: "text", says: "Where the platform takes the connection from." },
  adaptive_response_allowed: { kind: "flag", says: "Whether replies may use rich formats." },
  escalation_message: { kind: "message", says: "Said when the conversation goes to a person." },
  outbound_route_type: { kind: "text", says: "How a conversation reaches a person.", oneOf: ["OmniChannelFlow"] },
  outbound_route_name: { kind: "text", says: "The route to a person, such as `flow://Route`." },
  inputs: {
    kind: "map",
    says: "Values of this connection, for `@inputs.x` in its texts.",
    value: "type",
    filled: true,
    strangers: "connection-input-invalid-property",
    fields: { description: { kind: "text", says: "What the value is." } },
  },
  additional_system_instructions: { kind: "message", says: "Added to the system prompt on this connection." },
  reasoning: {
    kind: "block",
    says: "How the agent answers on this connection.",
    fields: {
      instructions: { kind: "message", says: "Added to a subagent's instructions on this connection." },
      response_actions: {
        kind: "map",
        says: "Formats offered to the model, as tools.",
        value: "reference",
        fields: {},
      },
    },
  },
  response_formats: {
    kind: "map",
    says: "Rich formats a reply may take.",
    fields: {
      description: { kind: "text", required: true, says: "When to pick the format." },
      label: { kind: "literal", says: "The format's name for people." },
      source: { kind: "text", says: "Where the platform takes the format from." },
      target: { kind: "text", says: "What makes the reply: `scheme://Name`.", check: "format" },
      inputs: { kind: "map", says: "What the format shows.", value: "type?", filled: true, fields: formatInputs },
    },
  },
};
