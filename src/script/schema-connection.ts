// Fields of `connection` (spec §2.6).
import type { Fields } from "./schema-field.ts";

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
        says: "Formats offered to the model.",
        value: "reference",
        later: true,
        fields: {},
      },
    },
  },
  response_formats: {
    kind: "map",
    says: "Rich formats a reply may take.",
    later: true,
    fields: {
      description: { kind: "text", required: true, says: "When to pick the format." },
      label: { kind: "literal", says: "The format's name for people." },
      source: { kind: "text", says: "Where the platform takes the format from." },
      target: { kind: "text", says: "What makes the reply." },
      inputs: {
        kind: "map",
        says: "What the format shows.",
        value: "type",
        fields: {
          type: { kind: "block", says: "The shape of the value, with its limits." },
          label: { kind: "literal", says: "The value's name for people." },
          description: { kind: "text", says: "What the value is." },
          is_required: { kind: "flag", says: "Whether it must be given." },
          schema: { kind: "literal", says: "The component that shows it." },
        },
      },
    },
  },
};
