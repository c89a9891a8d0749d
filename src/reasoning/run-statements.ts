// The statements of a procedure, interpreted: hooks, instructions and callbacks all run here (agent-script spec §3.1).
import type { Value } from "../script/agent.ts";
import { EvaluationError, evaluate, render, type Scope } from "../script/evaluate.ts";
import type { Statement } from "../script/tree.ts";
import { truthy } from "../script/value.ts";
import { assign } from "./assign.ts";
import { asksFor, type Form, question } from "./collect.ts";
import type { TurnEvent } from "./events.ts";
import { gatherInputs } from "./inputs.ts";
import { fieldsToAsk, inquire } from "./inquire.ts";
import { runAction } from "./run-action.ts";
import type { Running } from "./running.ts";
import { nodeOf, scopeOf } from "./scope.ts";

/** What a block of statements writes to, and what its expressions see besides the turn. */
export interface Frame {
  /** Takes the text; without it, text goes nowhere. */
  readonly text?: string[];
  /** Takes what a `collect` asks for; without it, `collect` asks nothing. */
  readonly form?: Form;
  /** Outputs of the action whose callback this is. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** Names of the actions that were run. */
  readonly actions: string[];
  /** For the trace: what went wrong without stopping the block. */
  readonly problems: string[];
}

/** Where a block leads: on, to another node, or nowhere. */
export type Flow =
  | { readonly kind: "on" }
  | { readonly kind: "goto"; readonly to: string; readonly by: "statement" }
  /** The user has to give a value first. */
  | { readonly kind: "suspended" }
  | { readonly kind: "failed"; readonly why: string };

const on: Flow = { kind: "on" };

/**
 * Run statements in order. The first `transition` stops the block; so does a `run` that fails and an expression without
 * a value (spec §5.10). Actions run here need no confirmation: the author, not the model, chose them.
 */
export async function* runStatements(
  running: Running,
  statements: readonly Statement[],
  frame: Frame,
): AsyncGenerator<TurnEvent, Flow> {
  for (const statement of statements) {
    const flow = yield* runStatement(running, statement, frame);
    if (flow.kind !== "on") return flow;
  }
  return on;
}

async function* runStatement(running: Running, statement: Statement, frame: Frame): AsyncGenerator<TurnEvent, Flow> {
  const scope = scopeOf(running, frame.problems, frame.outputs);
  try {
    switch (statement.kind) {
      case "text":
        frame.text?.push(render(statement.template, scope));
        return on;
      case "set": {
        const problem = yield* assign(running, statement.variable, evaluate(statement.value, scope), "set");
        if (problem) frame.problems.push(`line ${statement.span.start.line}: ${problem}`);
        return on;
      }
      case "collect":
        if (frame.form && asksFor(running, frame.form, statement)) {
          frame.text?.push(question(frame.form, statement.variable, render(statement.message, scope)));
        }
        return on;
      case "transition":
        return { kind: "goto", to: statement.to, by: "statement" };
      case "if": {
        const branch = statement.branches.find(({ when }) => truthy(evaluate(when, scope)));
        return yield* runStatements(running, branch?.then ?? statement.otherwise, frame);
      }
      case "run":
        return yield* runNow(running, statement, scope, frame);
    }
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError)) throw thrown;
    return { kind: "failed", why: `line ${thrown.span.start.line}: ${thrown.message}` };
  }
}

/** `run @actions.X`: its bindings see the outputs around it, its callbacks its own (spec §3.1). */
async function* runNow(
  running: Running,
  statement: Extract<Statement, { kind: "run" }>,
  scope: Scope,
  frame: Frame,
): AsyncGenerator<TurnEvent, Flow> {
  const definition = nodeOf(running.agent, running.node)?.actions[statement.action];
  if (!definition) return { kind: "failed", why: `there is no action "${statement.action}" in "${running.node}"` };
  const gathered = gatherInputs(definition, statement.bindings, scope, {});
  if (!gathered.ok) {
    const fields = fieldsToAsk(running, statement.bindings, gathered.missing);
    const askable = fields && gathered.missing.length === gathered.problems.length;
    if (!askable) return { kind: "failed", why: `${definition.name}: ${gathered.problems.join(" ")}` };
    yield* inquire(running, definition, fields);
    return { kind: "suspended" };
  }
  frame.actions.push(definition.name);
  const result = yield* runAction(running, definition, gathered.values);
  if (!result.ok) return { kind: "failed", why: `${definition.name}: ${result.message}` };
  return yield* runStatements(running, statement.then, { ...frame, outputs: result.outputs });
}
