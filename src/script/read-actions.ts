// Action definitions: what a subagent can call, with which inputs and outputs (spec §2.12).
import type { ActionDefinition, Input, Output } from "./agent.ts";
import { checkDescription, checkPlatformType } from "./check-action.ts";
import { fieldFlag, fieldText } from "./fields.ts";
import type { Place } from "./names.ts";
import { anything, type Declaration, readDeclaration } from "./read-declaration.ts";
import { isBound } from "./read-variant.ts";
import type { Report } from "./report.ts";
import { type Section, sectionsOf } from "./shape.ts";
import { developerName, longestName, spellingFix } from "./spelling.ts";
import type { Word } from "./syntax.ts";

/** Read the actions of one subagent. With `bound`, their inputs may be variables instead of having types. */
export function readActions(
  sections: readonly Section[],
  place: Place,
  bound = false,
): ReadonlyMap<string, ActionDefinition> {
  return new Map(sections.map((section) => [section.name.text, readAction(section, place, bound)]));
}

/** Check the name of a subagent, an action or a tool (spec §2). */
export function checkDeveloperName({ text, span }: Word, what: string, report: Report): void {
  if (!developerName.test(text) || text.length > longestName) {
    report.error("invalid-key-pattern", span, `\`${text}\` cannot name ${what}`, {
      fix: spellingFix,
    });
  } else if (text === "escalate") {
    report.warning("reserved-escalate-name", span, `\`escalate\` is reserved and should not name ${what}`, {
      fix: "Rename it",
    });
  }
}

function readAction(section: Section, place: Place, bound: boolean): ActionDefinition {
  const { name, span } = section;
  const { source } = place;
  checkDeveloperName(name, "an action", place.report);
  checkDescription(section, place);
  const progress = fieldText(section, "progress_indicator_message", source);
  return {
    name: name.text,
    label: fieldText(section, "label", source),
    description: fieldText(section, "description", source),
    target: fieldText(section, "target", source) ?? "",
    inputs: sectionsOf(section, "inputs").flatMap((input) => readInput(input, place, bound)),
    outputs: sectionsOf(section, "outputs").flatMap((output) => readOutput(output, place)),
    confirm: fieldFlag(section, "require_user_confirmation") === true,
    progress: fieldFlag(section, "include_in_progress_indicator") === true ? progress : undefined,
    span,
  };
}

function readInput(section: Section, place: Place, bound: boolean): Input[] {
  const declaration: Declaration | undefined =
    bound && isBound(section) ? { type: anything } : readDeclaration(section, place);
  checkModifier(declaration?.modifier, "an input", place.report);
  if (!declaration) return [];
  if (!bound && !declaration.untyped) checkPlatformType(section, declaration.type, place);
  return [
    {
      name: section.name.text,
      type: declaration.type,
      description: fieldText(section, "description", place.source),
      required: fieldFlag(section, "is_required") === true,
      userInput: fieldFlag(section, "is_user_input") === true,
      default: declaration.default,
    },
  ];
}

function readOutput(section: Section, place: Place): Output[] {
  const declaration = readDeclaration(section, place);
  checkModifier(declaration?.modifier, "an output", place.report);
  if (!declaration) return [];
  if (!declaration.untyped) checkPlatformType(section, declaration.type, place);
  const hidden = fieldFlag(section, "filter_from_agent") === true || fieldFlag(section, "is_used_by_planner") === false;
  return [
    {
      name: section.name.text,
      type: declaration.type,
      description: fieldText(section, "description", place.source),
      visible: !hidden,
      displayable: fieldFlag(section, "is_displayable") === true,
    },
  ];
}

function checkModifier(modifier: Word | undefined, what: string, report: Report): void {
  if (modifier)
    report.error("invalid-modifier", modifier.span, `\`${modifier.text}\` has no meaning for ${what}`, {
      fix: "Remove it",
    });
}
