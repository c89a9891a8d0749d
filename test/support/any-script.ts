// Random scripts, and random conversations with them: whatever a property of turns has to hold for.
import fc from "fast-check";
import type { Input } from "../../src/reasoning/events.ts";
import type { Value } from "../../src/script/agent.ts";
import type { Line } from "./stage.ts";

/** Nodes of every script; the first one is the start. */
const NODES = ["front", "second", "third"] as const;
/** What hidden outputs hold: no request and no history may have it. */
export const SECRETS = { filtered: "S-FILTERED", unplanned: "S-UNPLANNED" } as const;

/** What a gated tool needs, by the end of its name. A tool without such an end is always there. */
export const gates: Readonly<
  Record<string, { readonly when: string; readonly opens: (variables: Readonly<Record<string, Value>>) => boolean }>
> = {
  never: { when: "False", opens: () => false },
  broken: { when: "@variables.nothing > 1", opens: ({ nothing }) => typeof nothing === "number" && nothing > 1 },
  flagged: { when: "@variables.flag", opens: ({ flag }) => flag === true },
  early: { when: "@variables.count < 2", opens: ({ count }) => typeof count === "number" && count < 2 },
};
export const gateOf = (tool: string) => gates[tool.split("_").at(-1) ?? ""];

/** Results of the actions every node has. */
export const actions = {
  Act: () => ({ shown: "seen", filtered: SECRETS.filtered, unplanned: SECRETS.unplanned }),
  Ask: () => ({ done: true }),
  Need: () => ({ found: "thing" }),
  Forbidden: () => ({ done: true }),
  Broken: () => ({ ok: false, reason: "failed", message: "Broken." }) as const,
};

const definitions = `
    actions:
        Act:
            inputs:
                p: string
            outputs:
                shown: string
                filtered: string
                    filter_from_agent: True
                unplanned: string
                    is_used_by_planner: False
            target: "flow://Act"
        Ask:
            require_user_confirmation: True
            inputs:
                text: string
                    is_required: True
            outputs:
                done: boolean
            target: "flow://Ask"
        Need:
            inputs:
                key: string
                    is_required: True
            outputs:
                found: string
            target: "flow://Need"
        Forbidden:
            outputs:
                done: boolean
            target: "flow://Forbidden"
        Broken:
            outputs:
                done: boolean
            target: "flow://Broken"`;

const node = fc.constantFrom(...NODES);
const condition = fc.constantFrom(
  "@variables.flag",
  "@variables.count < 3",
  "@variables.key is None",
  'len(@variables.items) > 1 or @variables.word == "seen"',
  "@variables.nothing > 1",
);
const plain: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.constantFrom<readonly string[]>(
    ["set @variables.count = @variables.count + 1"],
    ["set @variables.flag = not @variables.flag"],
    ['set @variables.items = @variables.items + ["i"]'],
    ["set @variables.count = @variables.word"],
    ["run @actions.Act", "    with p=@variables.word", "    set @variables.word = @outputs.shown"],
    ["run @actions.Need", "    with key=@variables.key", "    set @variables.word = @outputs.found"],
  ),
  fc.constant(["set @variables.day = 2026-12-24"]),
);
const leaving = node.map((name): readonly string[] => [`transition to @subagent.${name}`]);
const text = fc.constantFrom<readonly string[]>(
  ["| {!@variables.word} {!@variables.items} {!@variables.nothing.x}"],
  ["| Use {!@actions.Act}."],
);
const collecting = fc
  .constantFrom("key", "name")
  .map((name) => [`collect @variables.${name}`, '    message: "Which?"']);

const inBranch = (statement: fc.Arbitrary<readonly string[]>) =>
  fc
    .tuple(condition, statement, statement)
    .map(([when, then, otherwise]) => [`if ${when}:`, ...indent(then), "else:", ...indent(otherwise)]);
const indent = (lines: readonly string[]) => lines.map((line) => `    ${line}`);

const hook = fc.array(fc.oneof({ weight: 4, arbitrary: plain }, inBranch(fc.oneof(plain, leaving))), { maxLength: 2 });
const instructions = (isStart: boolean) =>
  fc.array(fc.oneof(text, plain, inBranch(fc.oneof(text, plain, leaving)), ...(isStart ? [] : [collecting])), {
    maxLength: 4,
  });

/** The tools of a node, by name; a name may end in the gate of the tool. */
const tools: Readonly<Record<string, readonly string[]>> = {
  act: ["@actions.Act", "    with p=...", "    set @variables.word = @outputs.shown"],
  act_early: ["@actions.Act", "    set @variables.count = @variables.count + 1"],
  ask: ["@actions.Ask", "    with text=...", "    set @variables.flag = @outputs.done"],
  need: ["@actions.Act", "    run @actions.Need", "        with key=@variables.key"],
  fail: ["@actions.Broken"],
  forbidden_never: ["@actions.Forbidden"],
  forbidden_broken: ["@actions.Forbidden"],
  note: ["@utils.setVariables", "    with count=...", "    with key=...", "    with items=..."],
  note_flagged: ["@utils.setVariables", "    with word=..."],
  bye_early: ["@utils.end_session"],
  human_early: ["@utils.escalate"],
  ...Object.fromEntries(NODES.map((name) => [`go_${name}`, [`@utils.transition to @subagent.${name}`]])),
  ...Object.fromEntries(NODES.map((name) => [`consult_${name}`, [`@subagent.${name}`]])),
};
const toolNames = Object.keys(tools);
const toolLines = (name: string) => {
  const [target = "", ...body] = tools[name] ?? [];
  const gate = gateOf(name);
  return [`${name}: ${target}`, ...(gate ? [`    available when ${gate.when}`] : []), ...body];
};

