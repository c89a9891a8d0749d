// Asking the user for one thing after another: the `collect` statements of a node (agent-script spec §5.9).
//   C1. The first step without a value is asked for, and no other.
//   C2. While one is asked for, the next turn begins in this node.
//   C3. A branch whose condition does not hold asks for nothing, so a form never waits for a field nobody asks.
import type { Node } from "../script/agent.ts";
import type { Statement } from "../script/tree.ts";
import { addedTool, type LiveTool } from "./live-tool.ts";
import type { Running } from "./running.ts";

type Collect = Extract<Statement, { kind: "collect" }>;

const CAPTURE = "Note the details the user gives, as they come.";
const CANCEL = "Stop asking: the user has changed their mind or wants something else.";

/** The form of a node, as one resolution of its instructions finds it. */
export interface Form {
  readonly node: string;
  /** A step is complete when one of its fields has a value: a `collect`, or neighbouring branches with some inside. */
  readonly steps: readonly (readonly Collect[])[];
  /** Whether the author has statements after the last step. */
  readonly goesOn: boolean;
  /** The variable that is asked for. */
  asked: string | undefined;
}

/** The form of a node that has one, unless the user has cancelled it in this turn. */
export function formOf(running: Running, node: Node): Form | undefined {
  const steps = stepsOf(node.instructions);
  if (steps.length === 0 || running.cancelled.has(node.name)) return undefined;
  const last = node.instructions.at(-1);
  return { node: node.name, steps, goesOn: last !== undefined && collectsIn(last).length === 0, asked: undefined };
}

/** What instructions collect, step by step; none where they collect nothing. */
export function stepsOf(statements: readonly Statement[]): Collect[][] {
  const steps: Collect[][] = [];
  let branch: Collect[] | undefined;
  for (const statement of statements) {
    const collects = collectsIn(statement);
    if (branch && statement.kind === "if" && collects.length > 0) {
      branch.push(...collects);
    } else {
      branch = statement.kind === "if" && collects.length > 0 ? collects : undefined;
      if (collects.length > 0) steps.push(collects);
    }
  }
  return steps;
}

function collectsIn(statement: Statement): Collect[] {
  if (statement.kind === "collect") return [statement];
  if (statement.kind !== "if") return [];
  return [...statement.branches.flatMap(({ then }) => then), ...statement.otherwise].flatMap(collectsIn);
}

/** Whether a `collect` that is reached is the one to ask for; from then on no other is. */
export function asksFor(running: Running, form: Form | undefined, collect: Collect): boolean {
  if (!form || form.asked !== undefined) return false;
  const fields = form.steps.find((step) => step.includes(collect)) ?? [collect];
  if (fields.some(({ variable }) => (running.variables[variable] ?? null) !== null)) return false;
  form.asked = collect.variable;
  return true;
}

/** What the model is told to ask. The message is the author's, word for word. */
export const question = (form: Form, variable: string, message: string): string =>
  `Ask the user for ${variable}. Use exactly this message: "${message}" When they answer, call ${captureName(form.node)} with ${variable}.`;

/** The last line of the instructions of a node with a form. */
export function lastLine(form: Form): readonly string[] {
  if (form.asked !== undefined) {
    return [`When the user no longer wants this, or wants something else, ask no more: call ${cancelName(form.node)}.`];
  }
  return form.goesOn ? [] : ["All required details are collected. Do not ask for anything further."];
}

/** The tools that fill and leave the form, while something is asked for. */
export function formTools(node: Node, form: Form | undefined): readonly LiveTool[] {
  if (form?.asked === undefined) return [];
  const { span } = node;
  const fields = [...new Set(form.steps.flat().map(({ variable }) => variable))];
  const bindings = fields.map((name) => ({ name, value: { kind: "slot", span } as const, span }));
  return [
    addedTool(captureName(node.name), { kind: "setVariables" }, CAPTURE, span, bindings),
    addedTool(cancelName(node.name), { kind: "cancelCollect" }, CANCEL, span),
  ];
}

/** The user changed their mind: nothing is asked for in the rest of the turn, and the next one begins as any other. */
export function cancelForm(running: Running): { readonly status: string } {
  running.cancelled.add(running.node);
  running.resume = undefined;
  return { status: "No more is asked. See what the user wants instead." };
}

const captureName = (node: string) => `capture_${node}_fields`;
const cancelName = (node: string) => `cancel_${node}_collect`;
