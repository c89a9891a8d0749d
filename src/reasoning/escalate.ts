// Handing the conversation to a person: possible where the connection has a route, and then the end of the turn.
import { render } from "../script/evaluate.ts";
import type { Handover, Route, TurnEvent } from "./events.ts";
import { remember } from "./history.ts";
import type { End, Running } from "./running.ts";
import { respondedWith, say } from "./say.ts";
import { connectionOf, scopeOf } from "./scope.ts";

/** Said when the connection has no escalation message. */
const HANDOVER = "I am handing you over to a person.";
/** Said when the host reports that a person has taken over: clients read the text of every turn's first message. */
const TAKEN_OVER = "A person has taken over this conversation.";

/** The way to a person from here: that of the agent which asks this one, else the connection's own. */
export function routeOf(running: Running): Route {
  const { connection, route } = running.surroundings;
  const { routeType, routeName } = connectionOf(running) ?? {};
  return route ?? { ...(routeType ? { routeType } : {}), ...(routeName ? { routeName } : {}), connection };
}

/** Whether this conversation can be handed to people (agent-script spec §5.6). */
export const canEscalate = (running: Running): boolean => Boolean(routeOf(running).routeName);

/**
 * Announce the handover. What the host makes of it comes back as a `transfer` input.
 * @param made by another agent, which this one asked
 */
export function* escalate(running: Running, made?: Handover): Generator<TurnEvent, End> {
  const handover = made ?? { message: messageOf(running), ...routeOf(running) };
  yield { type: "escalate", ...handover };
  yield* remember(running, { role: "assistant", text: handover.message, calls: [] });
  yield respondedWith(running, handover.message, "Escalate");
  running.status = "escalated";
  return { kind: "escalated" };
}

function messageOf(running: Running): string {
  const template = connectionOf(running)?.escalationMessage;
  return template ? render(template, scopeOf(running, [])) : HANDOVER;
}

/** The host says that a person took over: nothing more is asked of the agent (agent-api spec §7.7). */
export function* takenOver(running: Running): Generator<TurnEvent, End> {
  running.status = "escalated";
  yield* say(running, TAKEN_OVER);
  return { kind: "escalated" };
}
