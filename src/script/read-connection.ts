// `connection` blocks: what changes on one channel, and what each channel allows (spec §2.6).
import type { Connection, ResponseAction, Value } from "./agent.ts";
import { fieldTerm, fieldText, keySpan } from "./fields.ts";
import { noteMention, type Place } from "./names.ts";
import { checkDeveloperName } from "./read-actions.ts";
import { isEmployeeType } from "./read-config.ts";
import { readDeclaration } from "./read-declaration.ts";
import { readFormats } from "./read-response.ts";
import type { Report } from "./report.ts";
import { resolveText } from "./resolve.ts";
import { reportUndefined } from "./resolve-reference.ts";
import { blockOf, type Section, sectionsOf } from "./shape.ts";
import type { Template } from "./tree.ts";

/** Read the connections of a script. */
export function readConnections(
  sections: readonly Section[],
  agentType: string,
  place: Place,
): Readonly<Record<string, Connection>> {
  const connections = new Map<string, Connection>();
  for (const section of sections) {
    const { text, span } = section.name;
    if (connections.has(text)) {
      place.report.error("duplicate-name", span, `\`${text}\` is already defined`, { fix: "Join the two" });
    }
    connections.set(text, readConnection(section, agentType, place));
  }
  return Object.fromEntries(connections);
}

function readConnection(section: Section, agentType: string, outer: Place): Connection {
  checkConnection(section, agentType, outer.report);
  const reasoning = blockOf(section, "reasoning");
  const inputs = readInputs(section, outer);
  const place: Place = {
    ...outer,
    connection: section.name.text,
    inputs,
    responseActions: namesOf(reasoning, "response_actions"),
    responseFormats: namesOf(section, "response_formats"),
  };
  const template = (from: Section | undefined, name: string): Template | undefined => {
    const term = fieldTerm(from, name);
    return term && resolveText(term, place);
  };
  return {
    name: section.name.text,
    escalationMessage: template(section, "escalation_message"),
    routeType: fieldText(section, "outbound_route_type", outer.source),
    routeName: fieldText(section, "outbound_route_name", outer.source),
    systemInstructions: template(section, "additional_system_instructions"),
    instructions: template(reasoning, "instructions"),
    inputs: Object.fromEntries(inputs),
    responseActions: sectionsOf(reasoning, "response_actions").flatMap((action) => readAction(action, place) ?? []),
    formats: readFormats(section, place),
  };
}

/** `alias: @response_formats.x`; `undefined` when it names no format of the connection, which is reported. */
function readAction({ name, value, span }: Section, place: Place): ResponseAction | undefined {
  checkDeveloperName(name, "a response action", place.report);
  const term = value?.kind === "term" && value.clauses.length === 0 ? value.term : undefined;
  if (term?.kind === "missing") return undefined;
  if (term?.kind !== "member" || term.of.kind !== "reference" || term.of.namespace !== "response_formats") {
    const message = `\`${name.text}\` leads to no response format`;
    const fix = `Write \`${name.text}: @response_formats.name\``;
    place.report.error("response-action-invalid-reference", term?.span ?? name.span, message, { fix });
    return undefined;
  }
  if (place.responseFormats?.has(term.name)) {
    const scope = place.connection ?? "";
    noteMention(place, { kind: "response format", name: term.name, scope }, term.span);
    return { name: name.text, format: term.name, span };
  }
  reportUndefined("response_formats", term.name, term.span, place.responseFormats ?? [], place);
  return undefined;
}

const namesOf = (section: Section | undefined, map: string): ReadonlySet<string> =>
  new Set(sectionsOf(section, map).map(({ name }) => name.text));

const inputTypes: ReadonlySet<string> = new Set(["string", "number", "boolean"]);

/** Inputs of a connection: their defaults are their values. */
function readInputs(section: Section, place: Place): ReadonlyMap<string, Value> {
  const inputs = new Map<string, Value>();
  for (const input of sectionsOf(section, "inputs")) {
    const declaration = readDeclaration(input, place);
    if (declaration && (declaration.type.list || !inputTypes.has(declaration.type.of))) {
      const message = `Input \`${input.name.text}\` of a connection is a string, a number or a boolean`;
      place.report.error("connection-input-invalid-type", input.name.span, message, { fix: "Change its type" });
    }
    inputs.set(input.name.text, declaration?.default ?? null);
  }
  return inputs;
}

const routed: ReadonlySet<string> = new Set(["messaging", "service_email"]);
const inputless: ReadonlySet<string> = new Set(["messaging", "customer_web_client"]);

function checkConnection(section: Section, agentType: string, report: Report): void {
  const { name, entries } = section;
  const channel = name.text;
  if (channel === "slack") checkSlack(section, agentType, report);
  if (channel === "service_email" && entries.has("escalation_message")) {
    report.error(
      "connection-disallowed-field",
      keySpan(section, "escalation_message"),
      "`service_email` says nothing on escalation",
      {
        fix: "Remove `escalation_message`",
      },
    );
  }
  if (routed.has(channel)) checkRoute(section, report);
  if (inputless.has(channel) && entries.has("inputs")) {
    report.warning(
      "connection-field-not-used",
      keySpan(section, "inputs"),
      `\`inputs\` are not used on \`${channel}\``,
      { fix: "Remove them" },
    );
  }
}

function checkRoute(section: Section, report: Report): void {
  const { name, entries } = section;
  if (entries.size === 0) {
    report.error("connection-missing-required-fields", name.span, `\`connection ${name.text}\` is empty`, {
      fix: "Add `outbound_route_type` and `outbound_route_name`, or remove it",
    });
  }
  const pair = ["outbound_route_type", "outbound_route_name"];
  const given = pair.find((field) => entries.has(field));
  const lacking = pair.find((field) => !entries.has(field));
  if (given && lacking) {
    report.error("connection-missing-paired-field", keySpan(section, given), `\`${given}\` comes with \`${lacking}\``, {
      fix: `Add \`${lacking}\``,
    });
  }
}

function checkSlack(section: Section, agentType: string, report: Report): void {
  for (const field of section.entries.keys()) {
    if (field === "adaptive_response_allowed") continue;
    report.error("connection-disallowed-field", keySpan(section, field), `\`slack\` has no \`${field}\``, {
      fix: "Remove it",
    });
  }
  if (!isEmployeeType(agentType)) {
    report.warning("connection-agent-type", section.name.span, "Only employee agents are on Slack", {
      fix: "Remove it",
    });
  }
}
