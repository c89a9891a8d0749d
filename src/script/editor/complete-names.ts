// Names that may stand at a place: namespaces after `@`, their members after the dot, the inputs after `with`.
import type { NameKind } from "../names.ts";
import { reach } from "../read-transition.ts";
import { linkedSources } from "../read-variables.ts";
import type { Analysis } from "./analyse.ts";
import type { Completion } from "./completion.ts";
import type { Definition } from "./definitions.ts";
import { callAround, type EditorPlace, scopeOf } from "./place.ts";
import { keyOf } from "./rows.ts";
import { namespaces, systemVariables, utils, type Words } from "./words.ts";

/** The namespaces that may stand here, with their `@` and the dot that follows. */
export function completeNamespaces(analysis: Analysis, place: EditorPlace): readonly Completion[] {
  return namespacesAt(analysis, place).map((name) => ({
    label: `@${name}`,
    kind: "namespace",
    text: `@${name}.`,
    says: namespaces[name],
  }));
}

const targets = ["actions", "utils"];

function namespacesAt(analysis: Analysis, place: EditorPlace): readonly string[] {
  const { before, inInterpolation, row, nesting } = place;
  const scope = scopeOf(place);
  if (inInterpolation) {
    if (scope?.block === "connection") return [...values(analysis, place), "response_actions", "response_formats"];
    return scope ? ["actions", ...values(analysis, place)] : values(analysis, place);
  }
  const words = before.flatMap(({ kind, text }) => (kind === "name" || kind === "symbol" ? [text] : []));
  const assigned = words.includes("=") || words.includes("==");
  if (words.includes("to")) return nodesOf(analysis);
  if (words[0] === "run") return ["actions"];
  if ((words[0] === "set" && !assigned) || words[0] === "collect") return ["variables"];
  const isKey = row && keyOf(row).length > 0;
  if (isKey && nesting.holds === "entries" && nesting.field.value === "target" && !words.includes("with"))
    return [...targets, ...nodesOf(analysis)];
  if (isKey && nesting.holds === "entries" && nesting.field.value === "reference") return ["response_formats"];
  if (isKey && words[0] === "source") return Object.keys(linkedSources);
  return values(analysis, place);
}

/** Namespaces that have values here. */
function values(analysis: Analysis, place: EditorPlace): readonly string[] {
  const called = callAround(place, "results")?.[0] === "actions";
  const inputs = scopeOf(place)?.block === "connection" && membersOf(analysis, place, "connection input").length > 0;
  const knowledge = analysis.definitions.some(({ kind }) => kind === "knowledge");
  return [
    "variables",
    ...(called ? ["outputs"] : []),
    ...(inputs ? ["inputs"] : []),
    "system_variables",
    ...(knowledge ? ["knowledge"] : []),
  ];
}

/** Namespaces that lead to a node or an agent of this script. */
function nodesOf({ definitions }: Analysis): readonly string[] {
  const has = (block: string) => definitions.some((definition) => definition.block === block);
  return ["subagent", ...["topic", "connected_subagent", "start_agent"].filter(has)];
}

/** The members of `@namespace.` that a place can see. */
export function completeMembers(analysis: Analysis, place: EditorPlace, namespace: string): readonly Completion[] {
  const words = wordMembers[namespace];
  if (words) return Object.entries(words).map(([label, says]) => ({ label, kind: "member", says }));
  const sources = Object.hasOwn(linkedSources, namespace) ? linkedSources[namespace] : undefined;
  if (sources) return sources.map((label) => ({ label, kind: "member" }));
  return definitionsOf(analysis, place, namespace).map(memberItem);
}

const wordMembers: Readonly<Record<string, Words | undefined>> = Object.assign(Object.create(null), {
  utils,
  system_variables: systemVariables,
});

