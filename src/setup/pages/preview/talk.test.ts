// What a preview shows of a conversation as its events come.
import { describe, expect, test } from "vitest";
import type { ResponseMessage } from "../../../contract/agent-api.ts";
import { endOf, type Happening, isRunning, next, type Talk, waiting } from "./talk.ts";

const empty: Talk = { session: "one", mode: "live", source: "", greeting: "Hello", turns: [] };
const base = { id: "m", metrics: {} };
const answered = { ...base, feedbackId: "t", planId: "t", isContentSafe: true };
const heard = (message: ResponseMessage): Happening => ({ kind: "heard", event: { kind: "message", message } });
const sent: Happening = { kind: "sent", message: { type: "Text", text: "hi", sequenceId: 1 }, said: "hi" };
const chunk = (text: string) => heard({ type: "TextChunk", ...base, offset: 1, message: text, formatType: "Text" });
const inform = (text: string) => heard({ type: "Inform", ...answered, message: text, result: [], citedReferences: [] });
const play = (...happenings: readonly Happening[]): Talk => happenings.reduce(next, empty);

describe("a conversation of a preview", () => {
  test("shows words as they come, and the whole answer in their place", () => {
    const coming = play(sent, chunk("Good "), chunk("day"));
    expect(coming.turns[0]).toMatchObject({ streamed: "Good day", shown: [], state: "running" });
    expect(isRunning(coming)).toBe(true);
    const there = [inform("Good day!"), { kind: "over" } as const].reduce<Talk>(next, coming);
    expect(there.turns[0]).toMatchObject({ streamed: "", shown: [{ message: "Good day!" }], state: "over" });
    expect(isRunning(there)).toBe(false);
  });

  test("takes back words that do not stand", () => {
    const talk = play(sent, chunk("Bad"), heard({ type: "ValidationFailureChunk", ...base, offset: 2 }));
    expect(talk.turns[0]?.streamed).toBe("");
  });

  test("waits for an answer until the next message", () => {
    const confirm = heard({ type: "Confirm", ...answered, message: "Shall I?", confirm: [] });
    expect(waiting(play(sent, confirm))).toBeUndefined();
    const asked = play(sent, confirm, { kind: "over" });
    expect(waiting(asked)?.type).toBe("Confirm");
    expect(waiting(next(asked, sent))).toBeUndefined();
  });

  test("knows why it ended", () => {
    const talk = play(sent, heard({ type: "SessionEnded", ...base, reason: "Action", feedbackId: "" }), {
      kind: "over",
    });
    expect(endOf(talk)).toBe("Action");
    const left = play(sent, { kind: "over" }, { kind: "ended" });
    expect(endOf(left)).toBe("ClientRequest");
    expect(endOf(next(left, { kind: "forked", session: "two", at: 0, source: "" }))).toBeUndefined();
  });

  test("goes back to where it stood before a turn, in another session", () => {
    const talk = play(
      sent,
      { kind: "over" },
      sent,
      { kind: "over" },
      { kind: "forked", session: "two", at: 1, source: "new" },
    );
    expect(talk).toMatchObject({ session: "two", source: "new", turns: [{ session: "one" }] });
    expect(next(talk, sent).turns.map(({ session }) => session)).toEqual(["one", "two"]);
  });
});
