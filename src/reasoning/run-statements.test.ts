// Statements of a script as they run.
import { describe, expect, test } from "vitest";
import { desk, stage } from "../../test/support/stage.ts";

describe("statements", () => {
  test("a transition in instructions drops the text before it, and calls no model", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            | Never said.
            transition to @subagent.other
`);
    const take = await stage(agent).take("hi", ["Hello."]);
    expect(take.requests.map(({ instructions }) => instructions)).toEqual(["You are the other desk."]);
  });

  test("an expression without a value ends the turn with the error message, and what was set stays", async () => {
    const agent = desk(`
    before_reasoning:
        set @variables.count = 7
        set @variables.count = @variables.code - 1
    reasoning:
        instructions: ->
            | Hello.
`);
    const take = await stage(agent).take("hi", []);
    expect(take.said).toEqual(["The desk is closed."]);
    expect(take.outcome.state.variables.count).toBe(7);
  });

  test("a script without an error message fails with a sentence that says nothing of the cause", async () => {
    const agent = {
      ...desk(`
    before_reasoning:
        set @variables.count = @variables.code - 1
    reasoning:
        instructions: ->
            | Hello.
`),
    };
    const { errorMessage: _, ...silent } = agent;
    const take = await stage(silent).take("hi", []);
    const failure = take.events.find((event) => event.type === "failure");
    expect(failure).toEqual({
      type: "failure",
      message: "Something went wrong here. Please send your message again.",
      errors: ["Something went wrong here. Please send your message again."],
    });
  });

  test("a value that does not fit its variable leaves the old one", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            set @variables.count = "many"
            | Count {!@variables.count}.
`);
    expect((await stage(agent).take("hi", ["Hello."])).requests[0]?.instructions).toBe("Count 0.");
  });

  test("a nested run sees the outer outputs in `with` and its own in `set`", async () => {
    const agent = desk(`
    actions:
        First:
            inputs:
                q: string
            outputs:
                id: string
            target: "flow://First"
        Second:
            inputs:
                of: string
            outputs:
                id: string
            target: "flow://Second"
    reasoning:
        instructions: ->
            run @actions.First
                with q=@system_variables.user_input
                run @actions.Second
                    with of=@outputs.id
                    set @variables.code = @outputs.id
                set @variables.name = @outputs.id
            | {!@variables.name} {!@variables.code}
`);
    const take = await stage(agent, { First: () => ({ id: "1" }), Second: ({ of }) => ({ id: `2 of ${of}` }) }).take(
      "hi",
      ["Hello."],
    );
    expect(take.acts).toEqual([
      ["First", { q: "hi" }],
      ["Second", { of: "1" }],
    ]);
    expect(take.requests[0]?.instructions).toBe("1 2 of 1");
    expect(take.history).toHaveLength(2);
  });
});
