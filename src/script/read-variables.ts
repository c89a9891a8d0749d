// The `variables` block: mutable, linked and constant variables, and the rules of each (spec §2.4).
import { closest } from "../closest.ts";
import type { Type, Variable } from "./agent.ts";
import { fieldTerm, fieldText, keySpan } from "./fields.ts";
import { reservedNames } from "./infer.ts";
import type { Place } from "./names.ts";
import { type Declaration, readDeclaration } from "./read-declaration.ts";
import { type Cure, type Report, replaceWith } from "./report.ts";
import type { Section } from "./shape.ts";
import { longestName, spellingFix, variableName } from "./spelling.ts";
import type { Term, Word } from "./syntax.ts";

/** Read every variable that can be read. */
export function readVariables(sections: readonly Section[], place: Place): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const section of sections) {
    const variable = readVariable(section, place);
    if (variable) variables.set(variable.name, variable);
  }
  return variables;
}

function readVariable(section: Section, place: Place): Variable | undefined {
  const { name } = section;
  const { report, source } = place;
  checkName(name, report);
  const declaration = readDeclaration(section, place);
  const kind = kindOf(declaration?.modifier, report);
  if (declaration && !declaration.untyped) checkType(section, declaration, kind, report);
  const from = readSource(section, kind, report);
  return {
    name: name.text,
    kind,
    // A variable of unknown type stays known by name, so that one mistake is told once.
    type: declaration?.type ?? { of: "object", list: false },
    default: declaration?.default ?? null,
    description: fieldText(section, "description", source),
    source: from,
    visibility: readVisibility(section, source, report),
    span: name.span,
  };
}

function checkName({ text, span }: Word, report: Report): void {
  if (reservedNames.has(text)) {
    report.error("reserved-name", span, `\`${text}\` is a word of the language, not a name for a variable`, {
      fix: `Write \`${text}_value\``,
    });
  } else if (!variableName.test(text) || text.length > longestName) {
    report.error("invalid-variable-name", span, `\`${text}\` cannot name a variable`, { fix: spellingFix });
  }
}

function kindOf(modifier: Word | undefined, report: Report): Variable["kind"] {
  if (!modifier) return "constant";
  if (modifier.text === "mutable" || modifier.text === "linked") return modifier.text;
  const meant = closest(modifier.text, ["mutable", "linked"]);
  const cure: Cure = meant
    ? { ...replaceWith(modifier.span, meant), fix: `Did you mean \`${meant}\`?` }
    : { fix: "The modifiers are `mutable` and `linked`" };
  report.error("invalid-modifier", modifier.span, `\`${modifier.text}\` is not a modifier`, cure);
  return meant === "linked" ? "linked" : "mutable";
}

/** Types that inputs and outputs have, and variables have not. */
export const unstorable: ReadonlySet<string> = new Set(["integer", "long", "time"]);

function checkType(
  { name, value }: Section,
  { type, defaultSpan }: Declaration,
  kind: Variable["kind"],
  report: Report,
): void {
  const span = value?.kind === "declaration" ? (value.type?.span ?? name.span) : (value?.span ?? name.span);
  if (unstorable.has(type.of)) {
    const fix = type.of === "time" ? "Use `string`" : "Use `number`";
    report.error("unknown-type", span, `A variable cannot be of type ${type.of}`, { fix });
  }
  if (type.of === "id")
    report.warning(
      "deprecated-field",
      span,
      "Type `id` is deprecated",
      replaceWith(span, type.list ? "list[string]" : "string"),
    );
  if (kind === "linked") checkLinked(name, type, report);
  if (kind === "linked" && defaultSpan) {
    report.error("linked-variable-cannot-have-default", defaultSpan, "A linked variable gets its value from the host", {
      fix: "Remove the default",
    });
  }
}

function checkLinked({ text, span }: Word, type: Type, report: Report): void {
  if (type.list)
    report.error("linked-variable-cannot-be-list", span, `Linked variable \`${text}\` cannot be a list`, {
      fix: "Make it mutable",
    });
  else if (type.of === "object")
    report.error("linked-variable-cannot-be-object", span, `Linked variable \`${text}\` cannot be an object`, {
      fix: "Make it mutable",
    });
}

/** Where hosts keep what linked variables show, with the usual fields (spec §1.8, §2.4). */
export const linkedSources: Readonly<Record<string, readonly string[]>> = {
  MessagingSession: ["MessagingEndUserId", "Id", "EndUserLanguage", "ChannelType"],
  MessagingEndUser: ["ContactId"],
  VoiceCall: ["Id"],
};

function readSource(section: Section, kind: Variable["kind"], report: Report): string | undefined {
  const { name } = section;
  const term = fieldTerm(section, "source");
  if (!section.entries.has("source")) {
    if (kind !== "linked") return undefined;
    const fix = "Add `source: @MessagingSession.MessagingEndUserId` or the like below it";
    report.error("linked-variable-missing-source", name.span, `Linked variable \`${name.text}\` has no source`, {
      fix,
    });
    return undefined;
  }
  if (kind !== "linked") {
    const message = `Only a linked variable has a source; \`${name.text}\` is ${kind}`;
    report.error("mutable-variable-cannot-have-source", keySpan(section, "source"), message, {
      fix: "Make it linked, or remove the source",
    });
  }
  if (term?.kind !== "member" || term.of.kind !== "reference") return undefined;
  const { namespace } = term.of;
  const known = Object.hasOwn(linkedSources, namespace) ? linkedSources[namespace] : undefined;
  if (!known) reportSource(term, namespace, report);
  else if (!known.includes(term.name)) {
    // Hosts have fields of their own beside the usual ones, so the value may well be there.
    report.warning("undefined-reference", term.span, `\`${term.name}\` is not a usual field of \`@${namespace}\``, {
      fix: `The usual ones: ${known.join(", ")}`,
    });
  }
  return `${namespace}.${term.name}`;
}

function reportSource(term: Extract<Term, { kind: "member" }>, namespace: string, report: Report): void {
  const meant = closest(namespace, Object.keys(linkedSources));
  const spaces = Object.keys(linkedSources).map((space) => `\`@${space}\``);
  const message = `\`@${namespace}\` is not a source of linked variables`;
  const cure = meant ? replaceWith(term.span, `@${meant}.${term.name}`) : { fix: `Use ${spaces.join(", ")}` };
  report.error("constraint-allowed-namespaces", term.span, message, cure);
}

function readVisibility(section: Section, source: string, report: Report): Variable["visibility"] {
  const text = fieldText(section, "visibility", source)?.toLowerCase() ?? "internal";
  if (text === "external" || text === "public") return "External";
  if (text !== "internal" && text !== "private") {
    const fix = 'Write "Internal" or "External"';
    report.warning(
      "unknown-visibility",
      keySpan(section, "visibility"),
      "This visibility is unknown and counts as Internal",
      { fix },
    );
  }
  return "Internal";
}
