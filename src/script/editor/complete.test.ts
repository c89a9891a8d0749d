// What may be typed where: blocks, fields, values, names, in lines that are half typed.
import { describe, expect, test } from "vitest";
import { deskWith } from "../../../test/fixtures/scripts/desk.ts";
import { cursorIn } from "../../../test/support/cursor.ts";
import { reservedNames } from "../infer.ts";
import { analyse } from "./analyse.ts";
import { complete } from "./complete.ts";
import { types } from "./words.ts";

function completeIn(marked: string) {
  const { text, offset } = cursorIn(marked);
  return complete(analyse(text), offset);
}
const labels = (marked: string) => completeIn(marked).items.map(({ label }) => label);
/** Labels at the cursor of a line that stands after another. */
const at = (line: string, after: string) => labels(deskWith(line, after));

describe("keys", () => {
  test("the outermost lines begin with blocks, those that are there already left out", () => {
    const found = at("¦", "again:");
    expect(found).toEqual(expect.arrayContaining(["language", "subagent", "connection", "connected_subagent"]));
    for (const taken of ["system", "config", "start_agent"]) expect(found).not.toContain(taken);
  });

  test("deprecated blocks and fields come last", () => {
    const { items } = completeIn("¦");
    expect(items[0]?.label).toBe("config");
    expect(items.at(-1)).toMatchObject({ label: "topic", deprecated: true });
  });

  test("an empty indented line has the fields of its block that are not given yet", () => {
    const found = at("    ¦", 'agent_type: "');
    expect(found).toContain("agent_label");
    expect(found).not.toContain("developer_name");
    expect(found).not.toContain("system");
  });

  test("a half-typed key is taken the place of", () => {
    const marked = deskWith("    agent_la¦", 'agent_type: "');
    const { from, items } = completeIn(marked);
    expect(marked.slice(from, from + 8)).toBe("agent_la");
    expect(items).toContainEqual(expect.objectContaining({ label: "agent_label", text: "agent_label: " }));
  });

  test("a field says what it is for", () => {
    const { items } = completeIn(deskWith("        ¦", "    messages:"));
    expect(completeIn("system:\n    messages:\n        ¦").items[0]).toMatchObject({
      label: "error",
      detail: "message, required",
      says: "Said when a turn fails.",
    });
    expect(items).toEqual([]);
  });

  test("an action, an input and a variable have their own fields", () => {
    expect(at("            ¦", 'description: "Finds')).toContain("require_user_confirmation");
    expect(at("                    ¦", 'description: "For whom"')).toContain("is_user_input");
    expect(at("        ¦", 'description: "Who is here"')).toContain("is_displayable");
  });

  test("a node of the host's own kind has the fields of that kind", () => {
    const found = labels('subagent shop:\n    schema: "node://commerce/shopper_agent/v1"\n    ¦');
    expect(found).toContain("on_init");
    expect(at("    ¦", 'description: "The front desk"')).not.toContain("on_init");
  });
});

describe("values", () => {
  test.each([
    ["    enable_enhanced_event_logs: ¦", "agent_type:", ["True", "False"]],
    ["    enable_enhanced_event_logs: T¦", "agent_type:", ["True", "False"]],
    ['            target: "¦"', 'description: "Finds', ["flow://", "apex://", "mcpTool://"]],
    ['            target: "fl¦', 'description: "Finds', ["flow://"]],
    ['    agent_type: "¦"', "developer_name:", ["AgentforceServiceAgent", "AgentforceEmployeeAgent"]],
    ["    x: ¦", "variables:", ["mutable", "linked", "string", "list[string]"]],
    ["    x: mutable ¦", "variables:", ["string", "number", "boolean"]],
    ["                x: ¦", "inputs:", ["string", "integer"]],
    ["        source: ¦", "    locale:", ["@MessagingSession", "@VoiceCall"]],
    ["        source: @MessagingSession.¦", "    locale:", ["Id", "MessagingEndUserId"]],
  ])("%s", (line, after, wanted) => {
    expect(at(line, after)).toEqual(expect.arrayContaining(wanted));
  });

  test("instructions are text or statements", () => {
    expect(labels("subagent a:\n    reasoning:\n        instructions: ¦")).toEqual(["|", "->"]);
  });

  test("locales are offered one by one behind their commas", () => {
    const marked = 'language:\n    additional_locales: "fr, d¦"';
    const { from, items } = completeIn(marked);
    expect(marked.slice(from, from + 1)).toBe("d");
    expect(items.map(({ label }) => label)).toContain("de");
  });

  test("a variable is of no type that only actions know, and every type offered is one", () => {
    expect(at("    x: mutable ¦", "variables:")).not.toContain("integer");
    for (const type of Object.keys(types)) expect(reservedNames.has(type), type).toBe(true);
  });

  test("nothing is offered in comments, in text and behind a finished value", () => {
    expect(at("    # agent_¦", "config:")).toEqual([]);
    expect(at("        Be ¦", "You work at a desk")).toEqual([]);
    expect(at('    company: "x" ¦', "config:")).toEqual([]);
    expect(at("        ¦", "You work at a desk")).toEqual([]);
  });
});

