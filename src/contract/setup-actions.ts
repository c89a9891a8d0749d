// The part of Setup's API about actions: every target, where it leads, who uses it, and one call to try it.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { InputKind } from "./setup-preview.ts";

const Declared = z.object({
  name: z.string(),
  type: z.string().describe("As the script writes it"),
  description: z.string(),
});

/** A place in a script that names a target. */
export const TargetUse = z.object({
  agent: z.object({ id: z.string(), label: z.string(), developerName: z.string() }),
  version: z.object({ id: z.string(), number: z.number().int(), state: z.enum(["active", "draft"]) }),
  /** Subagent, or connection of a response format. */
  where: z.string(),
  name: z.string(),
  /** What a call takes and gives; null for what is no action, such as a node of another kind. */
  form: z
    .object({
      description: z.string(),
      confirm: z.boolean().describe("Whether a conversation asks its user first"),
      inputs: z.array(Declared.extend({ input: InputKind, required: z.boolean() })),
      outputs: z.array(Declared),
    })
    .nullable(),
});
export type TargetUse = z.infer<typeof TargetUse>;

export const ActionTarget = z.object({
  target: z.string(),
  resolved: z.boolean(),
  leads: z.string().describe("Where it leads, or why nowhere and what to do"),
  uses: z.array(TargetUse),
});
export type ActionTarget = z.infer<typeof ActionTarget>;

export const ActionReport = z.object({
  targets: z.array(ActionTarget),
  /** What dragoman.yaml maps and no script of an active version or a draft leads to; nothing for whoever builds no agents. */
  unused: z.array(z.object({ pattern: z.string(), to: z.string() })),
  /** Drafts with errors: what they call is not known. */
  unread: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type ActionReport = z.infer<typeof ActionReport>;

export const TriedAction = z.object({
  /** Milliseconds from call to result. */
  ms: z.number(),
  /** Under which the server's log and the target know the call. */
  key: z.string(),
  result: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), outputs: z.record(z.string(), z.json()) }),
    z.object({ ok: z.literal(false), why: z.string(), logged: z.boolean().describe("Whether the log says more") }),
  ]),
});
export type TriedAction = z.infer<typeof TriedAction>;

export const actionEndpoints = {
  actions: { method: "GET", path: "/actions", right: "see", reply: ActionReport },
  /** A real call: it does what the action does. */
  tryAction: {
    method: "POST",
    path: "/actions/try",
    right: "build_agents",
    body: z.strictObject({
      agent: z.string(),
      version: z.string().describe("Id of the version"),
      where: z.string(),
      name: z.string(),
      inputs: z.record(z.string(), z.json()),
    }),
    reply: TriedAction,
  },
} as const satisfies Endpoints;
