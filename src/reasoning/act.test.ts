// The tool calls of one reply: what runs, in which order, and where it leads.
import { describe, expect, test } from "vitest";
import { desk, isPaired, perform, results, shown, stage, toolsOf, types } from "../../test/support/stage.ts";
import { initialState } from "./begin.ts";

describe("words and calls in one reply", () => {
  const agent = desk(`
    reasoning:
        instructions: ->
            | Greet.
        actions:
            note: @utils.setVariables
                description: "Note the name"
                with name=...
`);

  test("an answer is streamed word by word and then said whole", async () => {
    const take = await stage(agent).take("hi", ["Hello to you."]);
    const deltas = take.events.flatMap((event) => (event.type === "delta" ? [event.text] : []));
    expect(deltas).toEqual(["Hello ", "to ", "you."]);
    expect(types(take.events)).toEqual(["history", "delta", "delta", "delta", "reply", "history"]);
  });

  test("words before a call are taken back from the user and kept in the history", async () => {
    const take = await stage(agent).take("I am Ada", [
      { text: "One moment.", calls: [["note", { name: "Ada" }]] },
      "Hello Ada.",
    ]);
    expect(types(take.events)).toEqual([
      ...["history", "delta", "delta", "void", "history", "history"],
      ...["delta", "delta", "reply", "history"],
    ]);
    expect(take.said).toEqual(["Hello Ada."]);
    expect(take.history[1]).toMatchObject({ role: "assistant", text: "One moment." });
  });

  test("words after a call are never streamed", async () => {
    const on = stage(agent);
    let first = true;
    const events = await perform(agent, on.state, {
      async *model() {
        if (first) {
          first = false;
          yield { type: "call", call: { id: "1", name: "note", arguments: { name: "Ada" } } };
          yield { type: "text", text: "thinking" };
        } else yield { type: "text", text: "Hello." };
      },
    });
    expect(events.events.flatMap((event) => (event.type === "delta" ? [event.text] : []))).toEqual(["Hello."]);
  });

  test("a reply of nothing is a failed reply", async () => {
    expect((await stage(agent).take("hi", ["  "])).said).toEqual(["The desk is closed."]);
  });
});

