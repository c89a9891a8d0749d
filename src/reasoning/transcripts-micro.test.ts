// The micro cases of agent-script spec §11.7 that show at run time: what the constructs do when a turn reaches them.
import { describe, expect, test } from "vitest";
import { type Additions, baseScript } from "../../test/fixtures/scripts/base.ts";
import { agentOf } from "../../test/support/scripts.ts";
import { type Line, results, stage, toolsOf } from "../../test/support/stage.ts";

const OTHER = "    reasoning:\n        instructions: ->\n            | Other.\n";
/** The first turn of the base script with these additions; the action gives back what it was given. */
const turnOf = (additions: Additions, lines: readonly Line[] = ["Yes."]) =>
  stage(agentOf(`${baseScript(additions)}${OTHER}`), { Act: ({ p = null }) => ({ r: p, n: 1 }) }).take("hi", lines);
/** What the instructions came to after the line of the base script. */
const told = async (additions: Additions) =>
  (await turnOf(additions)).requests[0]?.instructions.split("\n").slice(1).join("\n");
const t = (args: Readonly<Record<string, unknown>> = {}): Line => [["t", args]];
const TOOL = "t: @actions.Act\n    with p=...\n    with q=1\n";

describe("micro cases at run time (spec §11.7)", () => {
  test("6: `not` binds looser than a comparison and tighter than `and`", async () => {
    const instructions = "if not @variables.a == 1 and @variables.b:\n    | both\nelse:\n    | not both";
    expect(await told({ instructions })).toBe("not both");
  });

  test("7: a condition goes on after a backslash at the end of its line", async () => {
    const instructions = "if @variables.a == 0 and \\\n   not @variables.b:\n    | joined";
    expect(await told({ instructions })).toBe("joined");
  });

  test("8: one `with` binds several inputs", async () => {
    const take = await turnOf({ instructions: 'run @actions.Act\n    with p="x", q=2' });
    expect(take.acts).toEqual([["Act", { p: "x", q: 2 }]]);
  });

  test("11: a callback of `run` branches on its outputs", async () => {
    const instructions = (p: string) =>
      `run @actions.Act\n    with p="${p}"\n    if @outputs.r == "y":\n        set @variables.s = @outputs.r\n| s={!@variables.s}`;
    expect(await told({ instructions: instructions("y") })).toBe("s=y");
    expect(await told({ instructions: instructions("n") })).toBe("s=");
  });

  test("12: a bare transition after a tool's `set` is taken once the reply's calls are done", async () => {
    const tools = `${TOOL}    set @variables.s = @outputs.r\n    transition to @subagent.other`;
    const take = await turnOf({ tools }, [
      [
        ["t", { p: "one" }],
        ["act", { p: "two" }],
      ],
      "Other.",
    ]);
    expect(take.acts.map(([, { p }]) => p)).toEqual(["one", "two"]);
    expect(take.outcome.state).toMatchObject({ node: "other", variables: { s: "one" } });
  });

  test("13: a transition under a condition is taken when it holds", async () => {
    const tools = `${TOOL}    set @variables.s = @outputs.r\n    if @variables.s == "y":\n        transition to @subagent.other`;
    expect((await turnOf({ tools }, [t({ p: "y" }), "Other."])).outcome.state.node).toBe("other");
    expect((await turnOf({ tools }, [t({ p: "n" }), "Main."])).outcome.state.node).toBe("main");
  });

  test("14: of two gates the last one counts", async () => {
    const gates = (first: string, last: string) => ({
      tools: `t: @utils.end_session\n    available when ${first}\n    available when ${last}`,
    });
    expect(toolsOf((await turnOf(gates("False", "True"))).requests[0])).toContain("t");
    expect(toolsOf((await turnOf(gates("True", "False"))).requests[0])).not.toContain("t");
  });

  test("17: nothing after a transition runs", async () => {
    const take = await turnOf({ instructions: "transition to @subagent.other\n| never" });
    expect(take.requests.map(({ instructions }) => instructions)).toEqual(["Other."]);
  });

  test("19: a topic is reached like a subagent", async () => {
    const blocks = 'topic old:\n    description: "x"\n    reasoning:\n        instructions: ->\n            | Old.';
    const script = baseScript({ instructions: "transition to @topic.old", blocks });
    const take = await stage(agentOf(script)).take("hi", ["Yes."]);
    expect(take.requests[0]?.instructions).toBe("Old.");
  });

  test("25: {!…} in quotes is replaced where text is set", async () => {
    const instructions = 'set @variables.a = 5\nset @variables.s = "n={!@variables.a}"\n| {!@variables.s}';
    expect(await told({ instructions })).toBe("n=5");
  });

  test("28: of two bindings the last one counts: a fixed value leaves no slot", async () => {
    const tools = 't: @actions.Act\n    with p=...\n    with q=1, p="z"';
    const take = await turnOf({ tools }, [t({ p: "mine" }), t(), "Yes."]);
    expect(take.requests[0]?.tools.at(-1)?.parameters.properties).toEqual({});
    expect(results(take)[0]).toEqual({ error: 'There is no parameter "p".' });
    expect(take.acts).toEqual([["Act", { p: "z", q: 1 }]]);
  });

  test("28: of two bindings the last one counts: a slot leaves no fixed value", async () => {
    const tools = "t: @utils.setVariables\n    with a=1\n    with s=...\n    with a=...";
    const take = await turnOf({ tools }, [t({ s: "x" }), "Yes."]);
    expect(take.outcome.state.variables).toMatchObject({ a: 0, s: "x" });
  });

  test("29: of two transitions called at once the last one is taken", async () => {
    const blocks =
      'subagent third:\n    description: "Third"\n    reasoning:\n        instructions: ->\n            | Third.';
    const agent = agentOf(baseScript({ tools: "away: @utils.transition to @subagent.third", blocks }));
    const nodeAfter = async (line: Line) => (await stage(agent).take("hi", [line, "Yes."])).outcome.state.node;
    expect(await nodeAfter([["go"], ["away"]])).toBe("third");
    expect(await nodeAfter([["away"], ["go"]])).toBe("other");
  });
});
