// What reasoning knows of actions: where a target resolves, and what a call gives back.
import type { ActionDefinition, Value } from "../script/agent.ts";

export interface ActionCall {
  readonly definition: ActionDefinition;
  readonly inputs: Readonly<Record<string, Value>>;
  /** `session:turn:step`: the same for a call and its repetition, so that a target can refuse to act twice. */
  readonly idempotencyKey: string;
  /** Where the call stands in its trace (W3C Trace Context), for targets that are called over HTTP. */
  readonly traceparent?: string;
  readonly signal: AbortSignal;
}

/** The outcome of a call. A failure is a value: the model, or the script's error message, answers for it. */
export type ActionResult =
  | { readonly ok: true; readonly outputs: Readonly<Record<string, Value>> }
  | {
      readonly ok: false;
      /** `unknown`: the server stopped while it ran, and nobody can tell whether it took effect. */
      readonly reason: "unresolved" | "refused" | "timeout" | "failed" | "invalid" | "unknown";
      readonly message: string;
    };

/** Where a target leads, for people: "actions/Get_Order.ts", "POST https://…", or why it leads nowhere. */
export type Resolution =
  | {
      readonly resolved: true;
      readonly to: string;
      /** The target or pattern of dragoman.yaml that leads there; absent for a file. */
      readonly mapping?: string;
    }
  | { readonly resolved: false; readonly why: string };

export interface Actions {
  /** Where a target leads, without calling it. */
  resolve(target: string): Resolution;
  /** Call it. Never throws. */
  run(call: ActionCall): Promise<ActionResult>;
  /**
   * Whether a call that was cut off may be made again with the same idempotency key: it is known to change nothing, or its
   * target is known to act once for each key.
   */
  mayRepeat(call: ActionCall): Promise<boolean>;
}

/** The actions of a project folder. */
export interface ProjectActions extends Actions {
  /** What dragoman.yaml maps: targets, or patterns of them, and where they lead. */
  mappings(): readonly { readonly pattern: string; readonly to: string }[];
}
