// Fields of `system`, `config` and `access` (spec §2.1–§2.3).
import type { Field, Fields } from "./schema-field.ts";

const instructions: Field = { kind: "message", says: "The system prompt." };
const stripPreamble: Field = {
  kind: "flag",
  says: "True: the server adds no sentences of its own to the system prompt.",
};

/** What `system` of a subagent may say. */
export const nodeSystemFields: Fields = { instructions, strip_salesforce_instructions: stripPreamble };

export const systemFields: Fields = {
  ...nodeSystemFields,
  messages: {
    kind: "block",
    says: "What the agent says without asking a model.",
    fields: {
      welcome: { kind: "message", says: "Said when a session starts." },
      error: { kind: "message", required: true, says: "Said when a turn fails." },
    },
  },
  recommended_prompts: {
    kind: "block",
    says: "Prompts a client may offer.",
    fields: {
      in_conversation: { kind: "flag", default: "`True`", says: "Whether prompts are offered during a conversation." },
      welcome_screen: { kind: "flag", default: "`True`", says: "Whether prompts are offered before it." },
      starter_prompts: { kind: "list", says: "The prompts: 3 to 20, each of 1 to 50 characters.", min: 3, max: 20 },
    },
  },
};

const agentUser: Field = { kind: "text or None", says: "The user a service agent acts as." };

const inModel = "settings of a model belong to `params` of `model_config`";
const byClient = "the client chooses between whole and streamed replies";

export const configFields: Fields = {
  developer_name: { kind: "text", says: "The agent's API name." },
  agent_name: { kind: "text", says: "Another word for `developer_name`." },
  agent_label: { kind: "literal", default: "the API name, in words", says: "The agent's name for people." },
  description: { kind: "text", default: "`agent_label`", says: "What the agent is for." },
  agent_description: {
    kind: "text",
    default: "`description`",
    says: "What the agent is for; wins over `description`.",
  },
  agent_type: {
    kind: "text",
    default: "`AgentforceServiceAgent`",
    says: "What kind of agent it is, such as `AgentforceEmployeeAgent`.",
  },
  agent_id: { kind: "text", says: "The platform's id of the agent." },
  agent_version: { kind: "text", says: "The platform's version of the agent." },
  agent_template: { kind: "text", says: "The template the agent was made from." },
  outbound_flow: { kind: "text", says: "The platform's flow for outbound conversations." },
  planner_type: { kind: "text", says: "The platform's planner." },
  default_agent_user: { ...agentUser, deprecated: "Write it in `access`" },
  company: { kind: "text", says: "The company the agent speaks for." },
  role: { kind: "text", says: "The agent's role in it." },
  enable_enhanced_event_logs: {
    kind: "flag",
    default: "`False`",
    says: "Whether the platform logs conversations in full.",
  },
  debug: { kind: "flag", says: "Whether the platform traces the agent." },
  max_tokens: { kind: "number", says: "The longest reply, in tokens.", idle: inModel },
  temperature: { kind: "number", says: "How freely the model words its replies.", idle: inModel },
  user_locale: {
    kind: "text",
    says: "The locale the agent speaks.",
    deprecated: "Write `default_locale` in `language`",
  },
  runtime: {
    kind: "block",
    says: "How turns are run.",
    filled: true,
    fields: {
      streaming: { kind: "flag", says: "True: a reply is sent in one piece.", idle: byClient },
      thought_chunks: {
        kind: "flag",
        says: "True: what the model thinks is sent, too.",
        idle: "thoughts are never sent",
      },
      citation: { kind: "flag", says: "True: no sources are named.", idle: "no sources are named" },
      groundedness: {
        kind: "flag",
        says: "True: replies are not checked against their sources.",
        idle: "replies are not checked against sources",
      },
      reset_to_initial_node: { kind: "flag", default: "`True`", says: "Whether every turn begins at the start agent." },
    },
  },
  file_upload: {
    kind: "block",
    says: "What happens to files a user sends.",
    fields: {
      mode: {
        kind: "text",
        required: true,
        says: "How files are taken.",
        oneOf: ["auto", "managed", "disabled", "error"],
      },
      message: { kind: "text or None", says: "What the user is told." },
    },
  },
  "additional_parameter__*": { kind: "scalar", says: "A parameter of the platform's planner." },
};

export const accessFields: Fields = {
  default_agent_user: agentUser,
  sharing_policy: {
    kind: "block",
    says: "Which records are shared with the agent.",
    idle: "this server keeps no records to share",
    fields: {
      use_default_sharing_entities: { kind: "flag", says: "Whether the platform's own choice is shared." },
      custom_sharing_entities: { kind: "list", says: "Further kinds of records." },
    },
  },
  verified_customer_record_access: {
    kind: "block",
    says: "Which records a verified customer reaches through the agent.",
    idle: "this server keeps no records to reach",
    fields: {
      use_default_objects: { kind: "flag", required: true, says: "Whether the platform's own choice is reached." },
      additional_objects: { kind: "list", says: "Further kinds of records." },
    },
  },
};
