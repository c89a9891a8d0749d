// Statements of a procedure, of a callback or of a tool's body, with the rules of where each may stand (spec §3.1, §3.2).
import type { ActionDefinition } from "./agent.ts";
import { checkAssignment, noteSecret } from "./check-assignment.ts";
import { noteMention, noteWay, type Place } from "./names.ts";
import { checkBindings, readBindings } from "./read-bindings.ts";
import { readCollect } from "./read-collect.ts";
import { readTarget, transitionTarget } from "./read-transition.ts";
import { resolve, resolveText } from "./resolve.ts";
import { reportUndefined } from "./resolve-reference.ts";
import type { Item, Term } from "./syntax.ts";
import type { Statement } from "./tree.ts";

/** Where statements stand: what they may be there. */
export interface Frame {
  readonly place: Place;
  /** Whether they make the prompt: add text, and collect values. */
  readonly text: boolean;
  /** Whether they stand in a branch of an `if`. */
  readonly branch: boolean;
  /** Statements of these kinds are run here, but Agentforce leaves them out (spec §3.1). */
  readonly leftOut: ReadonlySet<Item["kind"]>;
  /** Name of the field, for messages. */
  readonly path: string;
}

const nothing: ReadonlySet<Item["kind"]> = new Set();

/** Statements that stand alone: `before_reasoning`, `reasoning.instructions`, `after_reasoning`. */
export function readProcedure(items: readonly Item[], place: Place, path: string, text: boolean): readonly Statement[] {
  return readStatements(items, { place, text, path, branch: false, leftOut: nothing });
}

/** Read statements in order. What cannot be read is reported and left out. */
export function readStatements(items: readonly Item[], frame: Frame): readonly Statement[] {
  const statements: Statement[] = [];
  let left = false;
  for (const item of items) {
    if (left && item.kind !== "damaged") {
      frame.place.report.warning("unreachable-code", item.span, "Nothing is run after a `transition`", {
        fix: "Remove it, or move it before",
      });
      left = false;
    }
    if (frame.leftOut.has(item.kind)) warnLeftOut(item, frame);
    const statement = readStatement(item, frame);
    if (statement) statements.push(statement);
    if (statement && alwaysLeaves(statement)) left = true;
  }
  return statements;
}

/** Whether a statement always ends in a transition. */
export function alwaysLeaves(statement: Statement): boolean {
  if (statement.kind === "transition") return true;
  if (statement.kind !== "if" || statement.otherwise.length === 0) return false;
  return [...statement.branches.map((branch) => branch.then), statement.otherwise].every((body) =>
    body.some(alwaysLeaves),
  );
}

function warnLeftOut(item: Item, { place }: Frame): void {
  const message = `\`${item.kind}\` is run here, but Agentforce leaves it out at this place`;
  place.report.warning("agentforce-compiler-ignores", item.span, message, {
    fix: "Keep the result in a variable and act on it later",
  });
}

function readStatement(item: Item, frame: Frame): Statement | undefined {
  const { place } = frame;
  switch (item.kind) {
    case "value":
      return readText(item.term, frame);
    case "set":
      return readSet(item, place);
    case "run":
      return readRun(item, frame);
    case "transition": {
      const to = transitionTarget(item.clauses, item.span, place);
      if (to === undefined) return undefined;
      noteWay(place, to);
      return { kind: "transition", to, span: item.span };
    }
    case "if":
      return readIf(item, frame);
    case "collect":
      return readCollect(item, place, frame.text);
    case "available":
      place.report.error("available-when-outside-tool", item.span, "`available when` belongs to a tool", {
        fix: "Use `if` here",
      });
      return undefined;
    case "with":
    case "to":
      place.report.error("syntax-error", item.span, `\`${item.kind}\` has nothing to belong to here`, {
        fix: item.kind === "with" ? "Write it below `run`, or below a tool" : "Write `transition to …`",
      });
      return undefined;
    case "element":
      place.report.error(
        "syntax-error",
        item.span,
        `\`${item.words[0]?.text}:\` is a field, and \`${frame.path}\` holds statements`,
        {
          fix: "Check its indentation",
        },
      );
      return undefined;
    case "entry":
      place.report.error("invalid-sequence-element", item.span, `\`${frame.path}\` holds statements, not a list`, {
        fix: "Write text after `|`",
      });
      return undefined;
    case "damaged":
      return undefined;
  }
}

