// The conversation of a preview as it stands on record, so that a page can show it again after a reload or in another tab.
import { RequestMessage, ResponseMessage } from "../contract/agent-api.ts";
import { refused } from "../contract/problems.ts";
import type { Mocks, PreviewTalk } from "../contract/setup-preview.ts";
import {
  findPreview,
  type PreviewRow,
  type PreviewStanding,
  type PreviewTurn,
  previewTurns,
} from "../store/previews.ts";
import type { Sessions } from "./sessions.ts";

/**
 * What was said and what came of it, with the turns before the one it was taken from.
 * @throws Refused `bad_request` when the preview it was taken from is no longer kept
 */
export async function talkOf(
  sessions: Pick<Sessions, "db" | "limits">,
  preview: PreviewRow & PreviewStanding,
): Promise<PreviewTalk> {
  const turns = await turnsOf(sessions, preview);
  return {
    session: preview.sessionId,
    mode: preview.mode,
    source: preview.source,
    mocks: preview.mocks as Mocks,
    greeting: preview.greeting,
    standing: standingOf(preview, sessions.limits.idleMs),
    endReason: preview.endReason,
    turns: turns.map(({ id, sessionId, status, failure, request, events }) => ({
      ...{ id, session: sessionId, status, failure },
      message: RequestMessage.parse(request),
      messages: messagesIn(events),
    })),
  };
}

/** Where a preview can still go. @param idleMs milliseconds without a message after which a session is over */
export function standingOf({ agentGone, status, quietMs }: PreviewStanding, idleMs: number): PreviewTalk["standing"] {
  if (agentGone) return "deleted";
  return status === "open" && quietMs > idleMs ? "expired" : status;
}

/**
 * The turns of a preview, with those before the turn it was taken from.
 * @throws Refused `bad_request` when those are no longer kept
 */
export async function turnsOf({ db }: Pick<Sessions, "db">, preview: PreviewRow): Promise<readonly PreviewTurn[]> {
  const own = await previewTurns(db, preview.orgId, preview.sessionId);
  const { parentId, parentTurn } = preview;
  if (parentId === null || parentTurn === null || parentTurn === 1) return own;
  const parent = await findPreview(db, preview.orgId, parentId);
  if (!parent)
    throw refused("bad_request", "The beginning of this conversation is no longer kept. Start a new preview");
  const earlier = await turnsOf({ db }, parent);
  return [...earlier.filter(({ number }) => number < parentTurn), ...own];
}

/** The messages of a turn, from the envelopes they went out in. */
export const messagesIn = (events: PreviewTurn["events"]): ResponseMessage[] =>
  events.map((data) => ResponseMessage.parse((JSON.parse(data) as { message: unknown }).message));
