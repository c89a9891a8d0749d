// Nodes that a host runs by itself: their kind, what they are handed, and the tools their actions make (spec §2.11).
import type { NodeVariant, Tool } from "./agent.ts";
import { fieldText } from "./fields.ts";
import type { Place } from "./names.ts";
import { readBound } from "./read-bound.ts";
import { variantNamed } from "./schema-variant.ts";
import { blockOf, type Section, sectionsOf } from "./shape.ts";
import type { Inline, Term } from "./syntax.ts";
import type { Binding, Expression, Statement } from "./tree.ts";

/** The kind of a node; `undefined` for an ordinary one. `statements` reads a field of the node. */
export function readVariant(
  section: Section,
  place: Place,
  statements: (field: string) => readonly Statement[],
): NodeVariant | undefined {
  const uri = fieldText(section, "schema", place.source);
  if (uri === undefined || !variantNamed(uri)) return undefined;
  const groups = blockOf(section, "parameters")?.entries ?? [];
  const parameters = [...groups].map(([group, { sections }]) => [group, readGroup(sections, place)] as const);
  return {
    uri,
    parameters: Object.fromEntries(parameters),
    onInit: statements("on_init"),
    onExit: statements("on_exit"),
  };
}

function readGroup(entries: readonly Section[], place: Place): Readonly<Record<string, Expression>> {
  return Object.fromEntries(
    entries.flatMap(({ name, value }) => {
      const term = givenIn(value);
      if (term) return [[name.text, readBound(term, place)] as const];
      const fix = `Write \`${name.text}: @variables.x\``;
      place.report.error("missing-value", name.span, `\`${name.text}\` has no value`, { fix });
      return [];
    }),
  );
}

/** `name: VALUE`, or `name: TYPE = VALUE`. */
const givenIn = (value: Inline | undefined): Term | undefined => (value?.kind === "term" ? value.term : value?.default);

/** Whether an input of an action is bound to a variable, `name: @variables.x`, instead of having a type. */
export const isBound = ({ value }: Section): boolean =>
  value?.kind === "term" && value.term.kind === "member" && value.term.of.kind === "reference";

/** The tools of actions whose inputs are bound: each is named as its action. */
export function readBoundTools(actions: readonly Section[], place: Place): readonly Tool[] {
  return actions.flatMap((action) => {
    const { name, span } = action;
    const bindings = sectionsOf(action, "inputs")
      .filter(isBound)
      .flatMap((input): readonly Binding[] => {
        const term = givenIn(input.value);
        return term ? [{ name: input.name.text, value: readBound(term, place), span: input.span }] : [];
      });
    if (bindings.length === 0) return [];
    const then: readonly Statement[] = [];
    const description = place.actions.get(name.text)?.description ?? "";
    return [{ name: name.text, target: { kind: "action", action: name.text }, description, bindings, then, span }];
  });
}