describe("statements", () => {
  const body = "    before_reasoning:";

  test("a procedure takes statements, instructions take text besides, and a tool its inputs", () => {
    expect(at("        ¦", body)).toEqual(["set", "run", "transition", "if"]);
    expect(at("            ¦", "instructions: ->")).toEqual(expect.arrayContaining(["|", "collect", "run"]));
    expect(at("                ¦", "find: @actions")).toEqual(
      expect.arrayContaining(["description", "with", "available", "set"]),
    );
    expect(at("            ¦", "run @actions")).toContain("with");
  });

  test("`else` follows an `if`", () => {
    expect(at("            ¦", "| Ask who")).toEqual(expect.arrayContaining(["else", "else if"]));
    expect(at("        ¦", body)).not.toContain("else");
  });

  test.each([
    ["        set ¦", ["@variables"]],
    ["        run ¦", ["@actions"]],
    ["        transition ¦", ["to"]],
    ["        transition to ¦", ["@subagent", "@start_agent"]],
    ["        set @variables.¦", ["guest", "room"]],
    ["        run @actions.¦", ["Find_Room"]],
    ["        transition to @subagent.¦", ["front", "back"]],
    ["        transition to @start_agent.¦", ["front"]],
  ])("%s has nothing else", (line, wanted) => {
    expect(at(line, body)).toEqual(wanted);
  });

  test("a condition takes every variable, constants, functions and operators", () => {
    expect(at("        if @variables.¦", body)).toEqual(["guest", "room", "locale", "limit"]);
    expect(at("        if ¦", body)).toEqual(
      expect.arrayContaining(["@variables", "@system_variables", "@knowledge", "True", "len", "not"]),
    );
    expect(at("        if ¦", body)).not.toContain("@outputs");
    expect(at("        if @variables.guest.¦", body)).toEqual([]);
  });

  test("results are offered below the call that gives them, and nowhere else", () => {
    expect(at("            set @variables.room = @outputs.¦", "with guest=@variables")).toEqual(["room"]);
    expect(at("            set @variables.room = ¦", "with guest=@variables")).toContain("@outputs");
    expect(at("        set @variables.room = @outputs.¦", body)).toEqual([]);
  });
});

describe("tools and their inputs", () => {
  const tools = "            find: @actions.Find_Room";

  test("a tool leads to an action, a node or one of `@utils`", () => {
    expect(at("            x: ¦", "leave: @utils")).toEqual(["@actions", "@utils", "@subagent", "@start_agent"]);
    expect(at("            x: @utils.¦", "leave: @utils")).toEqual([
      "transition",
      "setVariables",
      "escalate",
      "end_session",
    ]);
    expect(at("            x: @utils.transition ¦", "leave: @utils")).toEqual(["to"]);
    expect(at("            x: @utils.transition to @subagent.¦", "leave: @utils")).toEqual(["front", "back"]);
  });

  test("`with` has the inputs of the action that are not given yet", () => {
    const { items } = completeIn(
      "start_agent a:\n    actions:\n        X:\n            inputs:\n                one: string\n                two: number\n    reasoning:\n        actions:\n            x: @actions.X\n                with one=...\n                with ¦",
    );
    expect(items).toEqual([{ label: "two", kind: "member", detail: "two: number", text: "two=" }]);
    expect(at("                with ¦", tools)).toEqual([]);
    expect(at("            with ¦", "run @actions.Find_Room")).toEqual(["beds"]);
    expect(at("            with beds=2, ¦", "run @actions.Find_Room")).toEqual([]);
  });

  test("`with` below `setVariables` has the variables that can be set", () => {
    expect(at("                with ¦", "note: @utils")).toEqual(["room"]);
  });

  test("an input takes `...` or a value", () => {
    const found = at("                with guest=¦", tools);
    expect(found).toEqual(expect.arrayContaining(["...", "@variables"]));
    expect(found, "the action has not run yet").not.toContain("@outputs");
  });
});

describe("connected agents", () => {
  const script = (line: string) =>
    `connected_subagent Bookings:\n    target: "agent://Bookings"\n    inputs:\n        guest: string = "x"\n        beds: number = 1\nstart_agent a:\n    reasoning:\n        actions:\n            ask: @connected_subagent.Bookings\n                with guest=...\n${line}`;

  test("a tool can lead to one, and gives it its inputs", () => {
    expect(labels(script("            x: ¦"))).toContain("@connected_subagent");
    expect(labels(script("            x: @connected_subagent.¦"))).toEqual(["Bookings"]);
    expect(labels(script("                with ¦"))).toEqual(["beds"]);
  });

  test("its target has the schemes of agents", () => {
    expect(labels('connected_subagent B:\n    target: "¦"')).toEqual(["agentforce://", "agent://"]);
  });
});

describe("text", () => {
  test("`{!` takes values, and tools by their names", () => {
    const line = "            Then {!@actions.¦}";
    expect(at(line, "Say goodbye")).toEqual(["again"]);
    expect(at("                | Then {!@actions.¦}", "if @variables.guest")).toEqual([
      "find",
      "leave",
      "note",
      "Find_Room",
    ]);
    expect(at("            Then {!¦", "Say goodbye")).toEqual(expect.arrayContaining(["@variables", "@actions"]));
  });

  test("quoted text does so, too", () => {
    expect(at('        welcome: "Hello {!@variables.¦}"', "    messages:")).toContain("guest");
  });

  test("text of a connection takes its formats", () => {
    expect(at("            Or {!@response_formats.¦}", "Use {!@response_actions")).toEqual(["choices"]);
    expect(at("            Or {!¦}", "Use {!@response_actions")).toContain("@response_actions");
  });
});
