// The turn journal (S3): before an action runs, the model replies that led to it and the intent are on record; after
// it, so is the result. A reply that leads to no action is on record with the end of the turn, in its messages.
import type { ActionCall, ActionResult, Ports } from "../reasoning/events.ts";
import type { Db } from "../store/schema.ts";
import { type JournalRow, type Writer, writeJournal } from "../store/turns.ts";

/** The ports of a turn with a journal before them. */
export function journaled(
  db: Db,
  writer: Writer,
  ports: Pick<Ports, "model" | "action">,
): Pick<Ports, "model" | "action"> {
  let step = 0;
  let unwritten: JournalRow[] = [];

  const record = async (rows: readonly JournalRow[]) => {
    const all = [...unwritten, ...rows];
    unwritten = [];
    if (!(await writeJournal(db, writer, all))) throw new Error("the session moved on to a newer turn");
  };

  async function* model(request: Parameters<Ports["model"]>[0]): ReturnType<Ports["model"]> {
    const parts = [];
    for await (const part of ports.model(request)) {
      parts.push(part);
      yield part;
    }
    step += 1;
    const calls = parts.flatMap((part) => (part.type === "call" ? [part.call] : []));
    const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
    const done = parts.find((part) => part.type === "done");
    unwritten.push({
      step,
      kind: "model",
      state: "done",
      idempotencyKey: null,
      input: null,
      output: { text, calls, done },
    });
  }

  const action = async (call: ActionCall): Promise<ActionResult> => {
    step += 1;
    const row = {
      step,
      kind: "action" as const,
      idempotencyKey: call.idempotencyKey,
      input: { target: call.definition.target, inputs: call.inputs },
    };
    await record([{ ...row, state: "intent", output: null }]);
    const result = await ports.action(call);
    await record([{ ...row, state: "done", output: result }]);
    return result;
  };

  return { model, action };
}
