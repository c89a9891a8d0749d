// What became of a tool call: done with a result the model reads, or waiting for the user.
import type { Value } from "../script/agent.ts";
import type { Leave } from "./events.ts";
import type { LiveTool } from "./live-tool.ts";
import type { Next } from "./running.ts";

/** What became of a call. */
export type Called =
  | {
      readonly kind: "done";
      /** What the model reads: never a hidden output. */
      readonly result: unknown;
      readonly failed: boolean;
      readonly leave?: Leave;
      /** The calls after this one are not run, and the visit goes on here. */
      readonly stop?: Next;
    }
  /** The user has to approve these inputs first. */
  | { readonly kind: "waits"; readonly tool: LiveTool; readonly inputs: Readonly<Record<string, Value>> };

/** What a tool did, before its callbacks. */
export type Deed =
  | {
      readonly ok: true;
      readonly result: unknown;
      readonly outputs?: Readonly<Record<string, Value>>;
      readonly leave?: Leave;
      /** Set when nothing may follow in this reply, callbacks included. */
      readonly stop?: Next;
    }
  | { readonly ok: false; readonly error: string };

/** A result that says why nothing happened. */
export const refusal = (error: string): Called => ({ kind: "done", result: { error }, failed: true });
