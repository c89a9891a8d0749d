// What a turn did, held against what its author expects of it.
import { isDeepStrictEqual } from "node:util";
import type { ModelRequest } from "../models/port.ts";
import type { Expected } from "./conversation.ts";
import type { WireMessage } from "./moments.ts";
import type { Played } from "./play-turn.ts";

/**
 * A sentence for each part that is not as expected, with what was there instead.
 * @param last the last model call of the turn
 */
export function mismatches(expected: Expected, played: Played, last: ModelRequest | undefined): readonly string[] {
  const { state } = played.outcome;
  const same = (part: string, wanted: unknown, found: unknown) =>
    wanted === undefined || isDeepStrictEqual(wanted, found) ? [] : [sentence(part, wanted, found)];
  return [
    ...same("says", expected.says?.map(trimmed), played.messages.flatMap(wordsOf).map(trimmed)),
    ...same("tools", expected.tools, last?.tools.map(({ name }) => name) ?? []),
    ...(expected.instructions ?? [])
      .filter((text) => !last?.instructions.includes(text))
      .map((text) => sentence("instructions", text, last?.instructions ?? null)),
    ...actionMismatches(expected.actions, played.actions),
    ...same("node", expected.node, state.node),
    ...Object.entries(expected.variables ?? {}).flatMap(([name, value]) =>
      same(`variables.${name}`, value, state.variables[name] ?? null),
    ),
    ...same(
      "events",
      expected.events,
      played.messages.map(({ type }) => type),
    ),
  ];
}

const trimmed = (text: string) => text.trim();

const sentence = (part: string, wanted: unknown, found: unknown) =>
  `${part}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;

/** The words of a message that the user reads. */
function wordsOf(message: WireMessage): readonly string[] {
  const text = "message" in message ? (message.message ?? "") : "";
  return text.trim() === "" ? [] : [text];
}

/** Actions by name, and by those of their inputs that are named. */
function actionMismatches(wanted: Expected["actions"], found: Played["actions"]): readonly string[] {
  if (!wanted) return [];
  const entries = wanted.flatMap((entry) => Object.entries(entry));
  const names = entries.map(([name]) => name);
  const called = found.map(({ definition }) => definition.name);
  if (!isDeepStrictEqual(names, called)) return [sentence("actions", names, called)];
  return entries.flatMap(([name, inputs], at) =>
    Object.entries(inputs).flatMap(([input, value]) => {
      const given = found[at]?.inputs[input] ?? null;
      return isDeepStrictEqual(value, given) ? [] : [sentence(`actions.${name}.${input}`, value, given)];
    }),
  );
}
