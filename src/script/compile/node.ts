// `start_agent`, `subagent` and `topic` as nodes: a subagent, or a router where a classifier chooses (spec §4).
import type { Element, Term } from "../syntax.ts";
import { collectingIn } from "./collect.ts";
import { clientOf, lowerCustom } from "./custom-node.ts";
import { messageText } from "./expression.ts";
import {
  below,
  describedAt,
  entriesOf,
  fieldOf,
  flagAt,
  type Lines,
  linesOf,
  termAt,
  textAt,
  valuesAt,
} from "./fields.ts";
import { defined, type Json, type JsonObject, some } from "./json.ts";
import { lowerInstructions, lowerProcedure, resetInstructions } from "./lower.ts";
import { instructions, type Names, outermost, type Place, type Statements } from "./names.ts";
import { actionDefinitions, requiredInputs } from "./parameters.ts";
import { addressOf, dedented, titled } from "./text.ts";
import { lowerTools, routesOf, transitionAliases } from "./tools.ts";

const classifier = "sfdc_ai__DefaultEinsteinHyperClassifier";
const shown = `{{state.${instructions}}}`;

/** One node of the agent. `root` holds what nodes share: the system prompt and the model. */
export function lowerNode(name: string, element: Element, root: Lines, names: Names): JsonObject {
  const lines = linesOf(element, root);
  const reasoning = below(lines, "reasoning");
  const tools = entriesOf(below(reasoning, "actions"));
  const actions = below(lines, "actions");
  const outer = outermost(names);
  const aliases = transitionAliases(tools, reasoning, outer);
  const place: Place = { ...outer, aliases, required: requiredInputs(actions) };
  const client = clientOf(lines);
  if (client) return lowerCustom(name, lines, client, place);
  const model = textAt(below(lines, "model_config"), "model");
  const node: Node = { name, lines, root, place, statements: statementsOf(reasoning, "instructions") };
  return model?.includes(classifier) ? router(node) : subagent(node);
}

interface Node {
  readonly name: string;
  readonly lines: Lines;
  readonly root: Lines;
  readonly place: Place;
  readonly statements: Statements;
}

/** The statements of a procedure, or the template in its place. */
export function statementsOf(lines: Lines, field: string): Statements {
  const element = fieldOf(lines, field);
  const term = element?.value?.kind === "term" ? element.value.term : undefined;
  return term?.kind === "template" ? [{ kind: "value", term, span: term.span }] : (element?.body?.items ?? []);
}

function subagent(node: Node): JsonObject {
  const { name, lines, root, place, statements } = node;
  const reasoning = below(lines, "reasoning");
  const tools = lowerTools(entriesOf(below(reasoning, "actions")), reasoning, place);
  const collecting = collectingIn(name, statements, place);
  const spoken = lowerInstructions(statements, place, collecting?.collect);
  const iteration = [...spoken, ...(collecting?.closing ?? [])];
  return defined({
    type: "subagent",
    reasoning_type: "salesforce.default",
    description: describedAt(lines, "description") ?? "",
    tools: [...tools.tools, ...(collecting?.tools ?? [])],
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    action_definitions: actionDefinitions(below(lines, "actions"), place),
    instructions: systemPrompt(node) || undefined,
    focus_prompt: collecting || speaks(statements) ? shown : undefined,
    before_reasoning_iteration: statements.length > 0 ? [resetInstructions, ...iteration] : undefined,
    before_reasoning: some(lowerProcedure(statementsOf(lines, "before_reasoning"), place)),
    after_reasoning: some([
      ...lowerProcedure(statementsOf(lines, "after_reasoning"), place),
      ...(collecting ? [collecting.resume] : []),
    ]),
    after_all_tool_calls: some(tools.handoffs),
    post_tool_call: some(tools.callbacks),
    model_configuration: modelOf(lines, root),
    skills: some(skillsOf(lines)),
    source: textAt(lines, "source"),
    strip_salesforce_system_prompt: stripped(lines) ?? stripped(root),
  });
}

/** Whether instructions say anything: text alone does, be it empty. */
const speaks = (statements: Statements): boolean =>
  statements.length > 0 && (!isProcedure(statements) || hasText(statements));

/** Whether instructions do anything besides saying text. */
const isProcedure = (statements: Statements): boolean => statements.some(({ kind }) => kind !== "value");

/** Whether instructions have any words, in whatever branch. */
const hasText = (statements: Statements): boolean =>
  statements.some((item) => {
    if (item.kind === "value") return hasWords(item.term);
    if (item.kind === "run") return hasText(item.body?.items ?? []);
    if (item.kind !== "if") return false;
    return item.branches.some(({ body }) => hasText(body.items)) || hasText(item.otherwise?.items ?? []);
  });

const hasWords = (term: Term): boolean =>
  term.kind === "template" && term.template.parts.some((part) => typeof part !== "string" || part.trim() !== "");

/**
 * A router tells its classifier everything at once, and has nothing before or after it. Its system prompt stands as it
 * is written, and its tools have no other names in its text.
 */
function router({ name, lines, root, place: at, statements }: Node): JsonObject {
  const reasoning = below(lines, "reasoning");
  const place = { ...at, aliases: new Map<string, string>() };
  const written = [lines, root].map((each) => textAt(below(each, "system"), "instructions"));
  const prompt = dedented(written.find((text) => text) ?? "");
  const told = lowerInstructions(statements, place);
  const tells = told.length > 0 || isProcedure(statements);
  return defined({
    model_configuration: modelOf(lines, root),
    type: "router",
    description: describedAt(lines, "description") ?? "",
    instructions: tells ? `${prompt}\n\n${shown}` : prompt,
    tools: routesOf(entriesOf(below(reasoning, "actions")), reasoning, place),
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    action_definitions: actionDefinitions(below(lines, "actions"), place),
    before_reasoning_iteration: tells ? [resetInstructions, ...told] : undefined,
    source: textAt(lines, "source"),
  });
}

/** The node's own system prompt, else that of the agent. */
function systemPrompt({ lines, root, place }: Node): string {
  const written = [lines, root].map((each) => messageText(termAt(below(each, "system"), "instructions"), place));
  return dedented(written.find((text) => text) ?? "");
}

const stripped = (lines: Lines) => flagAt(below(lines, "system"), "strip_salesforce_instructions");

/** The model of a node. Its settings replace those of the agent one by one; settings without a model need a node's own. */
function modelOf(lines: Lines, root: Lines): JsonObject | undefined {
  const shared = modelIn(root);
  const own = modelIn(lines);
  const common = shared.model === undefined ? undefined : shared.params;
  if (shared.model === undefined && own.model === undefined && !own.params) return undefined;
  const configuration = common || own.params ? { ...common, ...own.params } : undefined;
  return defined({ model_ref: own.model ?? shared.model ?? null, configuration });
}

interface Model {
  readonly model?: string;
  readonly params?: Readonly<Record<string, Json>>;
}

/** The model a block names. With an address that has no scheme, the block says nothing. */
function modelIn(lines: Lines): Model {
  const config = below(lines, "model_config");
  const uri = textAt(config, "model");
  const { scheme, path } = addressOf(uri ?? "");
  if (uri && scheme === "") return {};
  return { model: path || undefined, params: valuesAt(config, "params") };
}

const skillsOf = (lines: Lines): readonly JsonObject[] =>
  [...entriesOf(below(lines, "skills"))].flatMap(([name, element]) => {
    const target = textAt(linesOf(element, lines), "target");
    return target === undefined ? [] : [{ name, target: addressOf(target).path }];
  });
