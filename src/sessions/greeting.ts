// The first message of a conversation.
import { welcome } from "../reasoning/begin.ts";
import type { State, Surroundings } from "../reasoning/events.ts";
import type { Agent } from "../script/agent.ts";

/** Said by an agent whose script has no welcome message: three known clients read the first message unasked. */
const PLAIN_GREETING = "Hello, how can I help you?";

/** The script's welcome message with its variables filled in, or a plain greeting. */
export const greetingOf = (agent: Agent, state: State, surroundings: Surroundings): string =>
  welcome(agent, state, surroundings) ?? PLAIN_GREETING;
