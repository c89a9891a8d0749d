// `connected_subagent`: another agent, what it is told, and what happens once it has answered (spec §2.14).
import type { ConnectedAgent, ConnectedInput } from "./agent.ts";
import { fieldFlag, fieldText } from "./fields.ts";
import { inferType, suits, typeText } from "./infer.ts";
import type { Place } from "./names.ts";
import { checkDeveloperName } from "./read-actions.ts";
import { readBound } from "./read-bound.ts";
import { readTypedName } from "./read-declaration.ts";
import { readProcedure } from "./read-procedure.ts";
import { type Section, sectionsOf } from "./shape.ts";

/** Read the connected agents of a script. */
export function readConnectedAgents(sections: readonly Section[], place: Place): ReadonlyMap<string, ConnectedAgent> {
  return new Map(sections.map((section) => [section.name.text, readConnectedAgent(section, place)]));
}

function readConnectedAgent(section: Section, outer: Place): ConnectedAgent {
  const { name, span } = section;
  const { source } = outer;
  checkDeveloperName(name, "a connected agent", outer.report);
  const after = section.entries.get("after_response")?.element.body?.items ?? [];
  return {
    name: name.text,
    target: fieldText(section, "target", source) ?? "",
    label: fieldText(section, "label", source),
    description: fieldText(section, "description", source) ?? "",
    loadingText: fieldText(section, "loading_text", source),
    inputs: sectionsOf(section, "inputs").flatMap((input) => readInput(input, outer)),
    after: readProcedure(after, { ...outer, node: name.text }, "after_response", false),
    delegateEscalation: fieldFlag(section, "delegate_escalation") ?? true,
    span,
  };
}

function readInput(section: Section, place: Place): ConnectedInput[] {
  const typed = readTypedName(section, place);
  if (!typed) return [];
  const { name } = section;
  const { modifier, type, written } = typed;
  if (modifier) {
    const message = `\`${modifier.text}\` has no meaning for an input`;
    place.report.error("invalid-modifier", modifier.span, message, { fix: "Remove it" });
  }
  if (!written && !typed.untyped) {
    const fix = `Write \`${name.text}: ${typeText(type)} = @variables.x\``;
    place.report.error("bound-input-required", name.span, `Nothing is given for input \`${name.text}\``, { fix });
  }
  const value = written && readBound(written, place);
  const worth = value && inferType(value, place);
  if (value && worth && !suits(worth, type)) {
    const message = `\`${name.text}\` is ${typeText(type)}, but the value is ${typeText(worth)}`;
    place.report.warning("type-mismatch", value.span, message, { fix: "Change one of them" });
  }
  return [
    {
      name: name.text,
      type,
      description: fieldText(section, "description", place.source),
      required: fieldFlag(section, "is_required") === true,
      value,
    },
  ];
}
