// The project of the experiments: an agent that charges for every message, and a model that has it do so.
import { rm } from "node:fs/promises";
import type { Closers } from "../../src/closers.ts";
import { makeFolder } from "../support/folder.ts";
import { type ModelStub, modelStub, type StubReply, type StubRequest } from "../support/model-stub.ts";
import { tillProject } from "../support/till.ts";
import { type LedgerTarget, openLedgerTarget } from "./ledger-target.ts";

/** What the agent says once it has charged: whole, or somebody's text was lost. */
export const answerTo = (note: string): readonly string[] => ["Charged: ", ...note.split(/(?<=-)/), "."];

export interface World {
  readonly project: string;
  readonly target: LedgerTarget;
  readonly model: ModelStub;
  /** What a server needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param paceMs between chunks of an answer, and before and after the effect of an action
 * @param spoil what the model does in place of its right reply
 */
export async function openWorld(
  closers: Closers,
  paceMs: number,
  spoil: (reply: StubReply, note: string) => StubReply = (reply) => reply,
): Promise<World> {
  const target = closers.add(await openLedgerTarget(() => paceMs * Math.random() * 2), (each) => each.close());
  const model = closers.add(await modelStub((request) => spoil(...replyTo(request, paceMs))), (each) => each.close());
  const project = closers.add(await makeFolder(tillProject(target.address)), (each) => rm(each, { recursive: true }));
  return {
    project,
    target,
    model,
    env: { DRAGOMAN_MODEL_BASE_URL: model.url, DRAGOMAN_ACTION_ALLOW_PRIVATE: target.address },
  };
}

/** The right reply, and the note it is about. */
function replyTo({ body }: StubRequest, gapMs: number): readonly [StubReply, string] {
  const messages = body.messages as readonly { readonly role: string; readonly content: unknown }[];
  const asked = JSON.stringify(messages.findLast(({ role }) => role === "user")?.content);
  const note = /[0-9a-f-]{36}/.exec(asked)?.[0] ?? "";
  const charged = messages.at(-1)?.role === "tool";
  return [
    charged ? { text: answerTo(note), gapMs } : { calls: [{ name: "charge", arguments: { note } }], delayMs: gapMs },
    note,
  ];
}
