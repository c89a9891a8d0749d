// One turn from the message to the answer.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { isPaired, type Line, partsOf, perform, script, shown, stage, types } from "../../test/support/stage.ts";
import { initialState } from "./begin.ts";
import type { Input, Ports } from "./events.ts";

describe("T2: whatever the ports do, a turn ends with an outcome", () => {
  const agent = agentOf(script("03_parcel_desk"));
  const state = initialState(agent, {});
  const tracking = { ...state, variables: { ...state.variables, parcel_id: "PX-1" } };
  const due = { ...tracking, variables: { ...tracking.variables, status: "late", late_days: 9 } };
  const never = new Promise<never>(() => {});
  const junk = (value: unknown) => value as never;
  const thrower = () => {
    throw new Error("port");
  };

  const ports: Record<string, Partial<Ports>> = {
    "a model that throws at once": { model: thrower },
    "a model that throws something that is no error": {
      model: () => {
        throw "no error";
      },
    },
    "a model that is no iterable": { model: () => junk(undefined) },
    "a model that speaks junk": {
      model: () =>
        junk(
          (async function* () {
            yield null;
          })(),
        ),
    },
    "a model whose parts have nothing in them": {
      model: () =>
        junk(
          (async function* () {
            yield { type: "text" };
            yield { type: "done" };
          })(),
        ),
    },
    "a model whose calls have nothing in them": {
      model: () =>
        junk(
          (async function* () {
            yield { type: "call" };
          })(),
        ),
    },
    "a model that breaks off": {
      async *model() {
        yield { type: "text", text: "Hel" };
        throw new Error("cut");
      },
    },
    "a model that never stops": {
      async *model() {
        for (;;) yield { type: "text", text: "" };
      },
    },
    "a model that only calls": {
      async *model() {
        for (;;) yield { type: "call", call: { id: "1", name: "x", arguments: {} } };
      },
    },
    "an action that throws at once": { action: thrower },
    "an action that rejects": { action: async () => thrower() },
    "an action that gives junk": { action: async () => junk({ ok: true }) },
    "an action that gives nothing": { action: async () => junk(undefined) },
    "a clock that throws": { now: thrower },
    "a clock that gives junk": { now: () => junk("noon") },
    "ids that throw": { newId: thrower },
  };

  test.for(Object.entries(ports))("%s", { timeout: 15_000 }, async ([, own]) => {
    for (const from of [state, tracking]) {
      const { outcome, history, events } = await perform(agent, from, own);
      expect(outcome.state).toMatchObject({ status: "active", variables: { parcel_id: from.variables.parcel_id } });
      expect(events.filter(({ type }) => type === "reply").length).toBeGreaterThan(0);
      expect(isPaired(history)).toBe(true);
      expect(JSON.stringify(events.filter(({ type }) => type !== "step"))).not.toMatch(/port|cut|no error/);
    }
  });

  test("ids that throw when an approval is needed", async () => {
    const { history, outcome, events } = await perform(agent, due, {
      newId: thrower,
      async *model() {
        yield* partsOf([["refund", { reason: "ruined" }]], "1");
      },
    });
    expect(events.find(({ type }) => type === "reply")).toEqual({
      type: "reply",
      text: "We could not complete that. Please try again.",
    });
    expect(isPaired(history)).toBe(true);
    expect(outcome.state.pending).toBeUndefined();
  });

  test.for([
    [
      "a model that hangs",
      { model: () => junk({ [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }) },
    ],
    ["an action that hangs", { action: () => never }],
  ] as [string, Partial<Ports>][])("%s is left when the turn is stopped, and nothing more is said", async ([, own]) => {
    const stop = new AbortController();
    const running = perform(agent, own.model ? due : tracking, { ...own, signal: stop.signal });
    setImmediate(() => stop.abort());
    const { events, outcome, history } = await running;
    expect(new Set(types(events))).toEqual(new Set(["history"]));
    expect(outcome.state.status).toBe("active");
    expect(isPaired(history)).toBe(true);
  });

  test("a turn stopped in the middle of a call says that its effect is not known", async () => {
    const stop = new AbortController();
    const { history } = await perform(agent, due, {
      signal: stop.signal,
      async *model() {
        yield* partsOf(
          {
            text: "One moment.",
            calls: [
              ["refresh", { depth: 1 }],
              ["refresh", { depth: 2 }],
            ],
          },
          "1",
        );
      },
      action: () => {
        stop.abort();
        return never;
      },
    });
    expect(isPaired(history)).toBe(true);
    expect(JSON.stringify(history)).toContain("not known");
  });

  test("an action that answers its stop with a failure gets no words for it", async () => {
    const stop = new AbortController();
    const { events } = await perform(agent, tracking, {
      signal: stop.signal,
      action: async () => {
        stop.abort();
        return { ok: false, reason: "timeout", message: "stopped" };
      },
    });
    expect(types(events)).toEqual(["history"]);
  });

  test("a turn that was stopped before it began", async () => {
    const { outcome, events } = await perform(agent, state, { signal: AbortSignal.abort() });
    expect(outcome.modelCalls).toBe(1);
    expect(types(events)).toEqual(["history"]);
  });

  test("a state whose nodes are gone", async () => {
    const { outcome, events } = await perform({ ...agent, resetToStart: false }, { ...state, node: "gone" }, {});
    expect(events.find(({ type }) => type === "reply")).toBeDefined();
    expect(outcome.state.status).toBe("active");
  });
});

describe("T1: a turn is a function of script, state, history and input", () => {
  test("T1: the same script with the same model and actions gives the same events, byte for byte", async () => {
    const conversation = async () => {
      const parcel = { status: "in transit", late_days: 9, internal_code: "Z9" };
      const on = stage(agentOf(script("03_parcel_desk")), {
        Lookup_Parcel: () => parcel,
        Create_Refund: () => ({ refund_id: "R-7", approved: true }),
        Log_Event: () => ({ event_id: "E1" }),
      });
      const takes = [
        await on.take("Where is PX-1?", [[["save_id", { parcel_id: "PX-1" }]], [["open_tracking"]], "Late, sorry."]),
        await on.take("Refund it", [[["refund", { reason: "ruined" }]]]),
        await on.take({ kind: "approve" }, ["Done."]),
      ];
      return JSON.stringify(takes.map(({ events, outcome }) => ({ events, outcome })));
    };
    expect(await conversation()).toBe(await conversation());
  });

  test("the steps are told in the vendor's names and order", async () => {
    const on = stage(agentOf(script("02_clinic_router")));
    const take = await on.take("Can I book Rex?", [
      [["remember_pet", { pet_name: "Rex" }]],
      [["go_to_booking"]],
      "Friday.",
    ]);
    expect(take.events.flatMap((event) => (event.type === "step" ? [event.step.type] : []))).toEqual([
      ...["UserInputStep", "SessionInitialStateStep", "NodeEntryStateStep"],
      ...["VariableUpdateStep", "BeforeReasoningIterationStep", "EnabledToolsStep", "LLMStep", "VariableUpdateStep"],
      ...["VariableUpdateStep", "BeforeReasoningIterationStep", "EnabledToolsStep", "LLMStep", "TransitionStep"],
      ...["NodeEntryStateStep", "BeforeReasoningIterationStep", "EnabledToolsStep", "LLMStep", "PlannerResponseStep"],
    ]);
  });
});

describe("T3, T4: whatever a model calls and a user answers", () => {
  const agent = agentOf(script("03_parcel_desk"));
  const actions = {
    Lookup_Parcel: () => ({ status: "in transit", late_days: 9, internal_code: "Z9" }),
    Create_Refund: () => ({ refund_id: "R-7", approved: true }),
    Log_Event: () => ({ event_id: "E1" }),
  };
  const names = ["save_id", "open_tracking", "refresh", "refund", "bye", "Lookup_Parcel", "constructor"];
  const junk = fc.oneof(fc.constant("PX-1"), fc.integer(), fc.constant(null), fc.constant({}));
  const args = fc.oneof(
    fc.constantFrom({}, { reason: "ruined" }, { depth: 2 }, { parcel_id: "PX-1" }),
    fc.dictionary(fc.constantFrom("parcel_id", "depth", "reason", "tracking_number", "toString"), junk),
  );
  const call = fc.tuple(fc.constantFrom(...names), args);
  const line: fc.Arbitrary<Line> = fc.oneof(
    fc.constant("An answer."),
    fc.constant([["refund", { reason: "ruined" }]] as const),
    fc.array(call, { minLength: 1, maxLength: 3 }),
  );
  const input: fc.Arbitrary<string | Input> = fc.oneof(
    fc.constant("yes"),
    fc.constant<Input>({ kind: "approve" }),
    fc.constant<Input>({ kind: "cancel" }),
    fc.constant<Input>({ kind: "transfer", succeeded: false }),
  );
  const turns = fc.array(fc.tuple(input, fc.array(line, { maxLength: 6 })), { minLength: 1, maxLength: 5 });

  test("histories stay whole, hidden outputs hidden, and no refund runs that was not approved", async () => {
    let refunded = 0;
    await fc.assert(
      fc.asyncProperty(turns, async (conversation) => {
        const on = stage(agent, actions);
        on.state = { ...on.state, variables: { ...on.state.variables, parcel_id: "PX-1" } };
        for (const [said, lines] of conversation) {
          const { pending } = on.state;
          const take = await on.take(said, lines);
          const refunds = take.acts.filter(([name]) => name === "Create_Refund");
          const approved = pending !== undefined && typeof said === "object" && said.kind === "approve";
          refunded += refunds.length;
          expect(refunds).toEqual(approved && refunds.length > 0 ? [["Create_Refund", pending.inputs]] : []);
          expect(isPaired(on.history)).toBe(true);
        }
        expect(shown(on.requests) + JSON.stringify(on.history)).not.toContain("Z9");
      }),
      { numRuns: 300 },
    );
    expect(refunded, "the property must have met refunds").toBeGreaterThan(0);
  });
});
