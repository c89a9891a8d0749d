// The spans of one turn: itself, each model call and each action. They hold ids, names and figures, never what was said.
import type { Ports } from "../reasoning/events.ts";
import { names, operations } from "../telemetry/names.ts";
import { kinds, type Span, type Tracer } from "../telemetry/spans.ts";
import { readTraceparent, type SpanContext, traceIdOf, writeTraceparent } from "../telemetry/trace-context.ts";
import type { TurnReport } from "./sessions.ts";

/** What a request says of where it comes from, for the turn's spans and its line in the log. */
export interface Caller {
  /** `x-request-id` of the response. */
  readonly requestId?: string;
  /** The header as it came, sound or not. */
  readonly traceparent?: unknown;
}

/** How a turn ends that failed. One that was stopped, or handed to another server, did what it was asked. */
const failures: ReadonlySet<TurnReport["outcome"]> = new Set(["failed", "timeout", "lost"]);

type World = Pick<Ports, "model" | "action">;

export interface TurnSpans {
  readonly traceId: string;
  /** The ports that call the world, each call with a span of its own. Steps read from the journal call nobody. */
  watch<T extends World>(world: T): T;
  end(report: TurnReport, agent: { readonly id: string; readonly name: string | undefined }): void;
}

/**
 * @param past trace id of the turn's events on record, where another server began it: the trace goes on, under a span of
 *   its own
 */
export function openTurnSpans(tracer: Tracer, turnId: string, caller: Caller, past: string | undefined): TurnSpans {
  const parent = readTraceparent(caller.traceparent);
  const trace = parent ?? { traceId: past ?? traceIdOf(turnId), sampled: true };
  const span = tracer.start(kinds.server, trace);
  return {
    traceId: trace.traceId,
    watch: (world) => ({
      ...world,
      action: watchedAction(tracer, span.context, world.action),
      ...(tracer.told && { model: watchedModel(tracer, span.context, world.model) }),
    }),
    end: (report, agent) =>
      span.end({
        name: agent.name === undefined ? operations.turn : `${operations.turn} ${agent.name}`,
        error: failures.has(report.outcome) ? report.outcome : undefined,
        attributes: {
          [names.operation]: operations.turn,
          [names.agentId]: agent.id,
          [names.agentName]: agent.name,
          [names.conversation]: report.sessionId,
          [names.responseModel]: report.model,
          [names.inputTokens]: report.inputTokens,
          [names.outputTokens]: report.outputTokens,
          [names.turn]: turnId,
          [names.outcome]: report.outcome,
          [names.modelCalls]: report.modelCalls,
          [names.inherited]: report.inherited,
          [names.request]: caller.requestId,
        },
      }),
  };
}

function watchedModel(tracer: Tracer, parent: SpanContext, model: Ports["model"]): Ports["model"] {
  return async function* watched(request) {
    const span = tracer.start(kinds.client, parent);
    let answered: ReturnType<typeof replyAttributes> | undefined;
    // A reader that leaves before the end is a turn that was stopped.
    let error: string | undefined = "aborted";
    try {
      for await (const part of model(request)) {
        if (part.type === "done") {
          answered = replyAttributes(part);
          error = undefined;
        }
        yield part;
      }
    } catch (thrown) {
      error = kindOf(thrown);
      throw thrown;
    } finally {
      const asked = request.model?.replace(/^model:\/\//, "");
      const name = answered?.[names.responseModel] ?? asked;
      span.end({
        name: name === undefined ? operations.model : `${operations.model} ${name}`,
        error,
        attributes: {
          [names.operation]: operations.model,
          [names.requestModel]: asked,
          ...answered,
          [names.error]: error,
        },
      });
    }
  };
}

const replyAttributes = ({ model, usage, reason }: DonePart) => ({
  [names.provider]: model.split(":", 1)[0]!,
  [names.responseModel]: model,
  [names.inputTokens]: usage.inputTokens,
  [names.outputTokens]: usage.outputTokens,
  [names.finishReasons]: [reason],
});

type ModelPart = ReturnType<Ports["model"]> extends AsyncIterable<infer Part> ? Part : never;
type DonePart = Extract<ModelPart, { type: "done" }>;

/** The kind of a `ModelError`, or the name of what should not have been thrown. */
function kindOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "unknown";
  return "kind" in thrown && typeof thrown.kind === "string" ? thrown.kind : thrown.name;
}

function watchedAction(tracer: Tracer, parent: SpanContext, action: Ports["action"]): Ports["action"] {
  return async (call) => {
    const span: Span = tracer.start(kinds.internal, parent);
    const result = await action({ ...call, traceparent: writeTraceparent(span.context) });
    const error = result.ok ? undefined : result.reason;
    span.end({
      name: `${operations.action} ${call.definition.name}`,
      error,
      attributes: {
        [names.operation]: operations.action,
        [names.tool]: call.definition.name,
        [names.toolType]: "function",
        [names.toolCall]: call.idempotencyKey,
        [names.error]: error,
      },
    });
    return result;
  };
}
