// Asking another agent of this server on behalf of a turn: one turn of that agent, in memory, answered in words.
import { findAgent, versionById } from "../agents/catalogue.ts";
import { initialState } from "../reasoning/begin.ts";
import type { ConnectedResult, Handover, Ports, TurnEvent } from "../reasoning/events.ts";
import { turn } from "../reasoning/turn.ts";
import type { Kept, Sessions } from "./sessions.ts";
import { surroundingsOf } from "./surroundings.ts";

/** How many agents may stand behind one another: agents that ask in a circle come to an end. */
const DEPTH = 3;

/**
 * The port by which a turn asks connected agents (agent-script spec §5.8). The agent begins anew each time, with the
 * conversation's history and the inputs it was given; its model calls and actions go through the asking turn's ports,
 * and so through its journal.
 */
export function connectedAgents(
  sessions: Pick<Sessions, "catalogue" | "newId" | "now">,
  orgId: string,
  ports: Pick<Ports, "action" | "model">,
  kept: Kept,
  depth = 1,
): NonNullable<Ports["connected"]> {
  return async ({ target, utterance, history, inputs, route, idempotencyKey, signal }): Promise<ConnectedResult> => {
    const name = target.replace(/^\w+:\/\//, "");
    if (depth > DEPTH)
      return { ok: false, message: `${name} was not asked: too many agents stand behind one another.` };
    const found = await findAgent(sessions.catalogue.db, orgId, name);
    if (!found?.activeVersionId) return { ok: false, message: `${name} is not an active agent of this server.` };
    const agent = await versionById(sessions.catalogue, found.activeVersionId);
    const state = initialState(agent, inputs);
    const events = turn(
      agent,
      state,
      history,
      { kind: "text", text: utterance },
      { ...surroundingsOf(idempotencyKey, kept), ...(route ? { route } : {}) },
      {
        ...ports,
        connected: connectedAgents(sessions, orgId, ports, kept, depth + 1),
        now: sessions.now,
        newId: sessions.newId,
        signal,
      },
    );
    const said: string[] = [];
    let handover: Handover | undefined;
    for await (const event of events) {
      if (event.type === "escalate") {
        const { type: _, ...rest } = event;
        handover = rest;
      } else said.push(...wordsOf(event));
    }
    if (said.length === 0 && !handover) return { ok: false, message: `${name} had no answer.` };
    return { ok: true, text: said.join("\n"), ...(handover ? { handover } : {}) };
  };
}

/** The words of an event that the asking agent can use. What needs the user cannot be settled here: it is told as it is. */
function wordsOf(event: TurnEvent): readonly string[] {
  switch (event.type) {
    case "reply":
      return [event.text];
    case "confirm":
    case "inquire":
    case "failure":
      return event.message ? [event.message] : [];
    default:
      return [];
  }
}
