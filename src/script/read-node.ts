// `start_agent`, `subagent` and `topic`: one node of the agent, with its actions, procedures and tools (spec §2.11).
import type { Node, Skill, Value } from "./agent.ts";
import { termOf } from "./field-value.ts";
import { fieldFlag, fieldTerm, fieldText, fieldValues } from "./fields.ts";
import type { Place } from "./names.ts";
import { checkDeveloperName, readActions } from "./read-actions.ts";
import { readProcedure } from "./read-procedure.ts";
import { checkRouter, isRouterModel } from "./read-router.ts";
import { readTools } from "./read-tools.ts";
import { readBoundTools, readVariant } from "./read-variant.ts";
import { resolveText } from "./resolve.ts";
import { blockOf, type Section, sectionsOf } from "./shape.ts";
import type { Item } from "./syntax.ts";
import { toolNames } from "./tool-target.ts";
import type { Statement } from "./tree.ts";

/** A model and its settings, as far as one `model_config` says. */
export interface ModelChoice {
  readonly uri?: string;
  readonly params: Readonly<Record<string, Value>>;
}

/** Read the `model_config` of a section. */
export function readModel(section: Section | undefined, { source }: Place): ModelChoice {
  const config = blockOf(section, "model_config");
  return { uri: fieldText(config, "model", source), params: fieldValues(config, "params", source) };
}

/** Read one node. `outer` is the place outside every node, `shared` the model the whole agent uses. */
export function readNode(section: Section, outer: Place, shared: ModelChoice): Node {
  const { name, span } = section;
  checkDeveloperName(name, "a subagent", outer.report);
  const reasoning = blockOf(section, "reasoning");
  const toolSections = sectionsOf(reasoning, "actions");
  const definitions = sectionsOf(section, "actions");
  const actions = readActions(definitions, outer, section.entries.has("schema"));
  const place: Place = { ...outer, node: name.text, actions, tools: toolNames(toolSections) };
  const system = fieldTerm(blockOf(section, "system"), "instructions");
  const own = readModel(section, place);
  const uri = own.uri ?? shared.uri;
  const router = isRouterModel(own.uri);
  const variant = readVariant(section, place, (field) => readField(section, field, place, false));
  const tools = [...(variant ? readBoundTools(definitions, place) : []), ...readTools(toolSections, place)];
  if (router) checkRouter(section, tools, place.report);
  return {
    name: name.text,
    label: fieldText(section, "label", outer.source),
    description: fieldText(section, "description", outer.source) ?? "",
    system: system && resolveText(system, place),
    stripPreamble: fieldFlag(blockOf(section, "system"), "strip_salesforce_instructions"),
    model: uri === undefined ? undefined : { uri, params: { ...shared.params, ...own.params } },
    router,
    skills: readSkills(section, place),
    actions: Object.fromEntries(actions),
    before: readField(section, "before_reasoning", place, false),
    instructions: readField(reasoning, "instructions", place, true),
    after: readField(section, "after_reasoning", place, false),
    tools,
    ...(variant && { variant }),
    span,
  };
}

function readSkills(section: Section, { source, report }: Place): readonly Skill[] {
  return sectionsOf(section, "skills").map((skill) => {
    checkDeveloperName(skill.name, "a skill", report);
    return { name: skill.name.text, target: fieldText(skill, "target", source) ?? "" };
  });
}

/** The statements of a field: those below it, or the text beside it. */
function readField(section: Section | undefined, name: string, place: Place, text: boolean): readonly Statement[] {
  const entry = section?.entries.get(name);
  if (!entry) return [];
  const { element } = entry;
  const beside = element.value && termOf(element);
  const first: Item[] = text && beside?.kind === "template" ? [{ kind: "value", term: beside, span: beside.span }] : [];
  return readProcedure([...first, ...(element.body?.items ?? [])], place, name, text);
}
