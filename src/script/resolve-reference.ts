// `@namespace.name`: what it refers to from where it stands (spec §1.8, §3.2).
import { closest } from "../closest.ts";
import { type Mention, noteMention, noteWay, type Place } from "./names.ts";
import { type Cure, replaceWith } from "./report.ts";
import type { Expression, Span } from "./tree.ts";

type Resolver = (name: string, span: Span, place: Place) => Expression | undefined;

/** The namespaces that have values. `undefined` from a resolver: there is no such name. */
const namespaces: Readonly<
  Record<string, { readonly resolve: Resolver; readonly known: (place: Place) => Iterable<string> }>
> = {
  variables: {
    known: ({ names }) => names.variables.keys(),
    resolve: (name, span, place) => {
      const { names, findings, inText } = place;
      if (!names.variables.has(name)) return undefined;
      findings.used.add(name);
      if (inText) findings.shown.push({ variable: name, span });
      noteMention(place, { kind: "variable", name, scope: "" }, span);
      return { kind: "reference", namespace: "variables", name, span };
    },
  },
  system_variables: {
    known: () => ["user_input", "current_modality", "current_connection", "last_reply"],
    resolve: (name, span) =>
      /^(?:user_input|current_modality|current_connection|last_reply)$/.test(name)
        ? { kind: "reference", namespace: "system_variables", name, span }
        : undefined,
  },
  knowledge: {
    known: ({ names }) => Object.keys(names.knowledge),
    resolve: (name, span, place) => {
      if (!Object.hasOwn(place.names.knowledge, name)) return undefined;
      noteMention(place, { kind: "knowledge", name, scope: "" }, span);
      return { kind: "reference", namespace: "knowledge", name, span };
    },
  },
  outputs: {
    known: ({ outputs }) => (outputs?.outputs ?? []).map((output) => output.name),
    resolve: resolveOutput,
  },
  inputs: {
    known: ({ inputs }) => inputs?.keys() ?? [],
    resolve: (name, span, place) => {
      const { inputs, report } = place;
      if (!inputs) {
        const fix = "Use a variable; in the callback of an action, `@outputs`";
        report.error("inputs-out-of-scope", span, "`@inputs` has values only inside a `connection`", { fix });
        return { kind: "missing", span };
      }
      const value = inputs.get(name);
      if (value === undefined) return undefined;
      noteMention(place, { kind: "connection input", name, scope: place.connection ?? "" }, span);
      return { kind: "literal", value: value as string | number | boolean | null, span };
    },
  },
  actions: {
    known: ({ tools, actions }) => [...tools.keys(), ...actions.keys()],
    resolve: resolveToolName,
  },
  response_actions: {
    known: ({ responseActions }) => responseActions ?? [],
    resolve: (name, span, place) =>
      place.responseActions?.has(name) ? formatName("response action", name, span, place) : undefined,
  },
  response_formats: {
    known: ({ responseFormats }) => responseFormats ?? [],
    resolve: (name, span, place) =>
      place.responseFormats?.has(name) ? formatName("response format", name, span, place) : undefined,
  },
};

/** In text, a format or the tool that answers in it is shown by its name. */
function formatName(kind: Mention["kind"], name: string, span: Span, place: Place): Expression {
  noteMention(place, { kind, name, scope: place.connection ?? "" }, span);
  return { kind: "literal", value: name, span };
}

/** Namespaces that name things without a value, and where they belong. */
const elsewhere: Readonly<Record<string, string>> = {
  utils: "as the target of a tool in `reasoning.actions`",
  subagent: "after `transition to`, or as the target of a tool",
  topic: "after `transition to`, or as the target of a tool",
  start_agent: "after `transition to`, or as the target of a tool",
  connected_subagent: "after `transition to`, or as the target of a tool",
  MessagingSession: "as the `source` of a linked variable",
  MessagingEndUser: "as the `source` of a linked variable",
  VoiceCall: "as the `source` of a linked variable",
};

/** Resolve a reference that stands for a value. One that does not is reported, and `missing`. */
export function resolveReference(namespace: string, name: string, span: Span, place: Place): Expression {
  const { report } = place;
  const lost: Expression = { kind: "missing", span };
  if (namespace === "connected_subagent" && place.inText) {
    reportInText(name, span, place);
    return lost;
  }
  if (Object.hasOwn(elsewhere, namespace)) {
    const message = `\`@${namespace}.${name}\` has no value`;
    report.error("constraint-allowed-namespaces", span, message, { fix: `It stands ${elsewhere[namespace]}` });
    return lost;
  }
  const space = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
  if (!space) {
    reportNamespace(namespace, span, place);
    return lost;
  }
  const found = space.resolve(name, span, place);
  if (!found) reportUndefined(namespace, name, span, space.known(place), place);
  return found ?? lost;
}

