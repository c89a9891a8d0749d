// The slots of a tool, which the model fills, and the JSON Schema that asks for them (agent-script spec §5.5).
import type { ParameterSchema } from "../models/port.ts";
import type { Agent, Node, ScalarType, Tool, Type } from "../script/agent.ts";

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
export function slotsOf(agent: Agent, node: Node, tool: Tool): readonly Slot[] {
  const bound = new Map(tool.bindings.map((binding) => [binding.name, binding.value.kind]));
  if (tool.target.kind === "setVariables") {
    return Object.values(agent.variables)
      .filter(({ name, kind }) => kind === "mutable" && bound.get(name) === "slot")
      .map(({ name, type, description }) => slot(name, type, description, false));
  }
  if (tool.target.kind !== "action") return [];
  const inputs = node.actions[tool.target.action]?.inputs ?? [];
  return inputs
    .filter(({ name, required, default: value }) =>
      bound.has(name) ? bound.get(name) === "slot" : required && value === undefined,
    )
    .map((input) => slot(input.name, input.type, input.description, input.required && input.default === undefined));
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

const scalars: Readonly<Record<ScalarType, Readonly<Record<string, unknown>>>> = {
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
