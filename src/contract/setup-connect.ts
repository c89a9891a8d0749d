// The part of Setup's API that tests a connection: what a client's own calls come to, step by step, and what cures them.
import { z } from "zod";
import { type Endpoints, Right } from "./setup-endpoint.ts";

/** The calls of a client, in their order. */
export const connectionSteps = ["token", "start", "send", "end"] as const;
const Step = z.enum(connectionSteps);
export type ConnectionStep = z.infer<typeof Step>;

const app = z.object({ app: z.string() });
const offer = { label: z.string(), right: Right };

/** What cures a problem: a call of Setup as it has to be made, or a page to go to. */
export const Fix = z.discriminatedUnion("call", [
  z.object({
    ...offer,
    call: z.literal("changeApp"),
    params: app,
    body: z.object({ fields: z.record(z.string(), z.unknown()) }),
  }),
  z.object({ ...offer, call: z.literal("enableApp"), params: app, body: z.object({ enabled: z.boolean() }) }),
  z.object({ ...offer, call: z.literal("activate"), params: z.object({ agent: z.string() }), body: z.object({}) }),
  z.object({
    ...offer,
    call: z.literal("activateUser"),
    params: z.object({ user: z.string() }),
    body: z.object({ active: z.boolean() }),
  }),
  z.object({ ...offer, call: z.literal("visit"), path: z.string().describe("Below the address of Setup's pages") }),
]);
export type Fix = z.infer<typeof Fix>;

/** One thing that a test of a connection tells. */
export const ConnectionEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begun"), step: Step }),
  z.object({ kind: z.literal("said"), text: z.string().describe("Words of the agent, as they came") }),
  z.object({ kind: z.literal("done"), step: Step, ms: z.number().int(), sentence: z.string() }),
  z.object({
    kind: z.literal("failed"),
    step: Step,
    ms: z.number().int(),
    problem: z.string().describe("Which of the known problems it is, by its name"),
    sentence: z.string(),
    fix: Fix.nullable(),
    heard: z.string().describe("What the client was told"),
  }),
]);
export type ConnectionEvent = z.infer<typeof ConnectionEvent>;

/** What a client sends, where that is not what the app's page shows now. */
const Given = z.strictObject({
  consumerKey: z.string().max(255).optional(),
  consumerSecret: z.string().max(255).optional(),
  endpoint: z.string().max(2_000).optional(),
});

export const connectEndpoints = {
  /** Make a client's calls and tell of each; ends with a step that failed, or with the last one. */
  testConnection: {
    method: "POST",
    path: "/connect/test",
    right: "build_agents",
    body: z.strictObject({
      app: z.string(),
      agent: z.string(),
      text: z.string().min(1).max(2_000),
      given: Given.default({}),
    }),
    reply: ConnectionEvent,
    events: true,
  },
} as const satisfies Endpoints;
