// Following where tool calls sent the turn: to another node, to a person, or to the end of the conversation.
import { escalate } from "./escalate.ts";
import type { Leave, TurnEvent } from "./events.ts";
import type { Next, Running } from "./running.ts";

export function* follow(running: Running, leave: Leave): Generator<TurnEvent, Next> {
  switch (leave.kind) {
    case "goto":
      return leave;
    case "escalate":
      return yield* escalate(running);
    case "end":
      running.status = "ended";
      yield { type: "ended", reason: "Action" };
      return { kind: "ended" };
  }
}
