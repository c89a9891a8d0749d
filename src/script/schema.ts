// Every block and field of the language in one table (spec §2): it drives reading, hints, and what an editor or a manual says.
import { accessFields, configFields, systemFields } from "./schema-config.ts";
import { connectionFields } from "./schema-connection.ts";
import type { Fields } from "./schema-field.ts";
import { modelFields, nodeFields, typedFields } from "./schema-node.ts";
import { voiceFields } from "./schema-voice.ts";

const { skills, ...topicFields } = nodeFields;

/** The blocks a script is made of. */
export const blocks: Fields = {
  system: {
    kind: "block",
    says: "What every subagent is told, and what the agent says by itself.",
    fields: systemFields,
  },
  config: {
    kind: "block",
    says: "What the agent is: its name, its type, its settings.",
    required: true,
    fields: configFields,
  },
  access: { kind: "block", says: "As whom the agent acts, and which records it may see.", fields: accessFields },
  variables: {
    kind: "map",
    says: "What the agent remembers during a session, and what the host tells it.",
    value: "type",
    modifiers: ["mutable", "linked"],
    fields: {
      description: { kind: "text", says: "What the variable holds; the model reads it when it fills the variable." },
      label: { kind: "literal", says: "The variable's name for people." },
      is_required: { kind: "flag", says: "Whether the host must give a value." },
      source: { kind: "reference", says: "Linked variables: where the host takes the value from." },
      visibility: {
        kind: "text",
        default: "`Internal`",
        says: "`External`: the API may set the variable. `Internal`: it may not.",
      },
      is_displayable: { kind: "flag", says: "Whether the value may be shown to the user." },
      is_used_by_planner: { kind: "flag", says: "Whether the model may see the value." },
    },
  },
  language: {
    kind: "block",
    says: "Which languages the agent speaks.",
    fields: {
      adaptive: {
        kind: "flag",
        default: "`False`",
        says: "Whether the agent follows the user's language and ignores the other fields.",
      },
      default_locale: { kind: "text", says: "The locale the agent speaks unless told otherwise.", check: "locale" },
      additional_locales: { kind: "text", says: "Further locales, separated by commas.", check: "locales" },
      all_additional_locales: { kind: "flag", default: "`False`", says: "Whether every known locale is welcome." },
    },
  },
  connection: {
    kind: "named",
    says: "How the agent behaves on one channel.",
    fields: connectionFields,
  },
  knowledge: {
    kind: "block",
    says: "Constants of the agent's knowledge, for `@knowledge.x`.",
    fields: {
      citations_url: { kind: "text", says: "Where cited articles are found." },
      rag_feature_config_id: { kind: "text", says: "Which knowledge configuration searches use." },
      citations_enabled: { kind: "flag", says: "Whether answers name their sources." },
    },
  },
  context: {
    kind: "block",
    says: "What the agent remembers beyond a session.",
    idle: "this server keeps no memory beyond a session",
    fields: Object.fromEntries(
      ["memory", "user_profile", "past_conversations"].map((name) => [
        name,
        {
          kind: "block",
          says: `Whether the agent uses ${name.replace("_", " ")}.`,
          fields: { enabled: { kind: "flag", required: true, says: "Whether it is used." } },
        } as const,
      ]),
    ),
  },
  model_config: { kind: "block", says: "Which model answers, unless a subagent says otherwise.", fields: modelFields },
  modality: {
    kind: "named",
    says: "How the agent speaks and listens.",
    idle: "this server speaks text only",
    fields: voiceFields,
  },
  start_agent: {
    kind: "named",
    says: "The subagent every conversation begins in.",
    fields: nodeFields,
    varies: true,
  },
  subagent: {
    kind: "named",
    says: "A part of the agent with its own instructions and tools.",
    fields: nodeFields,
    varies: true,
  },
  topic: {
    kind: "named",
    says: "The former name of `subagent`.",
    deprecated: "Write `subagent` instead",
    fields: topicFields,
    varies: true,
  },
  connected_subagent: {
    kind: "named",
    says: "Another agent this one can ask.",
    fields: {
      target: {
        kind: "literal",
        required: true,
        says: "Which agent: `agentforce://Name` or `agent://Name`.",
        check: "agent",
      },
      label: { kind: "literal", says: "The agent's name for people." },
      description: { kind: "text", says: "What the agent is asked for." },
      loading_text: { kind: "text", says: "What is shown while it answers." },
      inputs: { kind: "map", says: "What it is told.", value: "type", filled: true, fields: typedFields },
      after_response: { kind: "procedure", says: "What happens once it has answered." },
      delegate_escalation: { kind: "flag", default: "`True`", says: "Whether its own route serves when it escalates." },
    },
  },
};
