// How each model has been doing, from the calls that were made of it: nobody is asked just to see whether they answer.
import type { ModelError } from "./port.ts";

export type ModelFailure = ModelError["kind"];

export interface ModelHealth {
  /** False when its last call failed. */
  readonly ok: boolean;
  /** ISO 8601. Null: it never has. */
  readonly lastAnswer: string | null;
  readonly lastFailure: { readonly at: string; readonly kind: ModelFailure; readonly inARow: number } | null;
}

export interface Health {
  /** An attempt ended. One that its caller gave up says nothing of the model. */
  note(model: string, failure: ModelFailure | undefined): void;
  /** By `provider:name`, every model that was called. */
  standing(): Readonly<Record<string, ModelHealth>>;
}

interface Standing {
  ok: boolean;
  /** Epoch milliseconds; 0 where there was none. */
  answeredAt: number;
  failedAt: number;
  kind: ModelFailure;
  inARow: number;
}

/** @param now epoch milliseconds */
export function openHealth(now: () => number): Health {
  const known = new Map<string, Standing>();
  return {
    note: (model, failure) => {
      if (failure === "aborted") return;
      const record = known.get(model) ?? { ok: true, answeredAt: 0, failedAt: 0, kind: "aborted", inARow: 0 };
      known.set(model, record);
      if (failure === undefined) record.answeredAt = now();
      else Object.assign(record, { failedAt: now(), kind: failure, inARow: record.ok ? 1 : record.inARow + 1 });
      record.ok = failure === undefined;
    },
    standing: () => Object.fromEntries([...known].map(([model, record]) => [nameOf(model), toldOf(record)])),
  };
}

/** A scripted model is named for its file, and where that lies is nobody's business. */
const nameOf = (model: string) => model.replace(/^scripted:.*/s, "scripted");

const toldOf = ({ ok, answeredAt, failedAt, kind, inARow }: Standing): ModelHealth => ({
  ok,
  lastAnswer: answeredAt === 0 ? null : new Date(answeredAt).toISOString(),
  lastFailure: failedAt === 0 ? null : { at: new Date(failedAt).toISOString(), kind, inARow },
});
