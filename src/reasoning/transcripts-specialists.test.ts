// The acceptance transcripts of agent-script spec §11.4 and §11.6: specialists that are asked, and a form.
import { describe, expect, test } from "vitest";
import { agentOf, told } from "../../test/support/scripts.ts";
import { isPaired, results, type Stage, script, stage, stepsOf, toolsOf } from "../../test/support/stage.ts";
import type { ConnectedCall } from "./events.ts";

describe("§11.4, the concierge", () => {
  const agent = agentOf(script("04_concierge_delegation"));
  const guest = { profile: { name: "Ada" }, interests: ["museums"], budget: 180 };
  const actions = { Get_Guest: () => guest, Forecast: () => ({ summary: "snow", celsius: -2 }) };
  const focus = (forecast: string) =>
    [
      "The guest has a medium budget.",
      "First interest: museums.",
      "Guest name: Ada.",
      `Arrival 2026-12-24, forecast ${forecast}.`,
      "Ask ask_weather before proposing anything outdoors,",
      "and ask_loyalty about points.",
    ].join("\n");

  test("turn 1 asks the meteorologist, who speaks to the concierge alone", async () => {
    const take = await stage(agent, actions).take("Plan tomorrow for us", [
      [["ask_weather"]],
      [["forecast"]],
      "Snow, -2.",
      "The museum, then. It will snow.",
    ]);
    const [first, second, third, fourth] = take.requests;
    expect(first?.model).toBe("model://sfdc_ai__DefaultOpenAIGPT4OmniMini");
    expect(first?.system).toContain("You are a hotel concierge.");
    expect(first?.system).toContain("Harbour Hotels");
    expect(first?.tools.map(({ name, parameters }) => [name, Object.keys(parameters.properties)])).toEqual([
      ["ask_weather", []],
      ["ask_loyalty", []],
      ["note_budget", ["budget"]],
      ["finalize", []],
    ]);
    expect(first?.instructions).toBe(focus("unknown"));
    expect(toolsOf(first)).toEqual(["ask_weather", "ask_loyalty", "note_budget", "finalize"]);
    expect(second?.model).toBe("model://sfdc_ai__DefaultGPT4Omni");
    expect(second?.system).toContain("You are a meteorologist. Answer only with the forecast.");
    expect(second?.system).not.toContain("concierge");
    expect(second?.tools.map(({ name, parameters }) => [name, parameters.properties])).toEqual([["forecast", {}]]);
    expect(second?.instructions).toBe("Call forecast and report it in one line.");
    expect(third?.model).toBe("model://sfdc_ai__DefaultGPT4Omni");
    expect(third?.messages.at(-1)).toMatchObject({ role: "tool", result: { summary: "snow", celsius: -2 } });
    expect(toolsOf(fourth)).toEqual(["ask_loyalty", "note_budget", "finalize"]);
    expect(fourth?.instructions).toBe(focus("snow"));
    expect(fourth?.messages.at(-1)).toMatchObject({
      role: "tool",
      name: "ask_weather",
      result: { answer: "Snow, -2." },
    });
    expect(take.acts).toEqual([
      ["Get_Guest", {}],
      ["Forecast", { day: "2026-12-24" }],
    ]);
    expect(take.said).toEqual(["The museum, then. It will snow."]);
    expect(take.outcome).toMatchObject({ modelCalls: 4, state: { node: "concierge", variables: { weather: "snow" } } });
    expect(take.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(isPaired(take.history)).toBe(true);
  });

  test("a guest without interests or name leaves no hole in the text, and the trace has a warning", async () => {
    const nobody = { profile: {}, interests: [], budget: 180 };
    const take = await stage(agent, { ...actions, Get_Guest: () => nobody }).take("hi", ["Hello."]);
    expect(take.requests[0]?.instructions).toContain("First interest: none known.\nGuest name: .");
    const asked = take.events.find(
      (event) => event.type === "step" && event.step.type === "BeforeReasoningIterationStep",
    );
    expect(asked).toMatchObject({ step: { errors: ["line 77: The value is None, so the text leaves it empty"] } });
  });

  test.for([
    [20, 1, "The guest has a small budget. Prefer free activities."],
    [180, 1, "The guest has a medium budget."],
    [300, 3, "The guest can afford premium tours."],
    [300, 1, "The guest has a comfortable budget."],
    [1200, 1, "The guest can afford premium tours."],
  ] as const)("a budget of %d for %d nights", async ([budget, nights, line]) => {
    const on = stage(agent, actions);
    on.state = {
      ...on.state,
      variables: { ...on.state.variables, interests: ["art"], guest: { name: "Ada" }, budget, nights },
    };
    const take = await on.take("hi", ["Hello."]);
    expect(take.requests[0]?.instructions.split("\n")[0]).toBe(line);
  });

  test("the loyalty desk is another agent, and its loading text is shown", async () => {
    const calls: ConnectedCall[] = [];
    const connected = async (call: ConnectedCall) => {
      calls.push(call);
      return { ok: true, text: "900 points." } as const;
    };
    const on = stage(agent, actions, {}, { connected });
    on.state = { ...on.state, variables: { ...on.state.variables, account_ref: "L-7" } };
    const take = await on.take("my points?", [[["ask_loyalty"]], "You have 900 points."]);
    expect(calls).toMatchObject([{ target: "agentforce://Loyalty_Agent", inputs: { account_ref: "L-7" } }]);
    expect(take.said).toEqual(["Contacting the loyalty desk", "You have 900 points."]);
    expect(results(take)).toEqual([{ answer: "900 points." }]);
    expect(take.outcome.state.variables.plan_count).toBe(0);
    expect(stepsOf(take, "VariableUpdateStep").at(-1)).toMatchObject({
      variable_updates: [{ variable_name: "plan_count", variable_new_value: 0 }],
    });
  });

  test("a guest who changes their mind is with the concierge again, in the same turn", async () => {
    const take = await stage(agent, actions).take("done. No, wait", [[["finalize"]], [["change_mind"]], "Of course."]);
    expect(take.outcome.state.node).toBe("concierge");
    expect(take.requests[2]?.instructions).toBe(focus("unknown"));
    expect(take.acts).toHaveLength(1);
  });

  test("noting a budget counts the plans, and the end is another node in the same turn", async () => {
    const take = await stage(agent, actions).take("900 euros, and done", [
      [["note_budget", { budget: 900 }]],
      [["finalize"]],
      "Museum.\nLunch.\nWalk.",
    ]);
    expect(take.outcome.state).toMatchObject({ node: "itinerary", variables: { budget: 900, plan_count: 1 } });
    expect(take.requests[2]?.instructions).toBe("Write the itinerary as three short lines.");
    expect(toolsOf(take.requests[2])).toEqual(["change_mind"]);
    expect(take.said).toEqual(["Museum.\nLunch.\nWalk."]);
  });
});

describe("§11.6, the intake form", () => {
  const source = script("06_intake_collect");
  const agent = agentOf(source);
  const actions = { Create_Ticket: () => ({ ticket: "T-9" }) };
  const ask = (field: string, message: string) =>
    `Ask the user for ${field}. Use exactly this message: "${message}" When they answer, call capture_intake_fields with ${field}.`;
  const tools = ["capture_intake_fields", "cancel_intake_collect"];
  const capture = (fields: Readonly<Record<string, unknown>>) => [["capture_intake_fields", fields]] as const;
  const firstTurn = (on: Stage) =>
    on.take("My laptop died", [
      [["go_intake"]],
      capture({ device: "laptop" }),
      "Should we reach you by email or phone?",
    ]);

  test("turn 1 goes through the router into the form, and ends waiting in it", async () => {
    const take = await firstTurn(stage(agent, actions));
    const [first, second, third] = take.requests;
    expect(toolsOf(first)).toEqual(["go_intake", "go_smalltalk"]);
    expect(first?.model).toBe("model://sfdc_ai__DefaultEinsteinHyperClassifier");
    expect(first?.instructions).toBe("Pick the matching desk.");
    expect(second?.model).toBeUndefined();
    expect(second?.instructions).toContain(ask("device", "Which device is affected?"));
    expect(second?.instructions).not.toContain("contact_pref");
    expect(toolsOf(second)).toEqual(tools);
    expect(Object.keys(second?.tools[0]?.parameters.properties ?? {})).toEqual([
      ...["device", "contact_pref", "email", "phone"],
    ]);
    expect(second?.tools[0]?.parameters.required).toEqual([]);
    expect(third?.instructions).toContain(ask("contact_pref", "Should we reach you by email or phone?"));
    expect(third?.instructions).not.toContain("Ask the user for device");
    expect(take.outcome.state).toEqual({
      node: "intake",
      resume: "intake",
      variables: { device: "laptop", contact_pref: null, email: null, phone: null, ticket: null },
      status: "active",
    });
  });

  test("turns 2 to 4 resume in the form, finish it once, and begin at the router again", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    const second = await on.take("email", [capture({ contact_pref: "email" }), "Which email address?"]);
    expect(second.requests).toHaveLength(2);
    expect(second.requests[1]?.instructions).toContain(ask("email", "Which email address?"));
    expect(second.requests[1]?.instructions).not.toContain("phone number");
    expect(second.outcome.state.resume).toBe("intake");

    const third = await on.take("a@b.c", [capture({ email: "a@b.c" }), "Your ticket is T-9."]);
    expect(third.acts).toEqual([["Create_Ticket", { device: "laptop", contact: "a@b.c" }]]);
    expect(third.requests[1]?.instructions).toBe("Tell the employee the ticket number is T-9.");
    expect(toolsOf(third.requests[1])).toEqual([]);
    expect(third.outcome.state).not.toHaveProperty("resume");

    const fourth = await on.take("thanks", ["You are welcome."]);
    expect(toolsOf(fourth.requests[0])).toEqual(["go_intake", "go_smalltalk"]);
    expect(isPaired(on.history)).toBe(true);
  });

  test("who prefers the phone is asked for a number, never for an address", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    const second = await on.take("phone", [capture({ contact_pref: "phone" }), "Which number?"]);
    expect(second.requests[1]?.instructions).toContain(ask("phone", "Which phone number?\nInclude the country code."));
    expect(second.requests[1]?.instructions).not.toContain("email address");
    const third = await on.take("+49 30 1", [capture({ phone: "+49 30 1" }), "Your ticket is T-9."]);
    expect(third.acts).toEqual([["Create_Ticket", { device: "laptop", contact: "+49 30 1" }]]);
  });

  test.for([
    [
      "a form in the start agent",
      "        instructions: |\n            Pick the matching desk.",
      '        instructions: ->\n            collect @variables.device\n                message: "Which?"',
      "collect",
    ],
    [
      "a tool that is no transition in the router",
      "            go_smalltalk:",
      "            note: @utils.setVariables\n                with device=...\n            go_smalltalk:",
      "hyperclassifier-non-transition",
    ],
    ["two starter prompts", '            - "I lost my badge"\n', "", "constraint-min-items"],
  ] as const)("%s is an error of the script", ([, words, instead, code]) => {
    const changed = source.replace(words, instead);
    expect(changed).not.toBe(source);
    expect(
      told(changed)
        .filter((problem) => problem.startsWith("error"))
        .join(),
    ).toContain(code);
  });

  test("a cancelled form keeps what it has, and the next turn begins at the router", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    const cancelled = await on.take("never mind", [[["cancel_intake_collect"]], "As you wish."]);
    expect(cancelled.outcome.state).not.toHaveProperty("resume");
    const next = await on.take("hello", ["Hello."]);
    expect(toolsOf(next.requests[0])).toEqual(["go_intake", "go_smalltalk"]);
    expect(next.outcome.state.variables.device).toBe("laptop");
  });

  test("a router that answers by itself gives the reply", async () => {
    const take = await stage(agent, actions).take("hm", ["What happened?"]);
    expect(take.said).toEqual(["What happened?"]);
    expect(take.requests).toHaveLength(1);
  });
});
