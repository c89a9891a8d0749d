// `reasoning.actions`: the tools offered to the model, and what each does when it is called (spec §2.13).
import type { ActionDefinition, Tool, ToolTarget } from "./agent.ts";
import { fieldText } from "./fields.ts";
import { inferType, typeText } from "./infer.ts";
import { noteWay, type Place } from "./names.ts";
import { checkDeveloperName } from "./read-actions.ts";
import { checkInputs, readBindings } from "./read-bindings.ts";
import { type Frame, readStatements } from "./read-procedure.ts";
import { nodeNamed, transitionTarget } from "./read-transition.ts";
import { resolve } from "./resolve.ts";
import { reportUndefined } from "./resolve-reference.ts";
import type { Section } from "./shape.ts";
import type { Clause, Item, Term } from "./syntax.ts";
import type { Binding, Expression, Statement } from "./tree.ts";

/** Tools by alias, each with the name of the action or node behind it, before any of them is read. */
export function toolNames(sections: readonly Section[]): ReadonlyMap<string, string> {
  return new Map(
    sections.map((section) => {
      const to = isUtil(section, "transition")
        ? destinations(section).find((clause) => clause.kind === "to")
        : undefined;
      const target = to?.target ?? (section.value?.kind === "term" ? section.value.term : undefined);
      return [section.name.text, target?.kind === "member" ? target.name : ""];
    }),
  );
}

/** Read the tools that can be read. */
export const readTools = (sections: readonly Section[], place: Place): readonly Tool[] =>
  sections.flatMap((section) => readTool(section, place) ?? []);

function readTool(section: Section, place: Place): Tool | undefined {
  const { name, span } = section;
  checkDeveloperName(name, "a tool", place.report);
  const items = [...inlineClauses(section), ...section.statements.filter((item) => !isTargetItem(item, section))];
  const target = readTarget(section, place);
  const bindings = readBindings(items, place);
  const available = readAvailable(items, place);
  if (!target) return undefined;
  const body = items.filter((item) => item.kind !== "with" && item.kind !== "available");
  const then = readBody(body, target, place);
  return {
    name: name.text,
    target,
    description: describe(section, target, place),
    available,
    bindings: checkToolBindings(bindings, target, section, place),
    then,
    span,
  };
}

/** What follows the target on its line counts as its body, unless it is a transition's own. */
const inlineClauses = (section: Section): readonly Item[] =>
  section.value?.kind === "term" && !isUtil(section, "transition") ? section.value.clauses : [];

/** Where a transition tool leads: on its line, else in the lines below. */
function destinations(section: Section): readonly Clause[] {
  const inline = section.value?.kind === "term" ? section.value.clauses : [];
  return hasInlineTarget(section) ? inline : [...inline, ...clausesIn(section.statements)];
}

const clausesIn = (items: readonly Item[]): readonly Clause[] =>
  items.flatMap((item): readonly Clause[] => {
    if (item.kind === "to") return [item];
    return item.kind === "transition" ? item.clauses : [];
  });

const isUtil = (section: Section, util: string): boolean => {
  const term = section.value?.kind === "term" ? section.value.term : undefined;
  return term?.kind === "member" && term.of.kind === "reference" && term.of.namespace === "utils" && term.name === util;
};

/** Lines of a tool's body that belong to its target: the target itself, and `to` of a transition tool. */
function isTargetItem(item: Item, section: Section): boolean {
  if (item.kind === "value") return section.value?.kind === "term" && item.term === section.value.term;
  return (
    (item.kind === "to" || item.kind === "transition") && isUtil(section, "transition") && !hasInlineTarget(section)
  );
}

const hasInlineTarget = ({ value }: Section): boolean =>
  value?.kind === "term" && value.clauses.some((clause) => clause.kind === "to");

/** What `@utils` has, apart from `transition`. */
const utils: Readonly<Record<string, ToolTarget>> = {
  setVariables: { kind: "setVariables" },
  escalate: { kind: "escalate" },
  end_session: { kind: "endSession" },
};

function readTarget(section: Section, place: Place): ToolTarget | undefined {
  const { name, value } = section;
  const { report } = place;
  const term = value?.kind === "term" ? value.term : undefined;
  if (term?.kind === "missing") return undefined;
  if (!value || !term || term.kind !== "member" || term.of.kind !== "reference") {
    const fix = `Write \`${name.text}: @actions.Name\`, or a tool of \`@utils\``;
    report.error("missing-action-reference", value?.span ?? name.span, `Tool \`${name.text}\` has no target`, { fix });
    return undefined;
  }
  const { namespace } = term.of;
  if (namespace === "actions") return actionTarget(term.name, term, place);
  if (namespace === "utils") return utilTarget(term.name, term, section, place);
  return refuseTarget(namespace, term, place);
}

function actionTarget(action: string, term: Term, place: Place): ToolTarget | undefined {
  if (place.actions.has(action)) return { kind: "action", action };
  reportUndefined("actions", action, term.span, place.actions.keys(), place);
  return undefined;
}

function utilTarget(util: string, term: Term, section: Section, place: Place): ToolTarget | undefined {
  if (util === "transition") {
    const to = transitionTarget(destinations(section), term.span, place);
    if (to === undefined) return undefined;
    noteWay(place, to);
    return { kind: "transition", to };
  }
  if (Object.hasOwn(utils, util)) return utils[util];
  reportUndefined("utils", util, term.span, ["transition", ...Object.keys(utils)], place);
  return undefined;
}

