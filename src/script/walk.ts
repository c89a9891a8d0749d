// Goes through expressions and statements, each with everything inside it.
import type { Expression, Statement } from "./tree.ts";

/** The expressions directly inside one. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "template":
      return expression.template.parts.filter((part) => typeof part !== "string");
    case "member":
      return [expression.of];
    case "index":
      return [expression.of, expression.at];
    case "call":
      return expression.args;
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.then, expression.when, expression.otherwise];
    case "list":
      return expression.items;
    case "dict":
      return expression.entries.map((entry) => entry.value);
    default:
      return [];
  }
}

/** An expression and all that is inside it. */
export function* expressionsIn(expression: Expression): Generator<Expression> {
  const waiting = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    for (const part of partsOf(next)) waiting.push(part);
  }
}

/** Statements and all that are inside them, with whether they stand under a condition. */
export function* statementsIn(
  statements: readonly Statement[],
  conditional = false,
): Generator<{ readonly statement: Statement; readonly conditional: boolean }> {
  for (const statement of statements) {
    yield { statement, conditional };
    if (statement.kind === "run") yield* statementsIn(statement.then, true);
    if (statement.kind !== "if") continue;
    for (const branch of statement.branches) yield* statementsIn(branch.then, true);
    yield* statementsIn(statement.otherwise, true);
  }
}
