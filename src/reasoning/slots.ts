// The slots of a tool, which the model fills, and the JSON Schema that asks for them (agent-script spec §5.5).
import type { ParameterSchema } from "../models/port.ts";
import type { Agent, Node, ScalarType, Type } from "../script/agent.ts";
import type { LiveTool } from "./live-tool.ts";

/** A value the model is asked for. */
export interface Slot {
  readonly name: string;
  readonly type: Type;
  readonly description?: string;
  readonly required: boolean;
}

/**
 * What the model fills when it calls a tool: the `...` bindings, and for an action the required inputs that have neither
 * a binding nor a default. An optional input without a binding is not offered (spec §5.12, row 11).
 */
export function slotsOf(agent: Agent, node: Node, tool: LiveTool): readonly Slot[] {
  const bound = new Map(tool.bindings.map((binding) => [binding.name, binding.value.kind]));
  if (tool.target.kind === "setVariables") {
    return Object.values(agent.variables)
      .filter(({ name, kind }) => kind === "mutable" && bound.get(name) === "slot")
      .map(({ name, type, description }) => slot(name, type, description, false));
  }
  return inputsOf(agent, node, tool)
    .filter(({ name, required }) => (bound.has(name) ? bound.get(name) === "slot" : required))
    .map(({ name, type, description, required }) => slot(name, type, description, required));
}

/** The inputs of what a tool calls. One with a value of its own is not required of the model. */
function inputsOf(agent: Agent, node: Node, { target }: LiveTool) {
  if (target.kind === "action") {
    const inputs = node.actions[target.action]?.inputs ?? [];
    return inputs.map((input) => ({ ...input, required: input.required && input.default === undefined }));
  }
  const inputs = target.kind === "connected" ? (agent.connected[target.to]?.inputs ?? []) : [];
  return inputs.map((input) => ({ ...input, required: input.required && input.value === undefined }));
}

const slot = (name: string, type: Type, description: string | undefined, required: boolean): Slot => ({
  name,
  type,
  ...(description ? { description } : {}),
  required,
});

/** The slots as JSON Schema. */
export function schemaOf(slots: readonly Slot[]): ParameterSchema {
  const properties = slots.map(({ name, type, description }) => [
    name,
    {
      ...(type.list ? { type: "array", items: scalars[type.of] } : scalars[type.of]),
      ...(description ? { description } : {}),
    },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: slots.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The JSON Schema of each scalar type. */
export const scalars: Readonly<Record<ScalarType, Readonly<Record<string, unknown>>>> = {
  string: { type: "string" },
  id: { type: "string" },
  date: { type: "string", format: "date" },
  datetime: { type: "string", format: "date-time" },
  time: { type: "string", format: "time" },
  number: { type: "number" },
  currency: { type: "number" },
  integer: { type: "integer" },
  long: { type: "integer" },
  boolean: { type: "boolean" },
  object: { type: "object" },
};
