// Previews: a script is tried out in a session like any other, which no client can reach.
//   P1. What runs is the text the preview began with, whatever becomes of the draft.
//   P2. What the session kept before each turn stays on record, so that a new preview can begin from there.
import { refused } from "../contract/problems.ts";
import type { Mocks, PreviewMode } from "../contract/setup-preview.ts";
import { initialState } from "../reasoning/begin.ts";
import type { Message, Ports, State } from "../reasoning/events.ts";
import type { Agent } from "../script/agent.ts";
import {
  endOldPreviews,
  findForkPoint,
  findPreview,
  openPreview,
  PREVIEW_APP,
  type PreviewRow,
  type PreviewStanding,
  rewriteMocks,
} from "../store/previews.ts";
import { closeSession, type SessionKey } from "../store/sessions.ts";
import { isUuid, whyNot } from "./find.ts";
import { greetingOf } from "./greeting.ts";
import { draftAgent, draftName } from "./preview-agent.ts";
import { openTurn, type RunningTurn } from "./send.ts";
import type { Kept, Sessions } from "./sessions.ts";
import { surroundingsOf } from "./surroundings.ts";
import { readVariables } from "./variables.ts";

/** Previews of one person that stay open; the oldest beyond this is ended, and goes when ended sessions go. */
const OPEN_KEPT = 20;

/** Who previews: a builder of an org. */
export interface Previewer {
  readonly orgId: string;
  readonly madeBy: string;
}

export interface PreviewStart {
  readonly agentId: string;
  readonly developerName: string;
  readonly source: string;
  readonly agent: Agent;
  readonly mode: PreviewMode;
  readonly mocks: Mocks;
  readonly variables: readonly { readonly name: string; readonly value: unknown }[];
}

/**
 * Open a preview, with the greeting as its first message.
 * @throws Refused for a variable that cannot be set
 */
export async function startPreview(
  sessions: Sessions,
  who: Previewer,
  { agent, variables, ...start }: PreviewStart,
): Promise<{ readonly session: string; readonly greeting: string }> {
  const { values, language } = readVariables(agent, [...variables], "start");
  const kept: Kept = {
    conversation: initialState(agent, values),
    ...(language !== undefined && { language }),
  };
  const greeting = greetingOf(agent, kept.conversation, surroundingsOf("", kept));
  const said: Message = { role: "assistant", text: greeting, calls: [] };
  const id = sessions.newKey();
  const { source } = start;
  await openPreview(sessions.db, { ...who, ...start, id, versionId: draftName(source), state: kept, messages: [said] });
  await endOldPreviews(sessions.db, who, OPEN_KEPT);
  return { session: id, greeting };
}

/**
 * A preview as its maker may use it.
 * @throws Refused `session_not_found` when there is none, or it is somebody else's
 */
export async function requirePreview(
  sessions: Sessions,
  who: Previewer,
  session: string,
): Promise<PreviewRow & PreviewStanding> {
  const found = isUuid(session) ? await findPreview(sessions.db, who.orgId, session.toLowerCase()) : undefined;
  if (found?.madeBy !== who.madeBy) throw refused("session_not_found", session);
  return found;
}

/**
 * Send a message.
 * @param mock what answers actions of a simulated preview
 * @param given.mocks replaces what actions give back from now on
 * @param signal stops the turn
 * @throws Refused `session_not_found` or `session_locked`, or `bad_request` where the agent was deleted: its preview ends
 */
export async function sendInPreview(
  sessions: Sessions,
  preview: PreviewRow & PreviewStanding,
  given: Pick<Parameters<typeof openTurn>[2], "message"> & { readonly mocks?: Mocks | undefined },
  mock: (call: Parameters<Ports["action"]>[0], mocks: Mocks) => Awaited<ReturnType<Ports["action"]>>,
  signal: AbortSignal,
): Promise<RunningTurn> {
  await requireItsAgent(sessions, preview);
  const agent = runnable(draftAgent(sessions.catalogue, preview.source));
  const { message } = given;
  const mocks = given.mocks ?? (preview.mocks as Mocks);
  const action: Ports["action"] = async (call) => mock(call, mocks);
  const stage = { agent, signal, ...(preview.mode === "simulate" && { action }) };
  const turn = await openTurn(sessions, keyOf(preview), { message }, sessions.now(), { stage });
  if (given.mocks) await rewriteMocks(sessions.db, preview.sessionId, mocks);
  return turn;
}

/** Of a deleted agent there is nothing to try out any more: the session ends here, at the first call that meets it. */
async function requireItsAgent(sessions: Sessions, preview: PreviewRow & PreviewStanding): Promise<void> {
  if (!preview.agentGone) return;
  await closeSession(sessions.db, keyOf(preview), "Other", sessions.limits.idleMs);
  throw refused("bad_request", "The agent was deleted, so its preview is over. Open another agent");
}

/**
 * A new preview that stands where this one stood before a turn. The one it is taken from ends.
 * @param source the script from here on; the variables it still has keep their values
 * @throws Refused `plan_not_found` when the preview has no such turn, or `bad_request` where the agent was deleted
 */
export async function forkPreview(
  sessions: Sessions,
  who: Previewer,
  preview: PreviewRow & PreviewStanding,
  turnId: string,
  source = preview.source,
): Promise<{ readonly session: string; readonly before: number }> {
  await requireItsAgent(sessions, preview);
  const point = isUuid(turnId) ? await findForkPoint(sessions.db, who.orgId, preview.sessionId, turnId) : undefined;
  if (!point) throw refused("plan_not_found", turnId);
  const agent = runnable(draftAgent(sessions.catalogue, source));
  const kept = point.state as Kept;
  const id = sessions.newKey();
  await openPreview(sessions.db, {
    ...preview,
    ...who,
    id,
    source,
    versionId: draftName(source),
    state: source === preview.source ? kept : { ...kept, conversation: carriedOver(agent, kept.conversation) },
    messages: point.messages,
    parent: { id: preview.sessionId, turn: point.number },
  });
  // One that a turn still holds expires by itself.
  await closeSession(sessions.db, keyOf(preview), "Other", sessions.limits.idleMs);
  await endOldPreviews(sessions.db, who, OPEN_KEPT);
  return { session: id, before: point.number };
}

/** A conversation as another script can go on with it: what that script does not have is left behind. */
function carriedOver(agent: Agent, { node, resume, variables, status, pending, inquiry }: State): State {
  const has = (name: string | undefined): name is string => name !== undefined && Object.hasOwn(agent.nodes, name);
  const fresh = initialState(agent, variables);
  return {
    ...fresh,
    status,
    node: has(node) ? node : fresh.node,
    ...(has(resume) && { resume }),
    ...(pending && has(pending.node) && { pending }),
    ...(inquiry && has(inquiry.node) && { inquiry }),
  };
}

/**
 * End a preview as a client ends a session.
 * @throws Refused `session_not_found`, or `session_locked` while a turn runs
 */
export async function endPreview(sessions: Sessions, preview: PreviewRow): Promise<void> {
  const key = keyOf(preview);
  if (!(await closeSession(sessions.db, key, "UserRequest", sessions.limits.idleMs))) throw await whyNot(sessions, key);
}

const keyOf = ({ sessionId, orgId }: PreviewRow): SessionKey => ({ id: sessionId, orgId, appId: PREVIEW_APP });

/** @throws Refused when the script has errors, which whoever edits it sees beside it */
export function runnable(agent: Agent | undefined): Agent {
  if (!agent)
    throw refused(
      "bad_request",
      "The script has errors, so it cannot run. Correct what the editor marks, and try again",
    );
  return agent;
}