/** The mention of a node or of a connected agent: no two of them have one name. */
export const nodeMention = (name: string, { names }: Place): Omit<Mention, "span"> => ({
  kind: names.nodes.has(name) ? "node" : "connected agent",
  name,
  scope: "",
});

/** Text shows the tool that asks a connected agent, not the agent. */
function reportInText(name: string, span: Span, { tools, report }: Place): void {
  const alias = [...tools].find(([, target]) => target === name)?.[0];
  const cure = alias ? replaceWith(span, `@actions.${alias}`) : { fix: "Name the tool that asks it: `@actions.alias`" };
  const message = `Text cannot show connected agent \`${name}\``;
  report.error("invalid-connected-subagent-reference", span, message, cure);
}

/** Say that `@namespace` is no namespace. */
export function reportNamespace(namespace: string, span: Span, { report }: Place): void {
  const meant = closest(namespace, [...Object.keys(namespaces), ...Object.keys(elsewhere)]);
  const fix = meant ? `Did you mean \`@${meant}\`?` : "Values are in `@variables`, `@outputs` and `@system_variables`";
  report.error("undefined-reference", span, `\`@${namespace}\` is not a namespace`, { fix });
}

/** How many known names are listed where none is near. */
const mostListed = 12;

/** Say that a namespace has no such name. The one most likely meant counts as used, so that a slip is told once. */
export function reportUndefined(
  namespace: string,
  name: string,
  span: Span,
  known: Iterable<string>,
  place: Place,
): void {
  const crowded = place.report.crowded();
  const names = crowded ? Iterator.from(known).take(mostListed).toArray() : [...known];
  const meant = crowded ? undefined : closest(name, names);
  if (meant && namespace === "variables") place.findings.used.add(meant);
  if (meant && place.names.nodes.has(meant)) noteWay(place, meant);
  const message = `\`${name}\` is not defined in \`@${namespace}\``;
  place.report.error("undefined-reference", span, message, cureOf(namespace, meant, names, span));
}

function cureOf(namespace: string, meant: string | undefined, known: readonly string[], span: Span): Cure {
  if (meant) {
    const text = `@${namespace}.${meant}`;
    return { fix: `Did you mean \`${text}\`?`, edits: [{ span, text }] };
  }
  const listed = known.slice(0, mostListed).join(", ");
  return { fix: known.length > 0 ? `Known here: ${listed}` : `Nothing is defined in \`@${namespace}\` here` };
}

function resolveOutput(name: string, span: Span, place: Place): Expression | undefined {
  const { outputs: action, report } = place;
  if (!action) {
    const fix = "Read it in the lines below `run` or below the tool, and keep it in a variable";
    report.error("outputs-out-of-scope", span, "`@outputs` has values only in the callback of an action", { fix });
    return { kind: "missing", span };
  }
  const declared = action.outputs.length === 0 || action.outputs.some((output) => output.name === name);
  if (declared) {
    noteMention(place, { kind: "output", name, scope: `${place.node}.${action.name}` }, span);
    return { kind: "reference", namespace: "outputs", name, span };
  }
  const meant = closest(
    name,
    action.outputs.map((output) => output.name),
  );
  const fix = meant
    ? `Did you mean \`@outputs.${meant}\`?`
    : `It gives: ${action.outputs.map((output) => output.name).join(", ")}`;
  report.error("action-unknown-output", span, `\`${name}\` is not an output of action \`${action.name}\``, { fix });
  return { kind: "missing", span };
}

/** In text, `@actions.x` is the name the model knows a tool by: its alias, also when the action or node behind it is named. */
function resolveToolName(name: string, span: Span, place: Place): Expression | undefined {
  const { tools, actions, inText, report, node = "" } = place;
  if (!inText) {
    const fix = "Run it with `run`, and read its results from `@outputs`";
    report.error("constraint-allowed-namespaces", span, `\`@actions.${name}\` has no value`, { fix });
    return { kind: "missing", span };
  }
  const alias = tools.has(name) ? name : [...tools].find(([, target]) => target === name)?.[0];
  if (alias === undefined && !actions.has(name)) return undefined;
  if (tools.has(name)) noteMention(place, { kind: "tool", name, scope: node }, span);
  else if (actions.has(name)) noteMention(place, { kind: "action", name, scope: node }, span);
  else noteMention(place, nodeMention(name, place), span);
  return { kind: "reference", namespace: "actions", name: alias ?? name, span };
}
