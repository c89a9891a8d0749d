// The acceptance transcripts of agent-script spec §11.1 to §11.3, with their variants.
import { describe, expect, test } from "vitest";
import { agentOf, told } from "../../test/support/scripts.ts";
import { isPaired, results, type Stage, script, shown, stage, stepsOf, toolsOf } from "../../test/support/stage.ts";
import { initialState, welcome } from "./begin.ts";
import type { Surroundings } from "./events.ts";

const here: Surroundings = { turnKey: "", connection: "messaging", modality: "text" };
const parameters = (request: Stage["requests"][number] | undefined, tool: string) =>
  request?.tools.find(({ name }) => name === tool)?.parameters;

describe("§11.1, the greeter", () => {
  const agent = agentOf(script("01_greeter"));

  test("greets without the model", () => {
    expect(welcome(agent, initialState(agent, {}), here)).toBe("Hello from the library desk.");
  });

  test("answers in one call, told its instructions with their indentation", async () => {
    const take = await stage(agent).take("hi", ["Hello!"]);
    const [request] = take.requests;
    expect(take.requests).toHaveLength(1);
    expect(request?.system).toContain("You are Pip, a short-spoken greeter for a public library.");
    expect(request?.instructions).toBe(
      "Greet the visitor in one sentence.\n  Never give opening hours.\nIf they say goodbye, wish them a nice day.",
    );
    expect(request?.tools).toEqual([]);
    expect(request?.messages).toEqual([{ role: "user", text: "hi" }]);
    expect(take.said).toEqual(["Hello!"]);
    expect(take.outcome).toEqual({
      state: { node: "greeter", variables: {}, status: "active" },
      usage: { inputTokens: 10, outputTokens: 2 },
      modelCalls: 1,
      model: "stage:lines",
    });
  });

  test("has nothing but its own words as system prompt when the script strips the preamble", async () => {
    const take = await stage({ ...agent, stripPreamble: true }).take("hi", ["Hello!"]);
    expect(take.requests[0]?.system).toBe("You are Pip, a short-spoken greeter for a public library.");
  });
});

