// `connected_subagent` as a node: another agent, what it is told, and what follows its answer (spec §2.14).
import type { Element } from "../syntax.ts";
import { declaredIn } from "./declaration.ts";
import { valueText } from "./expression.ts";
import { below, describedAt, entriesOf, flagAt, type Lines, linesOf, textAt } from "./fields.ts";
import { defined, filled, type JsonObject, some } from "./json.ts";
import { lowerProcedure } from "./lower.ts";
import { type Names, outermost, type Place } from "./names.ts";
import { statementsOf } from "./node.ts";
import { addressOf, titled } from "./text.ts";

/** The node of a connected agent. A target without a scheme is taken for the name of an external service. */
export function lowerRelatedAgent(name: string, element: Element, names: Names): JsonObject {
  const lines = linesOf(element, names);
  const place = outermost(names);
  const { scheme, path } = addressOf(textAt(lines, "target") ?? name);
  return defined({
    type: "related_agent",
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    description: describedAt(lines, "description") ?? "",
    invocation_target_type: scheme || "externalService",
    invocation_target_name: path || name,
    loading_text: textAt(lines, "loading_text"),
    delegate_escalation: flagAt(lines, "delegate_escalation"),
    bound_inputs: filled(boundIn(below(lines, "inputs"), place)),
    after_response: some(lowerProcedure(statementsOf(lines, "after_response"), place)),
  });
}

const boundIn = (inputs: Lines, place: Place): JsonObject =>
  Object.fromEntries(
    [...entriesOf(inputs)].flatMap(([name, element]) => {
      const { default: term } = declaredIn(element);
      return term ? [[name, valueText(term, place)]] : [];
    }),
  );
