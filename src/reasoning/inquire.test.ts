// What a script's own `run` needs and has no value for: asked for, answered, and run.
import { expect, test } from "vitest";
import { desk, stage, types } from "../../test/support/stage.ts";

const looking = (binding: string, before = "") =>
  desk(`
    actions:
        Find:
            description: "Find a thing"
            inputs:
                thing: string
                    description: "what to look for"
                    is_required: True
            outputs:
                place: string
            target: "flow://Find"
    reasoning:
        instructions: ->
            run @actions.Find
                with thing=${binding}
                set @variables.name = @outputs.place
            | ${before}It is at {!@variables.name}.
`);
const actions = { Find: () => ({ place: "shelf 2" }) };
const asked = {
  type: "inquire",
  id: "id-1.1",
  message: "Please give: what to look for.",
  action: "Find",
  inputs: ["thing"],
};

test("the user is asked for the input, and the model is not", async () => {
  const take = await stage(looking("@variables.code"), actions).take("hi", []);
  expect(take.events.filter(({ type }) => type === "inquire")).toEqual([asked]);
  expect(types(take.events)).toEqual(["history", "inquire", "history"]);
  expect(take.acts).toEqual([]);
  expect(take.outcome.state.inquiry).toEqual({ id: "id-1.1", node: "desk", fields: { thing: "code" } });
});

test("the answer is kept in the variable, and the node goes on", async () => {
  const on = stage(looking("@variables.code"), actions);
  await on.take("hi", []);
  const take = await on.take({ kind: "approve", id: "id-1.1", values: { thing: "hat", other: "x" } }, ["On shelf 2."]);
  expect(take.acts).toEqual([["Find", { thing: "hat" }]]);
  expect(take.outcome.state.variables).toMatchObject({ code: "hat", name: "shelf 2" });
  expect(take.outcome.state).not.toHaveProperty("inquiry");
  expect(take.history[0]).toEqual({ role: "user", text: "thing: hat" });
});

test("what the user said last still stands when the answer comes", async () => {
  const on = stage(looking("@variables.code", "{!@system_variables.user_input}: "), actions);
  await on.take("Where is my hat?", []);
  const take = await on.take({ kind: "approve", id: "id-1.1", values: { thing: "hat" } }, ["On shelf 2."]);
  expect(take.requests.at(-1)?.instructions).toBe("Where is my hat?: It is at shelf 2.");
});

test("an answer to something else changes nothing", async () => {
  const on = stage(looking("@variables.code"), actions);
  await on.take("hi", []);
  const take = await on.take({ kind: "approve", id: "another", values: { thing: "hat" } }, []);
  expect(types(take.events)).toEqual(["failure"]);
  expect(take.outcome.state.inquiry).toBeDefined();
});

test("a cancel, or any other message, lets go of it", async () => {
  const on = stage(looking("@variables.code"), actions);
  await on.take("hi", []);
  const take = await on.take({ kind: "cancel" }, []);
  expect(take.said).toEqual(["Nothing was done."]);
  expect(take.outcome.state).not.toHaveProperty("inquiry");
});

test("a value no variable could keep is not asked for: the turn fails as the script says", async () => {
  const take = await stage(looking("None"), actions).take("hi", []);
  expect(take.said).toEqual(["The desk is closed."]);
});