describe("§11.2, the clinic's router", () => {
  const source = script("02_clinic_router");
  const agent = agentOf(source);
  const firstTurn = (on: Stage) =>
    on.take("Can I book Rex, my dog, for Friday?", [
      [["remember_pet", { pet_name: "Rex", species: "dog" }]],
      [["go_to_booking"]],
      "Friday 3pm works.",
    ]);

  test("turn 1 fills slots, opens a gate and ends in another node", async () => {
    const take = await firstTurn(stage(agent));
    const [first, second, third] = take.requests;
    expect(toolsOf(first)).toEqual(["remember_pet", "go_to_advice"]);
    expect(first?.instructions).toBe(
      "Find out what the visitor needs.\nAsk for the pet's name, then store it with remember_pet.\nRouter pass number 1.",
    );
    expect(parameters(first, "remember_pet")).toEqual({
      type: "object",
      properties: {
        pet_name: { type: "string", description: "Name of the pet the visitor is talking about" },
        species: { type: "string", description: "Species of the pet: dog, cat, or other" },
      },
      required: [],
      additionalProperties: false,
    });
    expect(toolsOf(second)).toEqual(["remember_pet", "go_to_booking", "go_to_advice"]);
    expect(second?.instructions).toBe(
      "Find out what the visitor needs.\nThe pet is called Rex.\nRouter pass number 2.",
    );
    expect(second?.messages.at(-1)).toMatchObject({ role: "tool", result: { pet_name: "Rex", species: "dog" } });
    expect(toolsOf(third)).toEqual(["back_to_desk"]);
    expect(third?.system).toContain(
      "You are the front desk of a small veterinary clinic.\nKeep replies under three sentences.",
    );
    expect(third?.instructions).toBe("Book a visit for Rex (dog).\nOffer the phone line 555-0100 if no slot fits.");
    expect(take.said).toEqual(["Friday 3pm works."]);
    expect(take.outcome.state).toMatchObject({
      node: "booking",
      variables: { visits: 2, pet_name: "Rex", species: "dog" },
    });
    expect(take.history.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
      "assistant",
      "tool",
      "assistant",
    ]);
  });

  test("turn 2 begins at the start again, and a node's own system prompt replaces the agent's", async () => {
    const on = stage(agent);
    await firstTurn(on);
    const take = await on.take("any feeding tips?", [[["go_to_advice"]], "Fresh water."]);
    expect(take.requests).toHaveLength(2);
    expect(take.outcome.state.variables.visits).toBe(3);
    expect(take.requests[0]?.instructions).toBe(
      "Find out what the visitor needs.\nThe pet is called Rex.\nRouter pass number 3.",
    );
    expect(take.requests[0]?.messages.slice(0, -1)).toEqual(on.history.slice(0, 6));
    expect(toolsOf(take.requests[1])).toEqual(["go_to_booking"]);
    expect(take.requests[1]?.instructions).toBe(
      "Give one general tip and suggest booking a visit for anything medical.",
    );
    expect(take.requests[1]?.system).toContain("You are a cautious pet-care adviser. Never diagnose.");
    expect(take.requests[1]?.system).not.toContain("front desk");
  });

  test("without the reset, turn 2 begins where turn 1 ended", async () => {
    const on = stage(
      agentOf(source.replace("config:\n", "config:\n    additional_parameter__reset_to_initial_node: False\n")),
    );
    await firstTurn(on);
    const take = await on.take("thanks", ["You are welcome."]);
    expect(toolsOf(take.requests[0])).toEqual(["back_to_desk"]);
    expect(take.outcome.state.variables.visits).toBe(2);
  });

  test("a hidden tool is an error, and leads nowhere", async () => {
    const take = await stage(agent).take("book", [[["go_to_booking"]], "What is the pet's name?"]);
    expect(take.history[2]).toMatchObject({ role: "tool", name: "go_to_booking", failed: true });
    expect(take.outcome.state.node).toBe("front_desk");
  });

  test("a visitor who names no species is booked all the same", async () => {
    const on = stage(agent);
    on.state = { ...on.state, variables: { ...on.state.variables, pet_name: "Rex" } };
    const take = await on.take("book", [[["go_to_booking"]], "Friday."]);
    expect(take.requests[1]?.instructions).toMatch(/^Book a visit for Rex \(unknown species\)\./);
  });

  test("a script that sets the constant is refused", () => {
    const sets = source.replace(
      "set @variables.visits",
      'set @variables.clinic_phone = "x"\n            set @variables.visits',
    );
    expect(told(sets)).toContain("error set-immutable-target");
  });

  test("a constant cannot be set through a tool", async () => {
    const take = await stage(agent).take("hi", [[["remember_pet", { pet_name: "Rex", clinic_phone: "x" }]], "Hello."]);
    expect(take.history[2]).toMatchObject({ failed: true, result: { error: 'There is no parameter "clinic_phone".' } });
    expect(take.outcome.state.variables).toMatchObject({ clinic_phone: "555-0100", pet_name: "" });
  });
});

