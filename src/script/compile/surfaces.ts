// `connection` blocks as surfaces: routes to a person, inputs, and the formats a reply may take (spec §2.6).
import type { Element } from "../syntax.ts";
import { declaredIn, defaultOf } from "./declaration.ts";
import { messageText } from "./expression.ts";
import { below, describedAt, entriesOf, flagAt, type Lines, linesOf, termAt, textAt } from "./fields.ts";
import { inputSchema } from "./input-schema.ts";
import { defined, type JsonObject, some } from "./json.ts";
import { type Names, outermost, type Place } from "./names.ts";
import { addressOf, dedented, titled } from "./text.ts";

const known: ReadonlySet<string> = new Set([
  "messaging",
  "service_email",
  "slack",
  "telephony",
  "voice",
  "customer_web_client",
]);

/** One connection. Names that are not known pass as they are. */
export function lowerSurface(name: string, element: Element, names: Names): JsonObject {
  const lines = linesOf(element, names);
  const reasoning = below(lines, "reasoning");
  const actions = entriesOf(below(reasoning, "response_actions"));
  const formats = new Map(
    [...actions].flatMap(([alias, action]) => formatOf(action).map((to) => [alias, to] as const)),
  );
  const place: Place = { ...outermost(names), connection: { name, formats } };
  return defined({
    surface_type: known.has(name.toLowerCase()) ? name.toLowerCase() : name,
    adaptive_response_allowed: flagAt(lines, "adaptive_response_allowed"),
    instructions: told(reasoning, "instructions", place),
    additional_system_instructions: told(lines, "additional_system_instructions", place),
    outbound_route_configs: routesOf(lines, place),
    input_parameters: some([...entriesOf(below(lines, "inputs"))].map(([key, input]) => inputOf(key, input, lines))),
    response_formats: some(
      [...entriesOf(below(lines, "response_formats"))].map(([key, format]) => responseFormat(key, format, place)),
    ),
    response_actions: some(
      [...formats].map(([name, target]): JsonObject => ({ target, name, description: titled(name) })),
    ),
  });
}

function told(lines: Lines, field: string, place: Place): string | undefined {
  const text = messageText(termAt(lines, field), place);
  return text === undefined ? undefined : dedented(text);
}

/** Where a conversation goes when a person takes it. Without a route there is nothing to say. */
function routesOf(lines: Lines, place: Place): readonly JsonObject[] {
  const route = textAt(lines, "outbound_route_name");
  if (!route) return [];
  return [
    defined({
      outbound_route_type: textAt(lines, "outbound_route_type") ?? "OmniChannelFlow",
      outbound_route_name: route,
      escalation_message: messageText(termAt(lines, "escalation_message"), place) || undefined,
    }),
  ];
}

const inputTypes: Readonly<Record<string, string>> = { string: "string", boolean: "boolean", number: "double" };

function inputOf(name: string, element: Element, outer: Lines): JsonObject {
  const lines = linesOf(element, outer);
  const declared = declaredIn(element);
  const data_type = inputTypes[declared.type.toLowerCase()] ?? "string";
  const label = textAt(lines, "label") ?? titled(name);
  return defined({
    developer_name: name,
    label,
    description: describedAt(lines, "description") ?? label,
    data_type,
    default_value: defaultOf(declared, data_type, outer.source),
  });
}

function responseFormat(name: string, element: Element, place: Place): JsonObject {
  const lines = linesOf(element, place);
  const source = textAt(lines, "source");
  const target = textAt(lines, "target");
  return defined({
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    description: told(lines, "description", place) ?? "",
    input_schema: inputSchema(below(lines, "inputs"), place),
    source: source && (addressOf(source).path || source),
    ...(target ? madeBy(target) : {}),
  });
}

/** What makes the reply. Without a scheme there is a name alone. */
function madeBy(target: string): JsonObject {
  const { scheme, path } = addressOf(target);
  return defined({
    invocation_target_type: (scheme === "prompt" ? "generatePromptResponse" : scheme) || undefined,
    invocation_target_name: path || target,
  });
}

/** The format a response action names. */
function formatOf({ value }: Element): readonly string[] {
  const term = value?.kind === "term" ? value.term : undefined;
  return term?.kind === "member" ? [term.name] : [];
}