function refuseTarget(namespace: string, term: Extract<Term, { kind: "member" }>, place: Place): undefined {
  const { report, names } = place;
  const cure = { fix: "Write `@utils.transition to …` to go there for good" };
  if (namespace === "connected_subagent") {
    if (!names.connectedAgents.has(term.name))
      reportUndefined(namespace, term.name, term.span, names.connectedAgents, place);
    else
      report.error("not-supported-yet", term.span, "Connected agents are not supported by this version", {
        fix: "Remove the tool",
      });
  } else if (namespace === "subagent" || namespace === "topic" || namespace === "start_agent") {
    const to = nodeNamed(term, place);
    if (to === undefined) return undefined;
    noteWay(place, to);
    report.error(
      "not-supported-yet",
      term.span,
      "A subagent that answers and returns is not supported by this version",
      cure,
    );
  } else {
    report.error("constraint-allowed-namespaces", term.span, `\`@${namespace}\` is not the target of a tool`, {
      fix: "A tool leads to `@actions` or `@utils`",
    });
  }
  return undefined;
}

const standard: Partial<Readonly<Record<ToolTarget["kind"], string>>> = {
  escalate: "Escalate to human agent",
  endSession: "End the session",
};

function describe(section: Section, target: ToolTarget, { source, actions, names }: Place): string {
  const own = fieldText(section, "description", source);
  if (own !== undefined) return own;
  if (target.kind === "action") return actions.get(target.action)?.description ?? "";
  if (target.kind === "transition") return names.nodes.get(target.to)?.description ?? "";
  return standard[target.kind] ?? "";
}

function readAvailable(items: readonly Item[], place: Place): Expression | undefined {
  const conditions = items.filter((item) => item.kind === "available");
  for (const item of conditions.slice(0, -1)) {
    place.report.warning("duplicate-clause", item.span, "The last `available when` counts; this one does nothing", {
      fix: "Join the conditions with `and`",
    });
  }
  const resolved = conditions.map((item) => resolve(item.when, place));
  const when = resolved.at(-1);
  const type = when && inferType(when, place);
  if (when && type && (type.of !== "boolean" || type.list) && type.of !== "object") {
    place.report.warning(
      "available-when-non-boolean",
      when.span,
      `This condition is ${typeText(type)}, not True or False`,
      {
        fix: "Compare it with something",
      },
    );
  }
  return when;
}

function checkToolBindings(
  bindings: readonly Binding[],
  target: ToolTarget,
  section: Section,
  place: Place,
): readonly Binding[] {
  if (target.kind === "setVariables") return bindings.filter((binding) => checkVariable(binding, place));
  const action = target.kind === "action" ? place.actions.get(target.action) : undefined;
  if (action) {
    checkInputs(bindings, action, "action-unknown-input", place);
    tellUnbound(bindings, action, section, place);
    return bindings;
  }
  for (const { name, span } of bindings) {
    place.report.warning("ignored-clause", span, `\`with ${name}\` does nothing: this tool takes no inputs`, {
      fix: "Remove it",
    });
  }
  return [];
}

/** Whether `with name=…` of a `setVariables` tool names a variable that can be set. */
function checkVariable({ name, span }: Binding, { names, report, findings }: Place): boolean {
  const variable = names.variables.get(name);
  if (!variable) {
    report.error("set-variables-unknown-variable", span, `There is no variable \`${name}\``, {
      fix: "Declare it in `variables`, as `mutable`",
    });
    return false;
  }
  findings.used.add(name);
  if (variable.kind === "mutable") return true;
  report.error("set-variables-immutable-target", span, `\`${name}\` is ${variable.kind} and cannot be set`, {
    fix: "Declare it `mutable`",
  });
  return false;
}

function tellUnbound(
  bindings: readonly Binding[],
  action: ActionDefinition,
  { name }: Section,
  { report }: Place,
): void {
  for (const input of action.inputs) {
    if (input.default !== undefined || bindings.some((binding) => binding.name === input.name)) continue;
    const message = input.required
      ? `Input \`${input.name}\` of \`${action.name}\` has no \`with\`: the model fills it`
      : `Optional input \`${input.name}\` of \`${action.name}\` has no \`with\`: the model is not offered it`;
    report.info("action-missing-input", name.span, message, { fix: `Add \`with ${input.name}=...\` to say so` });
  }
}

const none: ReadonlySet<Item["kind"]> = new Set();
const transitions: ReadonlySet<Item["kind"]> = new Set<Item["kind"]>(["transition"]);

function readBody(items: readonly Item[], target: ToolTarget, place: Place): readonly Statement[] {
  const action = target.kind === "action" ? place.actions.get(target.action) : undefined;
  const frame: Frame = {
    place: action ? { ...place, outputs: action } : place,
    text: false,
    branch: false,
    leftOut: action ? transitions : none,
    path: "reasoning.actions",
  };
  for (const item of items) checkFollowUp(item, target, place);
  return readStatements(items, frame);
}

/** Agentforce runs nothing after tools that are no actions; here they run, except where they make no sense. */
function checkFollowUp(item: Item, target: ToolTarget, { report }: Place): void {
  if (item.kind !== "set" && item.kind !== "run" && item.kind !== "transition" && item.kind !== "if") return;
  if (target.kind === "setVariables" && (item.kind === "run" || item.kind === "transition")) {
    report.error("set-variables-follow-up", item.span, `A \`setVariables\` tool has no \`${item.kind}\``, {
      fix: "Do it in `reasoning.instructions`",
    });
  } else if (target.kind === "transition" && item.kind === "transition") {
    report.error("transition-multiple-targets", item.span, "This tool leads elsewhere already", {
      fix: "Keep one `to`",
    });
  } else if (target.kind !== "action" && target.kind !== "setVariables") {
    report.warning(
      "ignored-clause",
      item.span,
      `\`${item.kind}\` below this tool is run here, but Agentforce leaves it out`,
      {
        fix: "Do it in the subagent that follows",
      },
    );
  }
}