describe("§11.3, the parcel desk", () => {
  const agent = agentOf(script("03_parcel_desk"));
  const parcel = { status: "in transit", late_days: 9, internal_code: "Z9" };
  const actions = {
    Lookup_Parcel: () => parcel,
    Create_Refund: () => ({ refund_id: "R-7", approved: true }),
    Log_Event: () => ({ event_id: "E1" }),
  };
  const firstTurn = (on: Stage) =>
    on.take("Where is PX-1?", [[["save_id", { parcel_id: "PX-1" }]], [["open_tracking"]], "Sorry, it is late."]);
  const refund = [[["refund", { reason: "ruined" }]]] as const;

  test("turn 1 looks the parcel up once, by script", async () => {
    const take = await firstTurn(stage(agent, actions));
    const [first, second, third] = take.requests;
    expect(toolsOf(first)).toEqual(["save_id"]);
    expect(first?.instructions).toBe("Ask for the tracking number and call save_id.");
    expect(toolsOf(second)).toEqual(["save_id", "open_tracking"]);
    expect(second?.tools[1]?.description).toBe("Looks up parcels and offers refunds for late ones");
    expect(take.acts).toEqual([["Lookup_Parcel", { tracking_number: "PX-1", depth: 1 }]]);
    expect(stepsOf(take, "BeforeReasoningStep").map(({ agent_name }) => agent_name)).toEqual([
      "parcel_router",
      "tracking",
    ]);
    expect(stepsOf(take, "AfterReasoningStep").map(({ agent_name }) => agent_name)).toEqual(["tracking"]);
    expect(take.keys).toEqual(["S:1:1"]);
    expect(toolsOf(third)).toEqual(["refresh", "refund"]);
    expect(third?.instructions).toBe(
      "Parcel PX-1 is in transit.\nIt is very late. Apologise and offer a refund with refund.",
    );
    expect(parameters(third, "refresh")).toMatchObject({ properties: { depth: { type: "number" } }, required: [] });
    expect(parameters(third, "refund")).toMatchObject({
      properties: { reason: { type: "string", description: "Why the customer wants a refund" } },
      required: ["reason"],
    });
    expect(take.said).toEqual(["Sorry, it is late."]);
    expect(take.outcome).toMatchObject({
      modelCalls: 3,
      state: { node: "tracking", variables: { turns: 1, status: "in transit", late_days: 9 } },
    });
  });

  test("turn 2 asks before the refund, and after the approval goes on to its end", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    const asked = await on.take("Refund it, it is ruined", refund);
    expect(asked.requests).toHaveLength(1);
    expect(asked.acts).toEqual([]);
    expect(asked.said).toEqual(['Shall I go ahead with "Create Refund" (tracking number: PX-1; reason: ruined)?']);
    expect(asked.outcome.state).toMatchObject({ node: "tracking", variables: { turns: 2 } });
    expect(stepsOf(asked, "LLMStep").map(({ agent_name }) => agent_name)).toEqual(["tracking"]);
    expect(stepsOf(asked, "TransitionStep")).toMatchObject([
      { from_agent: "parcel_router", to_agent: "tracking", transition_mode: "statement" },
    ]);
    expect(isPaired(on.history)).toBe(true);

    const done = await on.take({ kind: "approve" }, ["Refund R-7 is on its way."]);
    expect(done.said).toEqual(["Creating your refund...", "Refund R-7 is on its way."]);
    expect(done.acts).toEqual([
      ["Create_Refund", { tracking_number: "PX-1", reason: "ruined" }],
      ["Log_Event", { kind: "refund", detail: "R-7" }],
    ]);
    const updated = stepsOf(done, "VariableUpdateStep").flatMap(({ variable_updates: updates }) => updates);
    expect(updated).toMatchObject([
      { variable_name: "refund_id", variable_new_value: "R-7" },
      { variable_name: "last_event", variable_new_value: "E1" },
    ]);
    expect(done.outcome.state).toMatchObject({ node: "wrap_up", variables: { refund_id: "R-7", last_event: "E1" } });
    expect(done.requests.map(({ instructions }) => instructions)).toEqual([
      "Thank the customer. Refund reference: R-7.",
    ]);
    expect(toolsOf(done.requests[0])).toEqual(["bye"]);
    expect(isPaired(on.history)).toBe(true);
    expect(shown(on.requests)).not.toContain("Z9");
    expect(JSON.stringify(on.history)).not.toContain("Z9");
  });

  test("variant A: a refund under review also leads to the wrap-up, before another model call", async () => {
    const on = stage(agent, { ...actions, Create_Refund: () => ({ refund_id: "R-7", approved: false }) });
    await firstTurn(on);
    await on.take("Refund it, it is ruined", refund);
    const done = await on.take({ kind: "approve" }, ["Thank you."]);
    expect(done.outcome.state).toMatchObject({ node: "wrap_up", variables: { status: "refund under review" } });
    expect(done.requests).toHaveLength(1);
  });

  test("variant B: a declined refund is not run, and the model hears of it", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    await on.take("Refund it, it is ruined", refund);
    const declined = await on.take({ kind: "cancel" }, ["As you wish."]);
    expect(declined.acts).toEqual([]);
    expect(declined.requests[0]?.messages.at(-1)).toMatchObject({ role: "tool", result: { declined: true } });
    expect(declined.outcome.state).toMatchObject({ node: "tracking", variables: { refund_id: null, turns: 2 } });
    expect(declined.said).toEqual(["As you wish."]);
  });

  test("variant C: a transition after the answer makes a second message in the same turn", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    on.state = { ...on.state, variables: { ...on.state.variables, turns: 4 } };
    const take = await on.take("And now?", ["Still late.", "Thank you for your patience."]);
    expect(take.said).toEqual(["Still late.", "Thank you for your patience."]);
    expect(take.outcome.state.node).toBe("wrap_up");
  });

  test("variant D: a lookup that fails ends the turn with the script's error message, and the next turn works", async () => {
    let broken = true;
    const lookup = () =>
      broken ? ({ ok: false, reason: "failed", message: "Lookup_Parcel failed." } as const) : parcel;
    const on = stage(agent, { ...actions, Lookup_Parcel: lookup });
    const failed = await firstTurn(on);
    expect(failed.said).toEqual(["We could not complete that. Please try again."]);
    expect(failed.outcome.state.variables).toMatchObject({ status: "", parcel_id: "PX-1" });
    broken = false;
    const next = await on.take("Where is it?", ["Nine days late, sorry."]);
    expect(next.said).toEqual(["Nine days late, sorry."]);
    expect(next.outcome.state.variables.status).toBe("in transit");
  });

  test.for([
    [9, "It is very late. Apologise and offer a refund with refund.", ["refresh", "refund"]],
    [3, "It is 3 day(s) late. Apologise.", ["refresh"]],
    [0, "It is on time.", ["refresh"]],
  ] as const)("a parcel %d days late", async ([late_days, line, tools]) => {
    const on = stage(agent, { ...actions, Lookup_Parcel: () => ({ ...parcel, late_days }) });
    on.state = { ...on.state, variables: { ...on.state.variables, parcel_id: "PX-1" } };
    const take = await on.take("Where is it?", ["Under way."]);
    expect(take.requests[0]?.instructions).toBe(`Parcel PX-1 is in transit.\n${line}`);
    expect(toolsOf(take.requests[0])).toEqual(tools);
  });

  test("looking again asks for the depth, and keeps what comes back", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    const take = await on.take("Look again", [[["refresh", { depth: 3 }]], "Still late."]);
    expect(take.acts).toEqual([["Lookup_Parcel", { tracking_number: "PX-1", depth: 3 }]]);
    expect(results(take)).toEqual([{ status: "in transit", late_days: 9 }]);
  });

  test("turn 3 ends the conversation, and nothing is heard after it", async () => {
    const on = stage(agent, actions);
    await firstTurn(on);
    await on.take("Refund it, it is ruined", refund);
    await on.take({ kind: "approve" }, ["Done."]);
    const bye = await on.take("No, that is all", [{ text: "Goodbye!", calls: [["bye"]] }]);
    expect(bye.events.filter(({ type }) => type === "reply" || type === "ended" || type === "void")).toEqual([
      { type: "reply", text: "Goodbye!" },
      { type: "ended", reason: "Action" },
    ]);
    expect(bye.outcome.state.status).toBe("ended");
    const after = await on.take("Hello?", []);
    expect(after.events.filter(({ type }) => type !== "step")).toMatchObject([{ type: "failure" }]);
    expect(after.requests).toEqual([]);
  });
});
