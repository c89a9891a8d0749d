// What a person does with a question of the agent, as the message a client would send.
import type { ResponseMessage } from "../../../contract/agent-api.ts";
import type { InputKind } from "../../../contract/setup-preview.ts";
import { readAs } from "../../kit/typed.ts";
import type { Outgoing } from "./talk.ts";

type Question<T extends ResponseMessage["type"]> = Extract<ResponseMessage, { type: T }>;

/** What is shown as said where somebody answered a question without words. */
export const APPROVED = "Approved";
export const DENIED = "Denied";
export const UNANSWERED = "Left unanswered";

export interface Answer {
  readonly message: Outgoing;
  /** What was done, in words. */
  readonly said: string;
}

/** Approve what a `Confirm` proposes, with its values as they stand. */
export const approve = ({ id, confirm }: Question<"Confirm">): Answer => ({
  message: { type: "Reply", reply: confirm, inReplyToMessageId: id },
  said: APPROVED,
});

/** Turn down what a `Confirm` proposes, or leave an `Inquire` without an answer. */
export const refuse = ({ id, type }: Question<"Confirm" | "Inquire">): Answer => ({
  message: { type: "Cancel", inReplyToMessageId: id },
  said: type === "Confirm" ? DENIED : UNANSWERED,
});

/** Fill in an `Inquire`: each value as its input takes it. @param kindOf what the input of a name was typed into */
export function fillIn(
  { id, collect }: Question<"Inquire">,
  values: Readonly<Record<string, string>>,
  kindOf: (name: string) => InputKind,
): Answer {
  const names = fieldsOf({ collect });
  return {
    message: {
      type: "Reply",
      inReplyToMessageId: id,
      reply: names.map((property) => ({
        type: "Text",
        property,
        value: readAs(kindOf(property), values[property] ?? ""),
      })),
    },
    said: names.map((name) => `${name}: ${values[name] ?? ""}`).join("\n"),
  };
}

/** Names of the values an `Inquire` asks for. */
export const fieldsOf = ({ collect }: Pick<Question<"Inquire">, "collect">): readonly string[] =>
  collect.flatMap(({ targetProperty }) => targetProperty ?? []);

/** What the host of a client tells the agent after an `Escalate`. */
export const transfers: readonly Answer[] = [
  { message: { type: "TransferSucceeded" }, said: "Transfer succeeded" },
  { message: { type: "TransferFailed", reason: "NoAgentAvailable" }, said: "Transfer failed: nobody is available" },
];
