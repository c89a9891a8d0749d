// Fields of `start_agent`, `subagent` and `topic`, of their actions and of their tools (spec §2.9, §2.11–§2.13).
import { nodeSystemFields } from "./schema-config.ts";
import type { Fields } from "./schema-field.ts";

export const modelFields: Fields = {
  model: {
    kind: "text",
    says: "The model, such as `model://gpt-4o`.",
    check: "model",
  },
  params: { kind: "free", says: "Settings handed to the model, such as `temperature`." },
};

const shared: Fields = {
  label: { kind: "literal", says: "Its name for people." },
  description: { kind: "text", says: "What it is, for the model." },
  complex_data_type_name: { kind: "text", says: "The platform's type of an object." },
  is_displayable: { kind: "flag", default: "`False`", says: "Whether it may be shown to the user as it is." },
  is_used_by_planner: { kind: "flag", default: "`True`", says: "False: the model never sees it." },
  filter_from_agent: { kind: "flag", default: "`False`", says: "True: the model never sees it." },
};

/** What may be said of an input. */
export const typedFields: Fields = {
  ...shared,
  is_required: { kind: "flag", default: "`False`", says: "Whether the action needs it." },
  is_user_input: { kind: "flag", default: "`False`", says: "Whether the model takes it from what the user said." },
  schema: { kind: "text", says: "The platform's schema of the value." },
};

const outputFields: Fields = {
  ...shared,
  developer_name: { kind: "text", says: "The platform's name of the output." },
};

const actionFields: Fields = {
  target: { kind: "text", required: true, says: "What is called: `scheme://Name`.", check: "target" },
  description: { kind: "text", says: "What the action does, for the model." },
  label: { kind: "text", says: "The action's name for people." },
  source: { kind: "text", says: "Where the platform takes the action from." },
  inputs: { kind: "map", says: "What the action needs.", value: "type", filled: true, fields: typedFields },
  outputs: { kind: "map", says: "What the action gives.", value: "type", filled: true, fields: outputFields },
  require_user_confirmation: { kind: "flag", default: "`False`", says: "Whether the user approves each call." },
  include_in_progress_indicator: { kind: "flag", default: "`False`", says: "Whether the user is told while it runs." },
  progress_indicator_message: { kind: "text", says: "What the user is told while it runs." },
};

export const nodeFields: Fields = {
  label: { kind: "literal", says: "The subagent's name for people." },
  description: {
    kind: "text",
    required: true,
    says: "When to come here: the default description of tools that lead here.",
  },
  system: { kind: "block", says: "Replaces the agent's system prompt here.", fields: nodeSystemFields },
  actions: { kind: "map", says: "The actions of this subagent.", fields: actionFields },
  before_reasoning: { kind: "procedure", says: "Runs once on entry, before the model is asked." },
  reasoning: {
    kind: "block",
    says: "What the model is told, and what it can do.",
    fields: {
      instructions: { kind: "instructions", says: "Runs before each question to the model; its text is the prompt." },
      actions: {
        kind: "map",
        says: "The tools offered to the model.",
        value: "target",
        statements: true,
        elsewhere: { fields: actionFields, fix: "Write it where the action is defined, in `actions`" },
        fields: {
          description: { kind: "text", says: "When to use the tool, for the model." },
          label: { kind: "literal", says: "The tool's name for people." },
        },
      },
    },
  },
  after_reasoning: { kind: "procedure", says: "Runs once after the model has answered." },
  model_config: { kind: "block", says: "Which model answers here.", fields: modelFields },
  skills: {
    kind: "map",
    says: "Skills of the platform.",
    idle: "this server has no skills, and offers the model none",
    fields: { target: { kind: "text", required: true, says: "The skill: `skill://Name`.", check: "skill" } },
  },
  schema: { kind: "literal", says: "The kind of a node that the host runs by itself: `node://…`." },
};