describe("calls", () => {
  const source = `
    actions:
        Find:
            description: "Find a thing"
            inputs:
                thing: string
                    is_required: True
                shelf: number
                    is_required: True
                colour: string
                depth: integer = 3
            outputs:
                place: string
                secret: string
                    filter_from_agent: True
            target: "flow://Find"
    reasoning:
        instructions: ->
            | Find with {!@actions.Find}.
        actions:
            find: @actions.Find
                with thing=@variables.name
                set @variables.code = @outputs.secret
            find_again: @actions.Find
                available when @variables.count == 0
                with thing="x"
                with shelf=1
                set @variables.count = 1
            broken_gate: @utils.transition to @subagent.other
                available when @variables.code > 5
            elsewhere: @utils.transition to @subagent.other
            store: @utils.setVariables
                with count=...
                with items=...
`;
  const agent = desk(source);
  const found = { Find: () => ({ place: "top shelf", secret: "Z9", undeclared: "U" }) };

  test("required inputs without a value become slots; optional ones are not offered", async () => {
    const take = await stage(agent, found).take("hi", ["Hello."]);
    expect(take.requests[0]?.tools[0]).toEqual({
      name: "find",
      description: "Find a thing",
      parameters: {
        type: "object",
        properties: { shelf: { type: "number" } },
        required: ["shelf"],
        additionalProperties: false,
      },
      purpose: "action",
    });
    expect(take.requests[0]?.instructions).toBe("Find with find.");
  });

  test("a gate without a value hides its tool, and the trace says why", async () => {
    const take = await stage(agent, found).take("hi", ["Hello."]);
    expect(toolsOf(take.requests[0])).toEqual(["find", "find_again", "elsewhere", "store"]);
    const step = take.events.find((event) => event.type === "step" && event.step.type === "EnabledToolsStep");
    expect(JSON.stringify(step)).toContain("broken_gate");
  });

  test("inputs are defaults, bindings and arguments, coerced without loss", async () => {
    const take = await stage(agent, found).take("hi", [[["find", { shelf: "2" }]], "Top shelf."]);
    expect(take.acts).toEqual([["Find", { thing: "you", shelf: 2, depth: 3 }]]);
    expect(results(take)).toEqual([{ place: "top shelf" }]);
  });

  test.for([
    [{}, '"shelf" is missing: ask the user for it.'],
    [{ shelf: null }, '"shelf" is missing: ask the user for it.'],
    [{ shelf: "two" }, '"shelf" must be a number.'],
    [{ shelf: 2, thing: "other" }, 'There is no parameter "thing".'],
    [{ shelf: 2, __proto__x: 1 }, 'There is no parameter "__proto__x".'],
  ])("arguments %j are refused: %s", async ([args, error]) => {
    const take = await stage(agent, found).take("hi", [[["find", args as Record<string, unknown>]], "Sorry."]);
    expect(take.acts).toEqual([]);
    expect(results(take)).toEqual([{ error }]);
  });

  test("a hidden output reaches callbacks, and no prompt, history or function step", async () => {
    const on = stage(agent, found);
    const take = await on.take("hi", [[["find", { shelf: 2 }]], "Top shelf."]);
    await on.take("and now?", ["Still there."]);
    expect(take.outcome.state.variables.code).toBe("Z9");
    expect(shown(on.requests)).not.toMatch(/Z9|undeclared/);
    expect(JSON.stringify(on.history)).not.toContain("Z9");
    const steps = take.events.filter((event) => event.type === "step" && event.step.type === "FunctionStep");
    expect(JSON.stringify(steps)).not.toContain("Z9");
  });

  test("a call whose gate an earlier call of the reply shut is refused", async () => {
    const take = await stage(agent, found).take("hi", [[["find_again"], ["find_again"]], "Found."]);
    expect(take.acts).toHaveLength(1);
    expect(results(take)).toEqual([{ place: "top shelf" }, { error: '"find_again" is not available now.' }]);
  });

  test("a transition waits for the calls after it, and the last one wins", async () => {
    const take = await stage(agent, found).take("hi", [[["elsewhere"], ["find", { shelf: 2 }]], "The other desk."]);
    expect(take.acts).toHaveLength(1);
    expect(take.outcome.state.node).toBe("other");
  });

  test("setVariables sets all its values or none, and says which were given", async () => {
    const take = await stage(agent, found).take("hi", [
      [["store", { count: 5, items: "not a list" }]],
      [["store", {}]],
      [["store", { count: "5", items: ["a"] }]],
      "Stored.",
    ]);
    expect(results(take)).toEqual([
      { error: '"items" must be a list of string.' },
      { error: "Give at least one of: count, items." },
      { count: 5, items: ["a"] },
    ]);
    expect(take.outcome.state.variables).toMatchObject({ count: 5, items: ["a"] });
  });

  test("a failure is a result the model reads; after three in a row the tool is withheld", async () => {
    const failing = { Find: () => ({ ok: false, reason: "failed", message: "Find failed." }) as const };
    const call = [["find", { shelf: 1 }]] as const;
    const take = await stage(agent, failing).take("hi", [call, call, call, "It does not work."]);
    expect(results(take)).toEqual(Array(3).fill({ error: "Find failed." }));
    expect(take.requests.map((request) => toolsOf(request)?.includes("find"))).toEqual([true, true, true, false]);
    expect(take.outcome.state.variables.code).toBeNull();
  });

  test("ids that a model repeats are told apart", async () => {
    const calls = [
      { id: "same", name: "store", arguments: { count: 1 } },
      { id: "same", name: "store", arguments: { count: 2 } },
    ];
    let asked = 0;
    const { history } = await perform(agent, initialState(agent, {}), {
      async *model() {
        asked += 1;
        if (asked === 1) for (const call of calls) yield { type: "call", call };
        else yield { type: "text", text: "Stored." };
      },
    });
    expect(isPaired(history)).toBe(true);
    expect(results({ history })).toEqual([{ count: 1 }, { count: 2 }]);
  });
});
