// What a tool leads to: an action, another subagent or agent, or one of `@utils` (spec §2.13).
import { closest } from "../closest.ts";
import type { ToolTarget } from "./agent.ts";
import { nodeBlocks, noteMention, noteWay, type Place } from "./names.ts";
import { connectedNamed, nodeNamed, transitionTarget } from "./read-transition.ts";
import { replaceWith } from "./report.ts";
import { reportUndefined } from "./resolve-reference.ts";
import type { Section } from "./shape.ts";
import type { Clause, Item, Term } from "./syntax.ts";

/** Tools by alias, each with the name of the action or node behind it, before any of them is read. */
export function toolNames(sections: readonly Section[]): ReadonlyMap<string, string> {
  return new Map(
    sections.map(mended).map((section) => {
      const to = isUtil(section, "transition")
        ? destinations(section).find((clause) => clause.kind === "to")
        : undefined;
      const target = to?.target ?? (section.value?.kind === "term" ? section.value.term : undefined);
      return [section.name.text, target?.kind === "member" ? target.name : ""];
    }),
  );
}

const namespaces: readonly string[] = ["actions", "utils", ...nodeBlocks, "connected_subagent"];

/** A tool whose target is misspelt, with the target that was most likely meant; any other as it is. */
export function mended(section: Section): Section {
  const { value } = section;
  if (value?.kind !== "term" || value.term.kind !== "member" || value.term.of.kind !== "reference") return section;
  const { of, name } = value.term;
  const namespace = namespaces.includes(of.namespace) ? of.namespace : closest(of.namespace, namespaces);
  const util = namespace === "utils" && !utilNames.includes(name) ? closest(name, utilNames) : name;
  if (namespace === undefined || util === undefined || (namespace === of.namespace && util === name)) return section;
  const term: Term = { ...value.term, of: { ...of, namespace }, name: util };
  return { ...section, value: { ...value, term } };
}

/** Say which target a misspelt one was read as. */
export function reportMended(written: Section, { value }: Section, { report }: Place): void {
  if (written.value?.kind !== "term" || value?.kind !== "term") return;
  const [from, to] = [written.value.term, value.term].map(targetText);
  const { span } = written.value.term;
  report.error("undefined-reference", span, `There is no \`${from}\``, {
    fix: `Did you mean \`${to}\`?`,
    edits: [{ span, text: to ?? "" }],
  });
}

const targetText = (term: Term): string =>
  term.kind === "member" && term.of.kind === "reference" ? `@${term.of.namespace}.${term.name}` : "";

/** The lines of a tool's body that are not part of its target. */
export const bodyOf = (section: Section): readonly Item[] => [
  ...inlineClauses(section),
  ...section.statements.filter((item) => !isTargetItem(item, section)),
];

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

const utilNames = ["transition", ...Object.keys(utils)];

/** What a tool leads to; `undefined` when that cannot be known, which is reported. */
export function readToolTarget(section: Section, place: Place): ToolTarget | undefined {
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
  return delegateTarget(namespace, term, place);
}

function actionTarget(action: string, term: Term, place: Place): ToolTarget | undefined {
  if (place.actions.has(action)) {
    noteMention(place, { kind: "action", name: action, scope: place.node ?? "" }, term.span);
    return { kind: "action", action };
  }
  if (Object.hasOwn(utils, action)) {
    const cure = replaceWith(term.span, `@utils.${action}`);
    place.report.error("undefined-reference", term.span, `\`${action}\` is not an action of this subagent`, cure);
    return undefined;
  }
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
  reportUndefined("utils", util, term.span, utilNames, place);
  return undefined;
}

/** Tools that ask another node or agent and go on with its answer. */
function delegateTarget(
  namespace: string,
  term: Extract<Term, { kind: "member" }>,
  place: Place,
): ToolTarget | undefined {
  if (namespace === "connected_subagent") {
    const to = connectedNamed(term.name, term.span, place);
    if (to === undefined) return undefined;
    noteWay(place, to);
    return { kind: "connected", to };
  }
  if (nodeBlocks.some((block) => block === namespace)) {
    const to = nodeNamed(term, place);
    if (to === undefined) return undefined;
    noteWay(place, to);
    return { kind: "delegate", to };
  }
  place.report.error("constraint-resolved-type", term.span, `\`@${namespace}\` is not the target of a tool`, {
    fix: "A tool leads to `@actions`, `@utils`, `@subagent` or `@connected_subagent`",
  });
  return undefined;
}
