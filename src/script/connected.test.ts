// Asking others: subagents that answer and return, and other agents.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { outline } from "../../test/fixtures/scripts/outline.ts";
import { agentOf, mainOf, told, toldOf } from "../../test/support/scripts.ts";
import { readScript } from "./read.ts";

/** A connected agent with these further fields, indented from 0. */
const desk = (fields = "", target = "agentforce://Desk"): string =>
  `connected_subagent desk:\n    target: "${target}"\n    description: "Knows points"\n${fields
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}`;

const ask = "ask: @connected_subagent.desk";

describe("a tool that asks a subagent", () => {
  test("goes on with its answer, and is described by it", () => {
    expect(mainOf({ tools: "ask: @subagent.other" }).tools.at(-1)).toMatchObject({
      name: "ask",
      target: { kind: "delegate", to: "other" },
      description: "The other one",
      bindings: [],
    });
  });

  test("reaches topics by their own word", () => {
    const blocks = 'topic third:\n    description: "d"';
    expect(mainOf({ tools: "ask: @topic.third", blocks }).tools.at(-1)?.target).toEqual({
      kind: "delegate",
      to: "third",
    });
    expect(toldOf({ tools: "ask: @topic.other" })).toEqual(["error undefined-reference"]);
  });

  test("leads to the subagent, which so counts as reached", () => {
    const blocks = 'subagent third:\n    description: "d"';
    expect(toldOf({ blocks })).toEqual(["warning unreachable-subagent"]);
    expect(toldOf({ blocks, tools: "ask: @subagent.third" })).toEqual([]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["takes no inputs", "ask: @subagent.other\n    with a=1", ["warning ignored-clause"]],
    [
      "runs statements that Agentforce leaves out",
      "ask: @subagent.other\n    set @variables.a = 1",
      ["warning ignored-clause"],
    ],
    ["asks a subagent that is there", "ask: @subagent.nobody", ["error undefined-reference"]],
  ])("%s", (_, tools, problems) => {
    expect(toldOf({ tools })).toEqual(problems);
  });
});

describe("a connected agent", () => {
  test("is read whole", () => {
    const agent = agentOf(examples["04_concierge_delegation.agent"] ?? "");
    expect(agent.connected.Loyalty_Desk).toMatchObject({
      name: "Loyalty_Desk",
      target: "agentforce://Loyalty_Agent",
      label: "Loyalty Desk",
      description: "Answers questions about loyalty points",
      loadingText: "Contacting the loyalty desk",
      delegateEscalation: false,
      inputs: [
        {
          name: "account_ref",
          type: { of: "string", list: false },
          required: false,
          value: { kind: "reference", namespace: "variables", name: "account_ref" },
        },
      ],
    });
    expect(outline(agent.connected.Loyalty_Desk?.after)).toBe("set plan_count");
    const tools = agent.nodes.concierge?.tools.map(({ name, target }) => [name, target]);
    expect(tools).toEqual([
      ["ask_weather", { kind: "delegate", to: "weather_desk" }],
      ["ask_loyalty", { kind: "connected", to: "Loyalty_Desk" }],
      ["note_budget", { kind: "setVariables" }],
      ["finalize", { kind: "transition", to: "itinerary" }],
    ]);
  });

  test("lends a tool its description, and its own route serves unless it says otherwise", () => {
    const agent = agentOf(baseScript({ tools: ask, blocks: desk() }));
    expect(agent.nodes.main?.tools.at(-1)?.description).toBe("Knows points");
    expect(agent.connected.desk?.delegateEscalation).toBe(true);
  });

  test("can be where a transition leads, of a tool and of a statement", () => {
    const tools = "over: @utils.transition to @connected_subagent.desk";
    const instructions = "if @variables.b:\n    transition to @connected_subagent.desk";
    const main = mainOf({ tools, instructions, blocks: desk() });
    expect(main.tools.at(-1)).toMatchObject({
      target: { kind: "transition", to: "desk" },
      description: "Knows points",
    });
    expect(outline(main.instructions)).toBe("text; if { to desk }");
  });

  test("leads on to where its `after_response` goes", () => {
    const blocks = `${desk("after_response:\n    transition to @subagent.third")}\nsubagent third:\n    description: "d"`;
    expect(toldOf({ tools: ask, blocks })).toEqual([]);
  });

  test("is named in text by the tool that asks it", () => {
    const { problems } = readScript(
      baseScript({ tools: ask, instructions: "| Use {!@connected_subagent.desk}.", blocks: desk() }),
    );
    expect(problems).toMatchObject([
      {
        code: "invalid-connected-subagent-reference",
        severity: "error",
        edits: [{ text: "@actions.ask" }],
      },
    ]);
    expect(toldOf({ tools: ask, instructions: "| Use {!@actions.ask}.", blocks: desk() })).toEqual([]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["agent", desk("", "agent://Desk"), []],
    ["a scheme nobody knows", desk("", "mcp://Desk"), ["error connected-agent-unsupported-scheme"]],
    ["no scheme", desk("", "Desk"), ["error connected-agent-unsupported-scheme"]],
    ["no API name", desk("", "agentforce://2_Desk"), ["error invalid-connected-subagent-target-name"]],
    ["a literal", desk('inputs:\n    x: string = "gold"'), []],
    ["a list of literals", desk("inputs:\n    x: list[number] = [1, -2]"), []],
    ["a mutable variable", desk("inputs:\n    x: string = @variables.s"), []],
    ["nothing", desk("inputs:\n    x: string"), ["error bound-input-required"]],
    ["a calculation", desk("inputs:\n    x: number = @variables.a + 1"), ["error bound-input-not-variable"]],
    ["a constant", desk("inputs:\n    x: string = @variables.k"), ["error bound-input-not-linked-or-mutable"]],
    ["a variable that is not there", desk("inputs:\n    x: string = @variables.zzz"), ["error undefined-reference"]],
    ["a variable of another type", desk("inputs:\n    x: string = @variables.a"), ["warning type-mismatch"]],
    ["text after it", desk("after_response:\n    | Hello"), ["error template-in-deterministic-procedure"]],
  ])("has a target and inputs that are given something: %s", (_, blocks, problems) => {
    expect(toldOf({ tools: ask, blocks })).toEqual(problems);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["with a known input", "with x=@variables.s", []],
    ["with an unknown input", "with y=1", ["error action-unknown-input"]],
    ["with a value of another type", "with x=1", ["warning type-mismatch"]],
    ["with a statement", "set @variables.a = 1", ["warning ignored-clause"]],
  ])("is asked %s", (_, line, problems) => {
    const blocks = desk('inputs:\n    x: string = ""');
    expect(toldOf({ tools: `${ask}\n    ${line}`, blocks })).toEqual(problems);
  });

  test("shares its name with no subagent, and nothing asks one that is not there", () => {
    expect(told(baseScript({ tools: ask, blocks: `${desk()}\nsubagent desk:\n    description: "d"` }))).toContain(
      "error duplicate-name",
    );
    expect(toldOf({ tools: "t: @connected_subagent.dsk", blocks: desk() })).toContain("error undefined-reference");
    expect(toldOf({ blocks: desk() })).toEqual(["warning unreachable-subagent"]);
  });
});

describe("a router", () => {
  const main = 'model_config:\n    model: "model://sfdc_ai__DefaultEinsteinHyperClassifier"';

  test("is a node whose own model says so, and no other", () => {
    const { nodes } = agentOf(examples["06_intake_collect.agent"] ?? "");
    expect(Object.values(nodes).map(({ name, router }) => [name, router])).toEqual([
      ["router", true],
      ["intake", false],
      ["smalltalk", false],
    ]);
    expect(nodes.intake?.skills).toEqual([{ name: "laptop_triage", target: "skill://Laptop_Triage_v1" }]);
  });

  test("has transitions only, and no hooks", () => {
    const hooks = "before_reasoning:\n    set @variables.a = 1\nafter_reasoning:\n    set @variables.a = 2";
    expect(toldOf({ main: `${main}\n${hooks}` }).toSorted()).toEqual([
      "error hyperclassifier-after-reasoning",
      "error hyperclassifier-before-reasoning",
      "error hyperclassifier-non-transition",
    ]);
  });

  test.each(["keep: @utils.setVariables\n    with s=...", "ask: @subagent.intake", "human: @utils.escalate"])(
    "is not offered %s",
    (tools) => {
      const source = (examples["06_intake_collect.agent"] ?? "").replace(
        "            go_smalltalk:",
        `            ${tools.replaceAll("\n", "\n            ")}\n            go_smalltalk:`,
      );
      expect(told(source)).toContain("error hyperclassifier-non-transition");
    },
  );
});
