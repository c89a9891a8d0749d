// The agent as a whole: its configuration, and its one version (spec §4).

import { termOf } from "../field-value.ts";
import type { Element } from "../syntax.ts";
import { messageText } from "./expression.ts";
import {
  below,
  block,
  describedAt,
  entriesOf,
  flagAt,
  type Lines,
  linesOf,
  literalOf,
  namedBlocks,
  numberAt,
  termAt,
  textAt,
  textsAt,
} from "./fields.ts";
import { defined, filled, type Json, type JsonObject, some } from "./json.ts";
import { modalityParameters } from "./modality.ts";
import { type Names, outermost } from "./names.ts";
import { lowerNode } from "./node.ts";
import { lowerRelatedAgent } from "./related-agent.ts";
import { lowerSurface } from "./surfaces.ts";
import { titled } from "./text.ts";
import { contextVariables, stateVariables, variableNames } from "./variables.ts";

/** Compile the blocks of a script that has a `config` and a `start_agent`. */
export function compileAgent(root: Lines): JsonObject {
  const names = namesIn(root);
  return {
    schema_version: "2.0",
    global_configuration: globalConfiguration(root),
    agent_version: agentVersion(root, names),
  };
}

/** Blocks that are nodes, in the order of the compiled form: the start, topics, subagents. */
const nodesOf = (root: Lines): readonly (readonly [string, Element])[] =>
  ["start_agent", "topic", "subagent"].flatMap((kind) => [...namedBlocks(root, kind)]);

function namesIn(root: Lines): Names {
  const knowledge = below(root, "knowledge");
  const described = nodesOf(root).flatMap(([name, element]) => {
    const description = describedAt(linesOf(element, root), "description");
    return description ? [[name, description] as const] : [];
  });
  return {
    source: root.source,
    variables: variableNames(below(root, "variables")),
    knowledge: new Map([...entriesOf(knowledge)].flatMap(([name, element]) => literal(name, element, root.source))),
    descriptions: new Map(described),
    initialNode: namedBlocks(root, "start_agent").keys().next().value ?? "",
    slots: { used: 0 },
  };
}

function literal(name: string, element: Element, source: string): readonly (readonly [string, Json])[] {
  const term = termOf(element);
  const value = term && literalOf(term, source);
  return value === undefined ? [] : [[name, value]];
}

const runtimeFlags = ["streaming", "thought_chunks", "citation", "groundedness", "reset_to_initial_node"];

function globalConfiguration(root: Lines): JsonObject {
  const config = below(root, "config");
  const access = below(root, "access");
  const name = textAt(config, "developer_name") ?? textAt(config, "agent_name") ?? "";
  const label = textAt(config, "agent_label") || titled(name);
  const type = textAt(config, "agent_type") ?? "EinsteinServiceAgent";
  const upload = below(config, "file_upload");
  const uploadMode = textAt(upload, "mode");
  return defined({
    developer_name: name,
    label,
    description: textAt(config, "agent_description") ?? textAt(config, "description") ?? label,
    enable_enhanced_event_logs: flagAt(config, "enable_enhanced_event_logs") ?? false,
    agent_type: type === "AgentforceServiceAgent" ? "EinsteinServiceAgent" : type,
    context_variables: contextVariables(below(root, "variables")),
    default_agent_user: textAt(access, "default_agent_user") || textAt(config, "default_agent_user") || undefined,
    template_name: textAt(config, "agent_template"),
    security: filled(defined({ verified_customer_record_access: recordAccess(access) })),
    runtime: filled(flagsOf(below(config, "runtime"), runtimeFlags)),
    file_upload: uploadMode && defined({ mode: uploadMode, message: textAt(upload, "message") || undefined }),
  });
}

const flagsOf = (lines: Lines, names: readonly string[]): JsonObject =>
  defined(Object.fromEntries(names.map((name) => [name, flagAt(lines, name)])));

function recordAccess(access: Lines): JsonObject | undefined {
  const records = below(access, "verified_customer_record_access");
  const use_default_objects = flagAt(records, "use_default_objects");
  if (use_default_objects === undefined) return undefined;
  return defined({ use_default_objects, additional_objects: some(textsAt(records, "additional_objects")) });
}

