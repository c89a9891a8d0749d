// The trace of a turn as pages show it: its steps in time order, what each did, and what the turn came to.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

const Values = z.record(z.string(), z.unknown());

const ToolCall = z.object({ name: z.string(), arguments: Values });

/** A message of the conversation as a model saw it. Of a tool's result, `name` is the tool and `text` its JSON. */
const SeenMessage = z.object({
  role: z.enum(["user", "assistant", "tool"]),
  text: z.string(),
  name: z.string().optional(),
  calls: z.array(ToolCall).optional(),
});

/** One call of a model. The counts are 0 where the model told none. */
export const ModelCall = z.object({
  model: z.string().describe("Who answered; empty where nobody did"),
  requested: z.string().optional().describe("What the script asks for, as model://…"),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** In the currency of the price list; absent where the model has no price. */
  cost: z.number().optional(),
  prompt: z.string(),
  messages: z.array(SeenMessage),
  tools: z.array(z.object({ name: z.string(), description: z.string(), line: z.number().int().nullable() })),
  reply: z.object({ text: z.string(), calls: z.array(ToolCall) }),
});
export type ModelCall = z.infer<typeof ModelCall>;

export const VariableChange = z.object({
  name: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  /** `set`, or the tool that set it. */
  by: z.string(),
});
export type VariableChange = z.infer<typeof VariableChange>;

/** What a step is, which decides how it is drawn. */
export const StepKind = z.enum([
  "said",
  "entered",
  "moved",
  "block",
  "tools",
  "model",
  "action",
  "set",
  "judged",
  "answered",
]);
export type StepKind = z.infer<typeof StepKind>;

export const TraceStep = z.object({
  kind: StepKind,
  /** A few words: the name of what was entered, called or set. */
  title: z.string(),
  /** The platform's name of the step. */
  type: z.string(),
  /** Where the turn was. */
  subagent: z.string(),
  /** Milliseconds after the turn's first step. */
  startMs: z.number(),
  durationMs: z.number(),
  /** In the script, from 1; of what the script does not hold, none. */
  line: z.number().int().nullable(),
  errors: z.array(z.string()),
  /** Of `entered`: why this subagent. */
  why: z.string().optional(),
  /** Of `said`, `judged` and `answered`. */
  text: z.string().optional(),
  model: ModelCall.optional(),
  action: z.object({ input: Values, output: Values }).optional(),
  changes: z.array(VariableChange).optional(),
});
export type TraceStep = z.infer<typeof TraceStep>;

export const Trace = z.object({
  sessionId: z.string(),
  turnId: z.string(),
  /** Counts from 1 in its session. */
  number: z.number().int(),
  agentId: z.string(),
  preview: z.boolean(),
  status: z.enum(["done", "failed", "abandoned"]),
  /** `timeout`, `lost`, `broken` or `stopped` where the turn did not come to its own end. */
  failure: z.string().nullable(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  model: z.string().nullable(),
  modelCalls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Of the calls whose model has a price; absent where none has. */
  cost: z.number().optional(),
  steps: z.array(TraceStep),
  /** Variables by name. */
  before: Values,
  after: Values,
  /** True where what people and agents said is withheld. */
  masked: z.boolean(),
});
export type Trace = z.infer<typeof Trace>;

export const traceEndpoints = {
  turnTrace: {
    method: "GET",
    path: "/sessions/:session/turns/:turn/trace",
    right: "build_agents",
    reply: Trace,
  },
} as const satisfies Endpoints;
