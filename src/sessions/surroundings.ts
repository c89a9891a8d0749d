// Where a conversation of the Agent API takes place, as a turn is told of it.
import type { Surroundings } from "../reasoning/events.ts";
import type { Kept } from "./sessions.ts";

/** @param turnKey `session:turn`; nothing for the greeting, which calls no action */
export const surroundingsOf = (turnKey: string, { language, timeZone }: Partial<Kept>): Surroundings => ({
  turnKey,
  connection: "messaging",
  modality: "text",
  ...(language === undefined ? {} : { locale: language }),
  ...(timeZone === undefined ? {} : { timeZone }),
});
