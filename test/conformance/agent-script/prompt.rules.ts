// What the model is told, and in which order (agent-script spec §5.5).
import assert from "node:assert/strict";
import type { Agent } from "../../../src/script/agent.ts";
import { desk, stage, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, parametersOf, play, route, service } from "./on-stage.ts";

const body = `
    reasoning:
        instructions: ->
            | Serve.
`;
const systemOf = async (agent: Agent, locale?: string) => {
  const take = await stage(agent, {}, locale ? { locale } : {}).take("hi", ["Yes."]);
  return take.requests[0]?.system ?? "";
};
/** Whether these texts stand in a text, in this order. */
const inOrder = (text: string, ...parts: readonly string[]) => {
  const places = parts.map((part) => text.indexOf(part));
  assert.ok(!places.includes(-1), `${parts.join(" | ")} in ${text}`);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
};

const tools = desk(`
    actions:
        Book:
            description: "Books a table"
            label: "Table booking"
            inputs:
                guests: integer
                    description: "How many come"
                    is_required: True
                day: date
                    is_required: True
                wish: string
                hint: string
                room: string = "main"
                    is_required: True
            outputs:
                ok: boolean
            target: "flow://Book"
    reasoning:
        instructions: ->
            | Use {!@actions.book} or {!@actions.hidden}.
        actions:
            book: @actions.Book
                label: "Book it"
                with wish=...
            rename: @actions.Book
                description: "Books another"
                with guests=2
                with day=2026-12-24
            hidden: @actions.Book
                available when False
            away: @utils.transition to @subagent.other
            remember: @utils.setVariables
                with count=...
                with name=...
                with code="fixed"
`);

