// Where a reference leads: the target of `transition to`, of `set`, of `run`.
import { noteMention, noteWay, type Place } from "./names.ts";
import { replaceWith } from "./report.ts";
import { nodeMention, reportNamespace, reportUndefined } from "./resolve-reference.ts";
import type { Clause, Term } from "./syntax.ts";
import type { Span } from "./tree.ts";

const examples: Readonly<Record<"variables" | "actions", string>> = {
  variables: "`set` takes a variable: `set @variables.x = …`",
  actions: "`run` takes an action: `run @actions.X`",
};

/** The name in `@namespace.name`; anything else is reported. Whether the name exists is the caller's question. */
export function readTarget(
  term: Term,
  namespace: "variables" | "actions",
  { report, names, actions, findings }: Place,
): string | undefined {
  if (term.kind === "missing") return undefined;
  if (term.kind === "member" && term.of.kind === "reference" && term.of.namespace === namespace) return term.name;
  const known = namespace === "variables" ? names.variables : actions;
  const bare = bareName(term, namespace, known);
  if (bare && namespace === "variables") findings.used.add(bare);
  const cure = bare ? replaceWith(term.span, `@${namespace}.${bare}`) : { fix: examples[namespace] };
  const misplaced = namespace === "variables" ? "constraint-allowed-namespaces" : "constraint-resolved-type";
  const code = term.kind === "member" && term.of.kind === "reference" ? misplaced : "syntax-error";
  report.error(
    code,
    term.span,
    namespace === "variables" ? "Only a variable can be set" : "Only an action can be run",
    cure,
  );
  return undefined;
}

/** The known name a term was to refer to: `x` or `variables.x` for `@variables.x`. */
function bareName(term: Term, namespace: string, known: { has(name: string): boolean }): string | undefined {
  if (term.kind === "name") return known.has(term.text) ? term.text : undefined;
  const isBare = term.kind === "member" && term.of.kind === "name" && term.of.text === namespace;
  return isBare && known.has(term.name) ? term.name : undefined;
}

/** The node that `to` clauses name: exactly one. */
export function transitionTarget(clauses: readonly Clause[], span: Span, place: Place): string | undefined {
  const { report } = place;
  const targets = clauses.flatMap((clause) => (clause.kind === "to" ? [clause.target] : []));
  const bindings = clauses.find((clause) => clause.kind === "with");
  if (bindings) {
    report.warning("ignored-clause", bindings.span, "A transition takes no inputs, so `with` does nothing", {
      fix: "Set variables before it",
    });
  }
  const [target, extra] = targets;
  if (!target) {
    report.error("transition-missing-target", span, "This transition leads nowhere", {
      fix: "Write `transition to @subagent.name`",
    });
    return undefined;
  }
  if (extra) {
    report.error("transition-multiple-targets", extra.span, "A transition leads to one place", {
      fix: "Keep one `to`",
    });
  }
  return nodeNamed(target, place);
}

/** Which blocks `@namespace.name` reaches (spec §1.8). */
export const reach: Readonly<Record<string, readonly string[]>> = {
  subagent: ["subagent", "start_agent"],
  topic: ["topic", "start_agent"],
  start_agent: ["start_agent"],
};

/** The connected agent of a name; `undefined` when there is none, which is reported. */
export function connectedNamed(name: string, span: Span, place: Place): string | undefined {
  const { connectedAgents } = place.names;
  if (connectedAgents.has(name)) {
    noteMention(place, { kind: "connected agent", name, scope: "" }, span);
    return name;
  }
  reportUndefined("connected_subagent", name, span, connectedAgents, place);
  return undefined;
}

/** The node, or the connected agent, a reference names; `undefined` when it names none, which is reported. */
export function nodeNamed(target: Term, place: Place): string | undefined {
  const { names, report } = place;
  if (target.kind === "missing") return undefined;
  if (target.kind !== "member" || target.of.kind !== "reference") {
    const bare = target.kind === "name" && names.nodes.has(target.text) ? target.text : undefined;
    const cure = bare ? replaceWith(target.span, `@subagent.${bare}`) : { fix: "Write `@subagent.name`" };
    report.error("syntax-error", target.span, "A transition leads to a subagent", cure);
    return undefined;
  }
  const { namespace } = target.of;
  const { name } = target;
  if (namespace === "connected_subagent") return connectedNamed(name, target.span, place);
  const blocks = Object.hasOwn(reach, namespace) ? reach[namespace] : undefined;
  if (!blocks) {
    const known = ["variables", "actions", "outputs", "utils", "knowledge", "system_variables"].includes(namespace);
    if (!known && names.nodes.has(name)) noteWay(place, name);
    if (!known) reportNamespace(namespace, target.span, place);
    else
      report.error("constraint-resolved-type", target.span, `Nothing leads to \`@${namespace}\``, {
        fix: "Write `@subagent.name`",
      });
    return undefined;
  }
  const node = names.nodes.get(name);
  if (node) noteMention(place, nodeMention(name, place), target.span);
  if (node && blocks.includes(node.block)) return name;
  if (node) {
    const cure = replaceWith(target.span, `@${node.block === "topic" ? "topic" : "subagent"}.${name}`);
    report.error(
      "undefined-reference",
      target.span,
      `\`${name}\` is a \`${node.block}\`, which \`@${namespace}\` does not reach`,
      cure,
    );
  } else {
    const reachable = names.nodes
      .entries()
      .filter(([, { block }]) => blocks.includes(block))
      .map(([known]) => known);
    reportUndefined(namespace, name, target.span, reachable, place);
  }
  return undefined;
}
