// Whether a user may talk to an agent: asked when a session starts, and again for whatever the agent would say in it.

import { findAgent } from "../agents/catalogue.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import { findSession, type SessionKey } from "../store/sessions.ts";
import type { Sessions } from "./sessions.ts";

/** @throws Refused `forbidden` unless the user may talk to the agent of this developer name */
export async function requireAgent(sessions: Sessions, principal: Principal, developerName: string): Promise<void> {
  const { orgId, memberId, username } = principal;
  if (await sessions.mayUseAgent(orgId, memberId, developerName)) return;
  throw refused("forbidden", `no permission set of ${username} names the agent ${developerName}`);
}

/**
 * The same for the agent of a session: a user who has lost the agent since is refused within a second. Ending the session
 * and rating what was said stay allowed, since the agent says nothing then. An unknown session is nobody's here; whoever
 * asks for it next says so.
 * @throws Refused `forbidden`
 */
export async function requireAgentOf(sessions: Sessions, principal: Principal, key: SessionKey): Promise<void> {
  const developerName = sessions.agentNames.get(nameKey(key)) ?? (await lookUp(sessions, key));
  if (developerName !== undefined) await requireAgent(sessions, principal, developerName);
}

/** Keep the name of a session's agent, which never changes: a message then costs no look-up. */
export function rememberAgent({ agentNames }: Sessions, key: SessionKey, developerName: string): void {
  agentNames.set(nameKey(key), developerName);
}

/** Once for each session that another server started, or that was forgotten here. */
async function lookUp(sessions: Sessions, key: SessionKey): Promise<string | undefined> {
  const session = await findSession(sessions.db, key, sessions.limits.idleMs);
  const agent = session && (await findAgent(sessions.db, key.orgId, session.agentId));
  if (agent) rememberAgent(sessions, key, agent.developerName);
  return agent?.developerName;
}

/** Org and app besides the id: to another app the session is unknown. */
const nameKey = ({ id, orgId, appId }: SessionKey): string => `${orgId} ${appId} ${id}`;
