// The tools of a moment: those the script wrote, and those the runtime adds while a form is filled or a format is offered.
import type { ResponseFormat, Tool, ToolTarget } from "../script/agent.ts";
import type { Binding, Span } from "../script/tree.ts";

export interface LiveTool extends Omit<Tool, "target"> {
  readonly target: LiveTarget;
}

type LiveTarget =
  | ToolTarget
  /** Stop asking for the fields of this node's `collect` statements. */
  | { readonly kind: "cancelCollect" }
  /** Answer in a format of the connection. */
  | { readonly kind: "respond"; readonly format: ResponseFormat };

/** A tool no script has: always available, nothing to run after it. */
export function addedTool(
  name: string,
  target: LiveTool["target"],
  description: string,
  span: Span,
  bindings: readonly Binding[] = [],
): LiveTool {
  const then: LiveTool["then"] = [];
  return { name, target, description, bindings, then, span };
}
