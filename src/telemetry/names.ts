// The names that spans and their attributes go by: OpenTelemetry's semantic conventions for generative AI, once.

/** What a span is of: `gen_ai.operation.name`, and the first word of the span's name. */
export const operations = { turn: "invoke_agent", model: "chat", action: "execute_tool" } as const;

/** Attributes. Those of the conventions keep their names; those that begin with `dragoman.` are this server's own. */
export const names = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  agentId: "gen_ai.agent.id",
  agentName: "gen_ai.agent.name",
  /** The session. */
  conversation: "gen_ai.conversation.id",
  requestModel: "gen_ai.request.model",
  responseModel: "gen_ai.response.model",
  finishReasons: "gen_ai.response.finish_reasons",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  tool: "gen_ai.tool.name",
  toolType: "gen_ai.tool.type",
  /** `session:turn:step`, the idempotency key that the action is given. */
  toolCall: "gen_ai.tool.call.id",
  error: "error.type",
  turn: "dragoman.turn.id",
  outcome: "dragoman.turn.outcome",
  modelCalls: "dragoman.turn.model_calls",
  /** True for a turn that another server began. */
  inherited: "dragoman.turn.inherited",
  request: "dragoman.request.id",
} as const;