function readText(term: Term, { place, text, path }: Frame): Statement | undefined {
  if (term.kind === "missing") return undefined;
  if (term.kind === "name" && term.text === "escalate") {
    place.report.error("not-supported-yet", term.span, "`escalate` as a statement is not supported by this version", {
      fix: "Offer the model a tool that leads to `@utils.escalate`",
    });
    return undefined;
  }
  if (term.kind !== "template") {
    place.report.error("syntax-error", term.span, "A value alone does nothing", {
      fix: "Write text after `|`, or begin with `set`, `run` or `transition`",
    });
    return undefined;
  }
  if (text) return { kind: "text", template: resolveText(term, place), span: term.span };
  place.report.error("template-in-deterministic-procedure", term.span, `Text has no place in \`${path}\``, {
    fix: "Move it to `reasoning.instructions`",
  });
  return undefined;
}

function readSet(item: Extract<Item, { kind: "set" }>, place: Place): Statement | undefined {
  const value = resolve(item.value, { ...place, interpolates: true });
  const variable = readTarget(item.target, "variables", place);
  if (variable === undefined) return undefined;
  const declared = place.names.variables.get(variable);
  if (!declared) {
    reportUndefined("variables", variable, item.target.span, place.names.variables.keys(), place);
    return undefined;
  }
  place.findings.used.add(variable);
  noteMention(place, { kind: "variable", name: variable, scope: "" }, item.target.span);
  checkAssignment(declared, value, item.target.span, place);
  noteSecret(variable, value, place);
  return { kind: "set", variable, value, span: item.span };
}

const leftOutBelowRun: ReadonlySet<Item["kind"]> = new Set<Item["kind"]>(["if", "transition", "run"]);

function readRun(item: Extract<Item, { kind: "run" }>, frame: Frame): Statement | undefined {
  const { place } = frame;
  const name = readTarget(item.target, "actions", place);
  const body = item.body?.items ?? [];
  if (name === undefined) return undefined;
  const action = place.actions.get(name);
  if (!action) reportRun(name, item.target, place);
  else noteMention(place, { kind: "action", name, scope: place.node ?? "" }, item.target.span);
  const bindings = readBindings(body, place);
  if (action) checkBindings(bindings, action, item.target.span, place);
  const callbacks = body.filter((below) => below.kind !== "with");
  const inner = { ...place, outputs: action ?? unknownAction(name, item.span) };
  const then = readStatements(callbacks, {
    ...frame,
    place: inner,
    text: false,
    branch: false,
    leftOut: leftOutBelowRun,
    path: "run",
  });
  return { kind: "run", action: name, bindings, then, span: item.span };
}

/** Stands for an action that does not exist, so that its callback brings no further problems. */
export const unknownAction = (name: string, span: Term["span"]): ActionDefinition => ({
  name,
  target: "",
  inputs: [],
  outputs: [],
  confirm: false,
  span,
});

function reportRun(name: string, target: Term, place: Place): void {
  const behind = place.tools.get(name);
  if (behind === undefined || !place.actions.has(behind)) {
    reportUndefined("actions", name, target.span, place.actions.keys(), place);
    return;
  }
  place.report.error(
    "run-targets-tool-alias",
    target.span,
    `\`${name}\` is a tool; \`run\` takes the action behind it`,
    {
      fix: `Write \`run @actions.${behind}\``,
      edits: [{ span: target.span, text: `@actions.${behind}` }],
    },
  );
}

function readIf(item: Extract<Item, { kind: "if" }>, frame: Frame): Statement {
  const { place } = frame;
  if (frame.branch) {
    const fix = "Join the conditions with `and`, or use `else if`";
    if (place.options.allowNestedIf)
      place.report.warning("unsupported-nested-if", item.span, "Agentforce refuses an `if` inside another", { fix });
    else place.report.error("unsupported-nested-if", item.span, "An `if` cannot stand inside another", { fix });
  }
  const inner = { ...frame, branch: true, leftOut: nothing };
  const branches = item.branches.map((branch) => {
    const then = readStatements(branch.body.items, inner);
    return { when: resolve(branch.when, place), then };
  });
  return { kind: "if", branches, otherwise: readStatements(item.otherwise?.items ?? [], inner), span: item.span };
}
