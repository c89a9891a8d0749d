// A conversation of a preview as the server kept it, told as the page tells it.
import type { RequestMessage } from "../../../contract/agent-api.ts";
import type { PreviewTalk } from "../../../contract/setup-preview.ts";
import { APPROVED, DENIED, transfers, UNANSWERED } from "./answers.ts";
import { next, type Talk, type Turn } from "./talk.ts";

/** The conversation; traces are asked for when somebody looks at them. */
export function returned({ session, mode, source, greeting, standing, endReason, turns }: PreviewTalk): Talk {
  const asked = new Map(turns.flatMap(({ messages }) => messages).map(({ id, type }) => [id, type]));
  return {
    ...{ session, mode, source, greeting },
    turns: turns.map((turn) => turnOf(turn, asked)),
    ...(standing !== "open" && { over: standing === "ended" ? (endReason ?? "Other") : standing }),
  };
}

/** Where each turn stands, by what the server calls it. */
const states = { running: "running", done: "over", failed: "failed", abandoned: "failed" } as const;

function turnOf(
  { id, session, status, failure, message, messages }: PreviewTalk["turns"][number],
  asked: ReadonlyMap<string, string>,
): Turn {
  const said = saidOf(message, asked.get(message.inReplyToMessageId ?? ""));
  const empty: Turn = { session, id, message, said, shown: [], streamed: "", state: "running" };
  const talk: Talk = { session, mode: "live", source: "", greeting: "", turns: [empty] };
  const heard = messages.reduce(
    (one, each) => next(one, { kind: "heard", event: { kind: "message", message: each } }),
    talk,
  );
  const stopped = failure === "stopped";
  return {
    ...heard.turns[0]!,
    state: stopped ? "stopped" : states[status],
    ...(!stopped &&
      states[status] === "failed" && { error: "This turn did not come to its end. Run it again from here." }),
  };
}

/** What a person did, in words, from the message it became. @param asked type of the question it answers */
function saidOf(message: RequestMessage, asked: string | undefined): string {
  switch (message.type) {
    case "Text":
      return message.text;
    case "Reply": {
      if (asked === "Confirm") return APPROVED;
      const given = message.reply.flatMap((part) =>
        "property" in part && part.property ? [`${part.property}: ${String(part.value ?? "")}`] : [],
      );
      return given.join("\n");
    }
    case "Cancel":
      return asked === "Confirm" ? DENIED : UNANSWERED;
    case "PlanTemplate":
      return message.details.userUtterance;
    default:
      return transfers.find((answer) => answer.message.type === message.type)!.said;
  }
}
