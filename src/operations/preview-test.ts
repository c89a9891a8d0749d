// A preview's conversation as a file that `dragoman agent run` plays: the turns of the preview and of those it was taken
// from, told to the rehearsal room.
import type { ActionResult } from "../actions/port.ts";
import { RequestMessage } from "../contract/agent-api.ts";
import { refused } from "../contract/problems.ts";
import type { State, Step } from "../reasoning/events.ts";
import { recordedTest, type Take } from "../rehearsal/record.ts";
import { runnable } from "../sessions/preview.ts";
import { draftAgent } from "../sessions/preview-agent.ts";
import { messagesIn, turnsOf } from "../sessions/preview-talk.ts";
import { inputOf } from "../sessions/send.ts";
import type { Kept, Sessions } from "../sessions/sessions.ts";
import type { PreviewRow, PreviewTurn } from "../store/previews.ts";

/**
 * The file, and a name for it.
 * @throws Refused when there is no turn yet, or the conversation would not go the same way again, with the reason
 */
export async function testOf(
  sessions: Sessions,
  preview: PreviewRow,
): Promise<{ readonly fileName: string; readonly text: string }> {
  const turns = await turnsOf(sessions, preview);
  const [first] = turns;
  if (!first)
    throw refused("bad_request", "Nothing was said in this preview yet. Send a message, then save it as a test");
  const broken = turns.find(({ status }) => status !== "done");
  if (broken) {
    const where = `Turn ${broken.number} did not come to its end`;
    throw refused("bad_request", `${where}, so it cannot be played again. Run it again from there, then save`);
  }
  const opening = first.stateBefore as Kept;
  const { developerName: name } = preview;
  const states = [...turns.slice(1).map(({ stateBefore }) => stateBefore as Kept), preview.state as Kept];
  const test = await recordedTest({
    agent: runnable(draftAgent(sessions.catalogue, preview.source)),
    title: `Saved from a preview. Play it: dragoman agent run --script <this file>`,
    agentPath: `../agents/${name}/${name}.agent`,
    locale: opening.language,
    state: opening.conversation,
    takes: turns.map((turn, at) => takeOf(turn, states[at]!.conversation)),
  });
  if (test.ok) return { fileName: `${name}-${preview.sessionId.slice(-6)}.yaml`, text: test.text };
  throw refused("bad_request", `Played again, this conversation would not go the same way:\n${test.why.join("\n")}`);
}

function takeOf({ request, plan, deeds, events }: PreviewTurn, after: State): Take {
  const messages = messagesIn(events);
  return {
    input: inputOf(RequestMessage.parse(request)),
    plan: (plan ?? []) as readonly Step[],
    deeds: deeds.map(({ input, output }) => ({
      target: (input as { readonly target: string }).target,
      result: output as ActionResult,
    })),
    messages,
    after,
  };
}
