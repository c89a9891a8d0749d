// The events of a turn in their wire form: ids, numbers of chunks, and what is sent at all.
import { describe, expect, test } from "vitest";
import type { TurnEvent } from "../reasoning/events.ts";
import { inBand, openWire, originOf, type Told, toldBy } from "./wire.ts";

function wireOf(streamsText = true, told?: Told) {
  let ids = 0;
  return openWire({
    turnId: "T",
    origin: originOf(1_700_000_000_000),
    streamsText,
    ...(told && { told }),
    now: () => 1_700_000_000_123,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
  });
}

const typesOf = (events: readonly TurnEvent[], streamsText = true) => {
  const wire = wireOf(streamsText);
  return [...events.flatMap((event) => wire.say(event)), ...wire.close()].map((event) => event.message.type);
};
const textOf = (events: readonly TurnEvent[]) => {
  const wire = wireOf();
  let text = "";
  for (const { message } of events.flatMap((event) => wire.say(event))) {
    if (message.type === "TextChunk") text += message.message;
    if (message.type === "ValidationFailureChunk") text = "";
  }
  return text;
};

describe("a turn on the wire", () => {
  test("every event of a turn has the same id and trace, and the id begins with the time of the request", () => {
    const wire = wireOf();
    const events = [
      ...wire.say({ type: "delta", text: "Hi" }),
      ...wire.say({ type: "reply", text: "Hi" }),
      ...wire.close(),
    ];
    expect(new Set(events.map((event) => event.id))).toEqual(new Set(["1700000000000-REQ"]));
    const envelopes = events.map((event) => JSON.parse(event.data));
    expect(new Set(envelopes.map((envelope) => envelope.traceId)).size).toBe(1);
    expect(envelopes[0].traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(events.every((event) => !event.data.includes("\n"))).toBe(true);
  });

  test("chunks are numbered from one, and other events carry offset 0", () => {
    const wire = wireOf();
    const said = ["He", "llo"].flatMap((text) => wire.say({ type: "delta", text }));
    said.push(...wire.say({ type: "reply", text: "Hello" }));
    expect(said.map((event) => JSON.parse(event.data).offset)).toEqual([1, 2, 0]);
  });

  test("the chunks of an answer, joined, are the answer", () => {
    const answer = { type: "reply", text: "Hello there" } as const;
    expect(textOf([{ type: "delta", text: "Hello " }, { type: "delta", text: "there" }, answer])).toBe("Hello there");
    expect(textOf([answer]), "not streamed by the model").toBe("Hello there");
    expect(textOf([{ type: "delta", text: "Hello" }, answer]), "streamed in part").toBe("Hello there");
    expect(textOf([{ type: "delta", text: "Wrong" }, answer]), "changed afterwards").toBe("Hello there");
  });

  test("words taken back are voided by a ValidationFailureChunk", () => {
    expect(
      typesOf([
        { type: "delta", text: "Let me see" },
        { type: "void", reason: "a tool was called" },
        { type: "reply", text: "Done" },
      ]),
    ).toEqual(["TextChunk", "ValidationFailureChunk", "TextChunk", "Inform", "EndOfTurn"]);
  });

  test("a session that did not ask for text gets no chunk", () => {
    expect(
      typesOf(
        [
          { type: "delta", text: "Hi" },
          { type: "void", reason: "x" },
          { type: "reply", text: "Hi" },
        ],
        false,
      ),
    ).toEqual(["Inform", "EndOfTurn"]);
  });

  test("plan, feedback and turn share one id", () => {
    const [, inform] = wireOf().say({ type: "reply", text: "Hi" });
    expect(inform?.message).toMatchObject({
      planId: "T",
      feedbackId: "T",
      isContentSafe: true,
      result: [],
      metrics: {},
    });
  });

  test("an escalation says its sentence, then where it goes", () => {
    const wire = wireOf(false);
    const said = wire.say({
      type: "escalate",
      message: "One moment",
      routeType: "OmniChannelFlow",
      routeName: "flow://Route_To_Person",
      connection: "messaging",
    });
    expect(said.map((event) => event.message)).toMatchObject([
      { type: "Inform", message: "One moment" },
      {
        type: "Escalate",
        targets: [{ type: "Salesforce:Core:Flow:Id", value: "Route_To_Person", label: "Route_To_Person" }],
      },
    ]);
  });

  test("a confirmation echoes what a client has to send back", () => {
    const [confirm] = wireOf().say({
      type: "confirm",
      id: "C1",
      message: "Shall I?",
      action: "Cancel_Order",
      values: { order: "A" },
    });
    expect(confirm?.message).toMatchObject({
      type: "Confirm",
      id: "C1",
      confirm: [{ type: "copilotActionInput/Cancel_Order", property: "", value: { order: "A" } }],
    });
  });

  test("an answer in a format carries it as its result, beside the words", () => {
    const said = wireOf(false).say({
      type: "reply",
      text: "Which one?",
      rich: { format: "choices", value: { choices: ["A", "B"] } },
    });
    expect(said.map(({ message }) => message)).toMatchObject([
      {
        type: "Inform",
        message: "Which one?",
        result: [{ type: "copilotActionOutput/choices", property: "", value: { choices: ["A", "B"] } }],
      },
    ]);
  });

  test("an inquiry names each value a client has to give", () => {
    const [inquire] = wireOf().say({
      type: "inquire",
      id: "I1",
      message: "Please give: thing.",
      action: "Find",
      inputs: ["thing"],
    });
    expect(inquire?.event).toBe("INQUIRE");
    expect(inquire?.message).toMatchObject({
      type: "Inquire",
      id: "I1",
      message: "Please give: thing.",
      collect: [{ targetType: "copilotActionInput/Find", targetProperty: "thing", data: null }],
    });
  });

  test("a turn that said nothing still has a message before its end", () => {
    expect(typesOf([], false)).toEqual(["Inform", "EndOfTurn"]);
  });

  test("a turn that broke ends with the error in band", () => {
    const event = wireOf().fail(inBand("turn_timeout", "120"));
    expect(event.event).toBe("ERROR");
    expect(event.message).toMatchObject({ type: "Error", httpStatus: 500, expected: false });
  });
});

describe("a turn that is run again", () => {
  const turn: readonly TurnEvent[] = [
    { type: "delta", text: "One " },
    { type: "delta", text: "moment." },
    { type: "reply", text: "One moment." },
    { type: "progress", message: "Looking" },
    { type: "delta", text: "Here " },
    { type: "delta", text: "it is." },
    { type: "reply", text: "Here it is." },
  ];
  const play = (told?: Told) => {
    const wire = wireOf(true, told);
    return [...wire.resume(), ...turn.flatMap((event) => wire.say(event)), ...wire.close()];
  };
  /** What a client shows that takes back, at a void, what came since the last whole answer. */
  const shown = (events: ReturnType<typeof play>) => {
    let text = "";
    let settled = "";
    for (const { message } of events) {
      if (message.type === "TextChunk") text += message.message;
      if (message.type === "ValidationFailureChunk") text = settled;
      if (message.type === "Inform") settled = text;
    }
    return text;
  };
  const whole = play();

  test("wherever it was cut, a client reads every message once, every word, and chunks numbered without a gap", () => {
    for (let cut = 0; cut < whole.length; cut += 1) {
      const before = whole.slice(0, cut);
      const after = play(toldBy(before.map(({ event }) => ({ kind: event }))));
      const all = [...before, ...after];
      const messages = (events: typeof all) =>
        events
          .map(({ message }) => ("message" in message && message.type !== "TextChunk" ? message.message : message.type))
          .filter((text) => text !== "TextChunk" && text !== "ValidationFailureChunk");
      expect(messages(all), `cut after ${cut}`).toEqual(messages(whole));
      expect(shown(all), `cut after ${cut}`).toBe("One moment.Here it is.");
      const offsets = all.flatMap(({ message }) => ("offset" in message ? [message.offset] : []));
      expect(offsets, `cut after ${cut}`).toEqual(offsets.map((_, index) => index + 1));
    }
  });
});
