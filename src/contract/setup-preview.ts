// The part of Setup's API about previews: a script tried out as it stands, with real actions or with made-up results.
import { z } from "zod";
import { RequestMessage, ResponseMessage } from "./agent-api.ts";
import { ReportedProblem } from "./setup-agents.ts";
import type { Endpoints } from "./setup-endpoint.ts";
import { Trace } from "./setup-trace.ts";

/** `live` calls what the script calls; `simulate` calls nothing: actions give back what `mocks` says. */
export const PreviewMode = z.enum(["live", "simulate"]);
export type PreviewMode = z.infer<typeof PreviewMode>;

/** Outputs by the name of the action; `error` alone lets it fail with that sentence. */
export const Mocks = z.record(z.string(), z.record(z.string(), z.json()));
export type Mocks = z.infer<typeof Mocks>;

/** Which script is meant: a text, a version, or, where neither is said, the newest version. */
const Which = z.strictObject({ source: z.string().max(1_000_000).optional(), versionId: z.string().optional() });
export type Which = z.infer<typeof Which>;

/** What a value is typed into. */
export const InputKind = z.enum(["text", "number", "boolean", "json"]);
export type InputKind = z.infer<typeof InputKind>;

/** A variable that whoever starts a conversation may give. */
export const ContextField = z.object({
  /** As a client of the Agent API names it: `$Context.` stands before context variables. */
  name: z.string(),
  /** The declared type, as the script writes it. */
  type: z.string(),
  input: InputKind,
  description: z.string(),
  default: z.unknown(),
  /** Of a context variable: where a real conversation takes it from. */
  source: z.string().optional(),
});
export type ContextField = z.infer<typeof ContextField>;

export const PreviewForm = z.object({
  label: z.string(),
  developerName: z.string(),
  /** The text that would run. */
  source: z.string(),
  /** Errors are a reason not to start. */
  problems: z.array(ReportedProblem),
  variables: z.array(ContextField),
  actions: z.array(
    z.object({
      name: z.string(),
      target: z.string(),
      inputs: z.array(z.object({ name: z.string(), type: z.string(), input: InputKind, description: z.string() })),
      /** What it would give back, made from the types of its outputs. */
      mock: z.record(z.string(), z.json()),
      /** Where a live call leads, or why nowhere. */
      resolved: z.boolean(),
      leads: z.string(),
    }),
  ),
});
export type PreviewForm = z.infer<typeof PreviewForm>;

const Started = z.object({ session: z.string(), greeting: z.string() });

/** What comes of a message: the turn it became, the messages as a client gets them, and the trace when it is over. */
export const PreviewEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("turn"), turn: z.string() }),
  z.object({ kind: z.literal("message"), message: ResponseMessage }),
  z.object({ kind: z.literal("trace"), trace: Trace }),
]);
export type PreviewEvent = z.infer<typeof PreviewEvent>;

/** A preview as it stands on record: what a page shows after a reload. */
export const PreviewTalk = z.object({
  session: z.string(),
  mode: PreviewMode,
  /** The script that runs. */
  source: z.string(),
  mocks: Mocks,
  greeting: z.string(),
  /** `expired` after a time without a message; `deleted` once there is no such agent any more. */
  standing: z.enum(["open", "ended", "expired", "deleted"]),
  endReason: z.string().nullable(),
  turns: z.array(
    z.object({
      id: z.string(),
      session: z.string().describe("Where it was sent: turns before a fork are of another preview"),
      status: z.enum(["running", "done", "failed", "abandoned"]),
      failure: z.string().nullable(),
      message: RequestMessage,
      messages: z.array(ResponseMessage),
    }),
  ),
});
export type PreviewTalk = z.infer<typeof PreviewTalk>;

export const previewEndpoints = {
  /** A POST, because a script may be longer than an address. It changes nothing. */
  previewForm: {
    method: "POST",
    path: "/agents/:agent/preview/form",
    right: "build_agents",
    body: Which,
    reply: PreviewForm,
  },
  startPreview: {
    method: "POST",
    path: "/agents/:agent/preview",
    right: "build_agents",
    body: Which.extend({
      mode: PreviewMode,
      mocks: Mocks.default({}),
      variables: z.array(z.strictObject({ name: z.string(), value: z.json() })).default([]),
    }),
    reply: Started,
  },
  /** The caller's own newest preview of the agent that still goes on: where they left off. */
  latestPreview: {
    method: "GET",
    path: "/agents/:agent/preview",
    right: "build_agents",
    reply: z.object({ session: z.string().nullable() }),
  },
  /** The caller's own: nobody else's preview is found. */
  previewTalk: { method: "GET", path: "/previews/:session", right: "build_agents", reply: PreviewTalk },
  /** The turn is stopped when the reader leaves. */
  sendPreview: {
    method: "POST",
    path: "/previews/:session/messages",
    right: "build_agents",
    body: z.strictObject({ message: RequestMessage, mocks: Mocks.optional() }),
    reply: PreviewEvent,
    events: true,
  },
  /** A new preview that stands where this one stood before a turn; with `source`, the script is another from here on. */
  forkPreview: {
    method: "POST",
    path: "/previews/:session/fork",
    right: "build_agents",
    body: z.strictObject({ turn: z.string(), source: z.string().max(1_000_000).optional() }),
    reply: z.object({ session: z.string(), before: z.number().int().describe("Number of the turn it stands before") }),
  },
  endPreview: { method: "POST", path: "/previews/:session/end", right: "build_agents", reply: z.object({}) },
  /** The conversation as a file that `dragoman agent run` plays. */
  previewTest: {
    method: "GET",
    path: "/previews/:session/test",
    right: "build_agents",
    reply: z.object({ fileName: z.string(), text: z.string() }),
  },
} as const satisfies Endpoints;