export const promptRules: readonly Rule[] = [
  rule("agent-script §5.5 (1)", "the system prompt is the preamble, then the agent's instructions", async () => {
    const system = await systemOf(desk(body));
    assert.ok(system.endsWith("\n\nYou work at a desk."), system);
    assert.ok(system.length > "\n\nYou work at a desk.".length);
  }),
  rule(
    "agent-script §5.5 (1)",
    "strip_salesforce_instructions leaves the preamble out, for the agent or for one node",
    async () => {
      const agent = desk(body);
      const node = agent.nodes.desk!;
      assert.equal(await systemOf({ ...agent, stripPreamble: true }), "You work at a desk.");
      assert.equal(
        await systemOf({ ...agent, nodes: { ...agent.nodes, desk: { ...node, stripPreamble: true } } }),
        "You work at a desk.",
      );
      const own = desk(
        `    system:\n        instructions: "Own."\n        strip_salesforce_instructions: True\n${body}`,
      );
      assert.equal(await systemOf(own), "Own.");
    },
  ),
  rule("agent-script §5.5 (1)", "a node's own system instructions replace the agent's", async () => {
    const system = await systemOf(desk(`    system:\n        instructions: "You are strict."\n${body}`));
    assert.match(system, /You are strict\./);
    assert.doesNotMatch(system, /You work at a desk/);
  }),
  rule("agent-script §5.5 (1)", "company and role follow, then the connection's words, then the language", async () => {
    const agent = {
      ...service('    additional_system_instructions: "Be short."\n', body),
      company: "Acme",
      role: "Clerk",
    };
    inOrder(await systemOf(agent, "de"), "You serve.", "Acme", "Clerk", "Be short.", "locale de");
  }),
  rule("agent-script §5.5 (2)", "the history comes whole, the words of this turn last", async () => {
    const on = stage(desk(body));
    await on.take("one", ["First."]);
    const take = await on.take("two", ["Second."]);
    assert.deepEqual(take.requests[0]?.messages, [
      { role: "user", text: "one" },
      { role: "assistant", text: "First.", calls: [] },
      { role: "user", text: "two" },
    ]);
  }),
  rule(
    "agent-script §5.5 (3)",
    "the resolved instructions stand apart from the lasting prompt, the connection's after them",
    async () => {
      const agent = service(`${route}    reasoning:\n        instructions: "Offer help."\n`, body);
      const take = await play(agent, ["Yes."]);
      assert.deepEqual(focus(take), ["Serve.\nOffer help."]);
      assert.doesNotMatch(take.requests[0]?.system ?? "", /Serve\.|Offer help\./);
    },
  ),
  rule("agent-script §5.5 (4)", "the visible tools are offered in the order of the script", async () => {
    assert.deepEqual(toolsOf((await play(tools, ["Yes."])).requests[0]), ["book", "rename", "away", "remember"]);
  }),
  rule("agent-script §5.5", "a tool's name is its alias, never its label", async () => {
    const { requests } = await play(tools, ["Yes."]);
    assert.doesNotMatch(JSON.stringify(requests[0]?.tools), /Book it|Table booking/);
  }),
  rule("agent-script §5.5", "a tool is described by its own words, else its action's, else its target's", async () => {
    const { requests } = await play(tools, ["Yes."]);
    const described = Object.fromEntries(requests[0]!.tools.map(({ name, description }) => [name, description]));
    assert.deepEqual(
      [described.book, described.rename, described.away],
      ["Books a table", "Books another", "The other desk"],
    );
  }),
  rule(
    "agent-script §5.5",
    "the model is asked for slots alone: neither fixed values nor defaults are parameters",
    async () => {
      const take = await play(tools, ["Yes."]);
      assert.deepEqual(Object.keys(parametersOf(take, "book")?.properties ?? {}), ["guests", "day", "wish"]);
      assert.deepEqual(parametersOf(take, "rename")?.properties, {});
      assert.deepEqual(parametersOf(take, "away")?.properties, {});
    },
  ),
  rule(
    "agent-script §5.5",
    "is_required makes a parameter required, and a slot of an optional input stays optional",
    async () => {
      assert.deepEqual(parametersOf(await play(tools, ["Yes."]), "book")?.required, ["guests", "day"]);
    },
  ),
  rule(
    "agent-script §5.5",
    "setVariables asks for the variables it leaves open, with their types and descriptions",
    async () => {
      assert.deepEqual(parametersOf(await play(tools, ["Yes."]), "remember"), {
        type: "object",
        properties: { name: { type: "string", description: "Who is asking" }, count: { type: "number" } },
        required: [],
        additionalProperties: false,
      });
    },
  ),
  rule("agent-script §5.5", "every type of the language has its JSON Schema", async () => {
    const schemas = {
      string: { type: "string" },
      id: { type: "string" },
      date: { type: "string", format: "date" },
      datetime: { type: "string", format: "date-time" },
      number: { type: "number" },
      currency: { type: "number" },
      integer: { type: "integer" },
      long: { type: "integer" },
      boolean: { type: "boolean" },
      object: { type: "object" },
      "list[string]": { type: "array", items: { type: "string" } },
      "list[number]": { type: "array", items: { type: "number" } },
    };
    const names = Object.keys(schemas);
    const agent = desk(`
    actions:
        Take:
            inputs:
${names.map((type, at) => `                p${at}: ${type}\n                    is_required: True`).join("\n")}
            outputs:
                ok: boolean
            target: "flow://Take"
    reasoning:
        instructions: ->
            | Serve.
        actions:
            take: @actions.Take
`);
    assert.deepEqual(
      Object.values(parametersOf(await play(agent, ["Yes."]), "take")?.properties ?? {}),
      Object.values(schemas),
    );
  }),
  rule("agent-script §5.5", "{!@actions.x} is the tool's name, also while its gate is shut", async () => {
    assert.deepEqual(focus(await play(tools, ["Yes."])), ["Use book or hidden."]);
  }),
  rule("agent-script §5.5", "{!@actions.X} of an action that has a tool is that tool's name, too", async () => {
    const agent = desk(`
    actions:
        Look:
            outputs:
                place: string
            target: "flow://Look"
    reasoning:
        instructions: ->
            | Use {!@actions.Look}.
        actions:
            look_around: @actions.Look
`);
    assert.deepEqual(focus(await play(agent, ["Yes."])), ["Use look_around."]);
  }),
  rule("agent-script §5.5", "a node's model_config outranks the agent's, key by key", async () => {
    const agent = desk(
      `    model_config:\n        model: "model://own"\n        params:\n            temperature: 0\n${body}`,
      `
model_config:
    model: "model://common"
    params:
        temperature: 1
        top_p: 0.5
`,
    );
    const [own] = (await play(agent, ["Yes."])).requests;
    assert.deepEqual([own?.model, own?.params], ["model://own", { temperature: 0, top_p: 0.5 }]);
    const [common] = (await play({ ...agent, start: "other" }, ["Yes."])).requests;
    assert.deepEqual([common?.model, common?.params], ["model://common", { temperature: 1, top_p: 0.5 }]);
  }),
];
