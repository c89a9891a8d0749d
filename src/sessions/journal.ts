// The turn journal (S3): before an action runs, the model replies that led to it and the intent are on record; after it, so
// is the result. A turn that is run again reads what is on record in place of asking anew, and goes on where that ends.
import type { ActionCall, ActionResult, ModelPart, Ports } from "../reasoning/events.ts";
import type { JournalRow } from "../store/turns.ts";
import type { Ledger } from "./ledger.ts";

/** The ports of a turn that call the world. */
type World = Pick<Ports, "model" | "action"> & {
  /** Whether a call that was cut off may be made again with the same key: it changes nothing, or its target knows the key. */
  readonly mayRepeat: (call: ActionCall) => Promise<boolean>;
};

/** What a model said, as one row keeps it. */
export interface ModelReply {
  readonly text: string;
  readonly calls: readonly Extract<ModelPart, { type: "call" }>["call"][];
  readonly done?: Extract<ModelPart, { type: "done" }>;
}

/**
 * The ports of a turn with its journal before them.
 * @param past steps on record, in order, of a turn that another server began
 */
export function journaled(
  ledger: Pick<Ledger, "note" | "record" | "flush">,
  world: World,
  past: readonly JournalRow[] = [],
): Pick<Ports, "model" | "action"> {
  const onRecord = new Map(past.map((row) => [row.step, row]));
  let step = 0;

  async function* model(request: Parameters<Ports["model"]>[0]): ReturnType<Ports["model"]> {
    step += 1;
    const own = step;
    const old = onRecord.get(own);
    if (old) {
      requireSame(old, "model", null);
      return yield* partsOf(old.output as ModelReply);
    }
    // A turn that asks the model again lasts: the reply before need not be asked for twice if it breaks off now.
    ledger.flush();
    const parts: ModelPart[] = [];
    for await (const part of world.model(request)) {
      parts.push(part);
      // With its last part a reply is whole, and on record before anybody acts on it.
      if (part.type === "done") ledger.note({ ...modelRow(own), output: replyOf(parts) });
      yield part;
    }
  }

  const action = async (call: ActionCall): Promise<ActionResult> => {
    step += 1;
    const row = {
      step,
      kind: "action",
      idempotencyKey: call.idempotencyKey,
      input: { target: call.definition.target, inputs: call.inputs },
    } as const;
    const old = onRecord.get(row.step);
    if (old) {
      requireSame(old, "action", call.idempotencyKey);
      if (old.state === "done") return old.output as ActionResult;
    } else await ledger.record({ ...row, state: "intent", output: null });
    const result = old && !(await world.mayRepeat(call)) ? unknown(call) : await world.action(call);
    await ledger.record({ ...row, state: "done", output: result });
    return result;
  };

  return { model, action };
}

const modelRow = (step: number) => ({ step, kind: "model", state: "done", idempotencyKey: null, input: null }) as const;

function replyOf(parts: readonly ModelPart[]): ModelReply {
  const done = parts.find((part) => part.type === "done");
  return {
    text: parts.map((part) => (part.type === "text" ? part.text : "")).join(""),
    calls: parts.flatMap((part) => (part.type === "call" ? [part.call] : [])),
    ...(done && { done }),
  };
}

function* partsOf({ text, calls, done }: ModelReply): Generator<ModelPart> {
  if (text !== "") yield { type: "text", text };
  for (const call of calls) yield { type: "call", call };
  if (done) yield done;
}

/** An action that was under way when its server stopped, and whose target cannot tell a repetition: nobody calls it again. */
const unknown = ({ definition }: ActionCall): ActionResult => ({
  ok: false,
  reason: "unknown",
  message: `The server stopped while ${definition.name} ran: whether it took effect is unknown. It was not called again.`,
});

/** A turn is a function of its journal (T1). One that asks for something else was begun by another version of the server. */
function requireSame(row: JournalRow, kind: JournalRow["kind"], idempotencyKey: string | null): void {
  if (row.kind === kind && row.idempotencyKey === idempotencyKey) return;
  throw new Error(`step ${row.step} of the journal is another than the turn asks for`);
}
