// Where a conversation of the Agent API takes place, as a turn is told of it.
import type { Surroundings } from "../reasoning/events.ts";

/**
 * @param turnKey `session:turn`; nothing for the greeting, which calls no action
 * @param locale the user's language, such as `en_US`, when the client told it
 */
export const surroundingsOf = (turnKey: string, locale: string | undefined): Surroundings => ({
  turnKey,
  connection: "messaging",
  modality: "text",
  ...(locale === undefined ? {} : { locale }),
});