function agentVersion(root: Lines, names: Names): JsonObject {
  const config = below(root, "config");
  const messages = systemMessages(root, names);
  const agents = [...namedBlocks(root, "connected_subagent")];
  const nodes = [
    ...nodesOf(root).map(([name, element]) => lowerNode(name, element, root, names)),
    ...agents.map(([name, element]) => lowerRelatedAgent(name, element, names)),
  ];
  const [company, role] = [textAt(config, "company"), textAt(config, "role")];
  const placed = company !== undefined || role !== undefined;
  return defined({
    planner_type: "Atlas__ConcurrentMultiAgentOrchestration",
    system_messages: messages,
    // The lowering of the nodes has counted the condition slots.
    state_variables: stateVariables(below(root, "variables"), names.slots.used),
    initial_node: names.initialNode,
    nodes,
    surfaces: [...namedBlocks(root, "connection")].map(([name, element]) => lowerSurface(name, element, names)),
    modality_parameters: modalityParameters(root),
    additional_parameters: additionalParameters(root, messages),
    company: placed ? (company ?? null) : undefined,
    role: placed ? (role ?? null) : undefined,
    recommended_prompts: recommendedPrompts(root),
    context: contextOf(below(root, "context")),
  });
}

/** What is said without a model. Only templates have variables in them. */
function systemMessages(root: Lines, names: Names): readonly JsonObject[] {
  const messages = below(below(root, "system"), "messages");
  const place = { ...outermost(names), message: true } as const;
  const kinds = { welcome: "Welcome", error: "Error" };
  return Object.entries(kinds).flatMap(([field, message_type]) => {
    const message = messageText(termAt(messages, field), place);
    return message === undefined ? [] : [{ message, message_type }];
  });
}

const prefix = "additional_parameter__";

function additionalParameters(root: Lines, messages: readonly JsonObject[]): JsonObject {
  const config = below(root, "config");
  const own = [...entriesOf(config)].flatMap(([name, element]) =>
    name.startsWith(prefix) ? parameter(name.slice(prefix.length), element, root.source) : [],
  );
  return defined({
    reset_to_initial_node: true,
    ...Object.fromEntries(own),
    debug: flagAt(config, "debug"),
    max_tokens: numberAt(config, "max_tokens"),
    temperature: numberAt(config, "temperature"),
    rag_feature_config_id: textAt(below(root, "knowledge"), "rag_feature_config_id") || undefined,
    system_messages: messages.length > 0 ? spaced(messages) : undefined,
  });
}

/** A parameter of the author's own. A text that reads as a flag is one. */
const parameter = (name: string, element: Element, source: string) =>
  literal(name, element, source).map(([key, value]): readonly [string, Json] => {
    const flag = typeof value === "string" ? /^(?:(true)|false)$/i.exec(value) : null;
    return [key, flag ? flag[1] !== undefined : value];
  });

/** Messages as JSON with a blank after each comma and colon, as the platform stores them. */
const spaced = (messages: readonly JsonObject[]): string =>
  `[${messages
    .map(
      ({ message = "", message_type = "" }) =>
        `{"message": ${JSON.stringify(message)}, "messageType": ${JSON.stringify(message_type)}}`,
    )
    .join(", ")}]`;

function recommendedPrompts(root: Lines): JsonObject | undefined {
  const prompts = block(below(root, "system"), "recommended_prompts");
  if (!prompts) return undefined;
  return defined({
    in_conversation: flagAt(prompts, "in_conversation") ?? true,
    welcome_screen: flagAt(prompts, "welcome_screen") ?? true,
    starter_prompts: some(textsAt(prompts, "starter_prompts")),
  });
}

const remembered = ["memory", "user_profile", "past_conversations"];

const contextOf = (context: Lines): JsonObject | undefined =>
  filled(
    defined(Object.fromEntries(remembered.map((name) => [name, filled(flagsOf(below(context, name), ["enabled"]))]))),
  );