const block = (name: string, lines: readonly string[], width: number) =>
  lines.length === 0
    ? ""
    : `\n${" ".repeat(width)}${name}\n${lines.map((line) => `${" ".repeat(width + 4)}${line}`).join("\n")}`;

interface NodeParts {
  readonly before: readonly string[];
  readonly inside: readonly string[];
  /** Names of its tools. */
  readonly offered: readonly string[];
  readonly after: readonly string[];
}

const nodeText = (name: string, at: number, { before, inside, offered, after }: NodeParts) => `
${at === 0 ? "start_agent" : "subagent"} ${name}:
    description: "The ${name} one"${definitions}${block("before_reasoning:", before, 4)}
    reasoning:${block("instructions: ->", [`| You are ${name}.`, ...inside], 8)}${block("actions:", offered.flatMap(toolLines), 8)}${block("after_reasoning:", after, 4)}`;

const scriptText = (reset: boolean, nodes: readonly NodeParts[]) => `
system:
    instructions: "You serve."
    messages:
        welcome: "Welcome."
        error: "Closed."
config:
    developer_name: "any"
    agent_type: "AgentforceServiceAgent"
    additional_parameter__reset_to_initial_node: ${reset ? "True" : "False"}
access:
    default_agent_user: "agent@any.example"
variables:
    count: mutable number = 0
    flag: mutable boolean = False
    word: mutable string = "word"
    key: mutable string
    name: mutable string
    nothing: mutable number
    day: mutable date
    items: mutable list[string] = []
connection messaging:
    escalation_message: "A person takes over."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://Route"${NODES.map((name, at) => nodeText(name, at, nodes[at]!)).join("")}
`;

const nodeParts = (isStart: boolean): fc.Arbitrary<NodeParts> =>
  fc
    .tuple(hook, instructions(isStart), fc.subarray(toolNames, { minLength: 8 }), hook)
    .map(([before, inside, offered, after]) => ({
      before: before.flat(),
      inside: inside.flat(),
      offered,
      after: after.flat(),
    }));

/** The text of a script without errors: three nodes, every kind of statement and of tool. */
export const anyScript: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), nodeParts(true), nodeParts(false), nodeParts(false))
  .map(([reset, ...nodes]) => scriptText(reset, nodes));

const called = fc.constantFrom(
  ...toolNames,
  ...NODES.flatMap((name) => [`capture_${name}_fields`, `cancel_${name}_collect`]),
  "constructor",
);
const args = fc.constantFrom<Readonly<Record<string, unknown>>>(
  {},
  { p: "x" },
  { text: "Hello" },
  { key: "k", count: 1 },
  { word: "seen", items: ["a"] },
  { name: null, key: ["wrong"] },
);
const calls = fc.array(fc.tuple(called, args), { minLength: 1, maxLength: 3 });
const line: fc.Arbitrary<Line> = fc.oneof(
  fc.constant("An answer."),
  fc.constant([["ask", { text: "Hello" }]] as const),
  calls,
  calls.map((some) => ({ text: "One moment.", calls: some })),
);
const input: fc.Arbitrary<string | Input> = fc.constantFrom<string | Input>(
  "hello",
  "and then?",
  { kind: "approve" },
  { kind: "approve" },
  { kind: "approve", values: { text: "Edited" } },
  { kind: "approve", values: { key: "given" } },
  { kind: "cancel" },
  { kind: "transfer", succeeded: false, description: "busy" },
);

/** Turns: what the user says, and the lines the model speaks. */
export const anyConversation = fc.array(fc.tuple(input, fc.array(line, { minLength: 1, maxLength: 6 })), {
  minLength: 1,
  maxLength: 5,
});

const bare: NodeParts = { before: [], inside: [], offered: toolNames, after: [] };
/** A script and a conversation that meets each thing a turn can wait for, and each way it can end. */
export const everyWay = {
  script: scriptText(true, [bare, { ...bare, inside: ["collect @variables.name", '    message: "Which?"'] }, bare]),
  conversation: [
    ["hello", [[["forbidden_never"]], [["ask", { text: "Hello" }]]]],
    [{ kind: "approve" }, ["Done."]],
    ["hello", [[["need"]]]],
    [{ kind: "approve", values: { key: "given" } }, ["Found."]],
    ["hello", [[["go_second"]], "Which?"]],
    ["hm", [[["human_early"]]]],
    ["hm", [[["bye_early"]]]],
    ["hello?", ["Nobody hears this."]],
  ] satisfies (readonly [string | Input, readonly Line[]])[],
};
