// `connected_subagent`: another agent, what it is told, and what happens once it has answered (spec §2.14).
import type { ConnectedAgent, ConnectedInput } from "./agent.ts";
import { fieldFlag, fieldText } from "./fields.ts";
import { inferType, suits, typeText } from "./infer.ts";
import type { Place } from "./names.ts";
import { checkDeveloperName } from "./read-actions.ts";
import { isFixed, readTypedName } from "./read-declaration.ts";
import { readProcedure } from "./read-procedure.ts";
import { resolve } from "./resolve.ts";
import { type Section, sectionsOf } from "./shape.ts";
import type { Term } from "./syntax.ts";
import type { Expression } from "./tree.ts";

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

/** What an input is given: something fixed, or a variable that can have a value of the session. */
function readBound(written: Term, place: Place): Expression {
  const value = resolve(written, place);
  if (value.kind === "reference" && value.namespace === "variables") {
    const variable = place.names.variables.get(value.name);
    if (variable?.kind !== "constant") return value;
    const message = `\`${value.name}\` is a constant, which no input is given`;
    const fix = "Write its value here, or declare it `mutable`";
    place.report.error("bound-input-not-linked-or-mutable", written.span, message, { fix });
  } else if (!isFixed(written) && value.kind !== "missing") {
    const message = "An input is given a literal, or one variable as it is";
    const fix = "Keep what you calculate in a variable, and name that here";
    place.report.error("bound-input-not-variable", written.span, message, { fix });
  }
  return value;
}
