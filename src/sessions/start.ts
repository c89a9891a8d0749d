// Starting a session: the agent is found, the client's variables are read, and a greeting is the first message.
import { servable } from "../agents/catalogue.ts";
import { linksOf, type StartSessionRequest, StartSessionResponse } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { isLoopback } from "../contract/loopback.ts";
import { refused } from "../contract/problems.ts";
import { initialState } from "../reasoning/begin.ts";
import type { Message } from "../reasoning/events.ts";
import { findMember } from "../store/members.ts";
import { openSession } from "../store/sessions.ts";
import { rememberAgent, requireAgent } from "./agent-access.ts";
import { keyOf } from "./find.ts";
import { greetingOf } from "./greeting.ts";
import type { Kept, Sessions } from "./sessions.ts";
import { surroundingsOf } from "./surroundings.ts";
import { readVariables } from "./variables.ts";

/**
 * `POST /agents/{agentId}/sessions` (spec §5.1). Nothing is stored unless all of the request holds.
 * @throws Refused for an unknown or inactive agent, one the user may not talk to, a foreign endpoint, or a variable that
 *   cannot be set.
 */
export async function startSession(
  sessions: Sessions,
  principal: Principal,
  agentId: string,
  request: StartSessionRequest,
): Promise<StartSessionResponse> {
  requireOwnEndpoint(request.instanceConfig.endpoint, principal.origin);
  const { agent, ...served } = await servable(sessions.catalogue, principal.orgId, agentId, sessions.unknownAgentIs500);
  await requireAgent(sessions, principal, served.developerName);
  if (served.kind === "employee" && request.bypassUser) throw refused("employee_bypass");

  const given = readVariables(agent, request.variables, "start");
  const conversation = initialState(agent, given.values);
  const kept: Kept = {
    conversation,
    ...(given.language === undefined ? {} : { language: given.language }),
    ...(request.tz && isTimeZone(request.tz) ? { timeZone: request.tz } : {}),
  };
  const text = greetingOf(agent, conversation, surroundingsOf("", kept));
  const greeting: Message = { role: "assistant", text, calls: [] };

  await sessions.admission.toStart(principal);
  const id = sessions.newKey();
  await openSession(sessions.db, {
    id,
    orgId: principal.orgId,
    agentId: served.agentId,
    versionId: served.versionId,
    appId: principal.appId,
    memberId: await actingMember(sessions, principal, request.bypassUser === true ? agent.agentUser : undefined),
    externalKey: request.externalSessionKey,
    timeZone: request.tz ?? null,
    streamsText: request.streamingCapabilities?.chunkTypes?.includes("Text") ?? false,
    bypassUser: request.bypassUser ?? false,
    state: kept,
    greeting,
  });
  rememberAgent(sessions, keyOf(principal, id), served.developerName);
  return StartSessionResponse.parse({
    sessionId: id,
    _links: linksOf(principal.origin, id, served.agentId),
    messages: [
      {
        type: "Inform",
        id: sessions.newId(),
        metrics: {},
        feedbackId: "",
        planId: "",
        isContentSafe: true,
        message: text,
        result: [],
        citedReferences: [],
      },
    ],
  });
}

/** A zone nobody knows is taken, as the original takes it, and the agent is not told of it. */
function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** Whom the session acts as: the agent's own user when the client bypasses its own, else the token's (spec §11.6). */
async function actingMember(sessions: Sessions, principal: Principal, agentUser: string | undefined): Promise<string> {
  const member = agentUser && (await findMember(sessions.db, principal.orgId, agentUser));
  return member ? member.id : principal.memberId;
}

/**
 * `instanceConfig.endpoint` names the org. The host decides, not the scheme: the guide's samples put https before any
 * My Domain. Loopback has several names for one server.
 */
function requireOwnEndpoint(endpoint: string, origin: string): void {
  const given = /^\S+$/.test(endpoint) ? URL.parse(endpoint) : null;
  const ours = new URL(origin);
  const sameHost = given?.hostname === ours.hostname || [given?.hostname ?? "", ours.hostname].every(isLoopback);
  if (!sameHost || given?.port !== ours.port) throw refused("endpoint_foreign", JSON.stringify(endpoint), origin);
}
