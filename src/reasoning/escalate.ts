// Handing the conversation to a person: possible where the connection has a route, and then the end of the turn.
import { render } from "../script/evaluate.ts";
import type { TurnEvent } from "./events.ts";
import { remember } from "./history.ts";
import type { End, Running } from "./running.ts";
import { connectionOf, scopeOf } from "./scope.ts";

/** Said when the connection has no escalation message. */
const HANDOVER = "I am handing you over to a person.";

/** Whether the connection of this conversation leads to people (agent-script spec §5.6). */
export const canEscalate = (running: Running): boolean => Boolean(connectionOf(running)?.routeName);

/** Announce the handover. What the host makes of it comes back as a `transfer` input. */
export function* escalate(running: Running): Generator<TurnEvent, End> {
  const connection = connectionOf(running);
  const template = connection?.escalationMessage;
  const message = template ? render(template, scopeOf(running, [])) : HANDOVER;
  yield {
    type: "escalate",
    message,
    ...(connection?.routeType ? { routeType: connection.routeType } : {}),
    ...(connection?.routeName ? { routeName: connection.routeName } : {}),
    connection: running.surroundings.connection,
  };
  yield* remember(running, { role: "assistant", text: message, calls: [] });
  running.status = "escalated";
  return { kind: "escalated" };
}