function definitionsOf(analysis: Analysis, place: EditorPlace, namespace: string): readonly Definition[] {
  const all = (kind: NameKind) => analysis.definitions.filter((definition) => definition.kind === kind);
  switch (namespace) {
    case "variables":
      return isSet(place) ? all("variable").filter(isMutable) : all("variable");
    case "knowledge":
      return all("knowledge");
    case "actions":
      return [...(place.inInterpolation ? membersOf(analysis, place, "tool") : []), ...actionsAt(analysis, place)];
    case "outputs":
      return calledMembers(analysis, place, "output");
    case "inputs":
      return membersOf(analysis, place, "connection input");
    case "response_formats":
      return membersOf(analysis, place, "response format");
    case "response_actions":
      return membersOf(analysis, place, "response action");
    case "connected_subagent":
      return all("connected agent");
    default:
      return all("node").filter(({ block }) => Object.hasOwn(reach, namespace) && reach[namespace]?.includes(block));
  }
}

const isMutable = ({ declaration, name }: Definition): boolean => declaration.startsWith(`${name}: mutable`);

/** Whether what is typed will be set: the target of `set` or of `collect`. */
const isSet = ({ before }: EditorPlace): boolean =>
  before[0]?.text === "collect" || (before[0]?.text === "set" && !before.some(({ text }) => text === "="));

/** In text, a tool stands for the action of its name. */
function actionsAt(analysis: Analysis, place: EditorPlace): readonly Definition[] {
  const actions = membersOf(analysis, place, "action");
  if (!place.inInterpolation) return actions;
  const tools = new Set(membersOf(analysis, place, "tool").map(({ name }) => name));
  return actions.filter(({ name }) => !tools.has(name));
}

function membersOf(analysis: Analysis, place: EditorPlace, kind: NameKind): readonly Definition[] {
  const scope = scopeOf(place)?.name;
  return analysis.definitions.filter((definition) => definition.kind === kind && definition.scope === scope);
}

/** Inputs or outputs of what the nearest `run` or tool calls. */
function calledMembers(analysis: Analysis, place: EditorPlace, kind: "input" | "output"): readonly Definition[] {
  const [namespace, name] = callAround(place, kind === "input" ? "inputs" : "results") ?? [];
  const owner = namespace === "actions" ? `${scopeOf(place)?.name}.${name}` : name;
  return analysis.definitions.filter((definition) => definition.kind === kind && definition.scope === owner);
}

/** What may follow `with`: the inputs of the called action that are not given yet, or variables to set. */
export function completeParameters(analysis: Analysis, place: EditorPlace): readonly Completion[] {
  const [namespace, name] = callAround(place, "inputs") ?? [];
  const sets = namespace === "utils" && name === "setVariables";
  const parameters = sets
    ? analysis.definitions.filter((definition) => definition.kind === "variable" && isMutable(definition))
    : calledMembers(analysis, place, "input");
  const given = givenBeside(analysis, place);
  return parameters
    .filter((parameter) => !given.has(parameter.name))
    .map((parameter) => ({ ...memberItem(parameter), text: `${written(parameter.name)}=` }));
}

/** A name that is no identifier stands between quotes. */
const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

/** Names that `with` gives already, in this line and in those beside it. */
function givenBeside({ rows }: Analysis, { at, row, around, column, before }: EditorPlace): ReadonlySet<string> {
  const parent = around.at(-1);
  const given = new Set<string>();
  const first = parent ? rows.lastIndexOf(parent, at) + 1 : at;
  for (let index = first; index < rows.length && (rows[index]?.column ?? 0) >= column; index += 1) {
    const other = rows[index];
    const tokens = other === row ? before : (other?.tokens ?? []);
    tokens.forEach(({ text }, token) => {
      if ((text === "with" || text === ",") && tokens[token + 2]?.text === "=")
        given.add((tokens[token + 1]?.text ?? "").replaceAll('"', ""));
    });
  }
  return given;
}

const memberItem = ({ name, declaration, description }: Definition): Completion => ({
  label: name,
  kind: "member",
  detail: declaration,
  ...(description && { says: description }),
});
