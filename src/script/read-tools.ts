// `reasoning.actions`: the tools offered to the model, and what each does when it is called (spec §2.13).
import { closest } from "../closest.ts";
import type { ActionDefinition, Tool, ToolTarget } from "./agent.ts";
import { fieldText } from "./fields.ts";
import { inferType, typeText } from "./infer.ts";
import { noteMention, type Place } from "./names.ts";
import { checkDeveloperName } from "./read-actions.ts";
import { checkInputs, readBindings } from "./read-bindings.ts";
import { type Frame, readStatements, unknownAction } from "./read-procedure.ts";
import { resolve } from "./resolve.ts";
import type { Section } from "./shape.ts";
import type { Item } from "./syntax.ts";
import { bodyOf, mended, readToolTarget, reportMended } from "./tool-target.ts";
import type { Binding, Expression, Statement } from "./tree.ts";

/** Read the tools that can be read. */
export function readTools(sections: readonly Section[], place: Place): readonly Tool[] {
  checkLabels(sections, place);
  return sections.flatMap((section) => readTool(section, place) ?? []);
}

/** Agentforce shows the model a tool's label as its name, where it has one (spec §2.13). */
function checkLabels(sections: readonly Section[], { source, report }: Place): void {
  const taken = new Set<string>();
  for (const section of sections) {
    const name = fieldText(section, "label", source) ?? section.name.text;
    if (taken.has(name)) {
      const message = `Agentforce names two tools of this subagent "${name}"`;
      report.warning("duplicate-tool-name", section.name.span, message, { fix: "Change its label" });
    }
    taken.add(name);
  }
}

function readTool(written: Section, place: Place): Tool | undefined {
  const section = mended(written);
  const { name, span } = section;
  if (section !== written) reportMended(written, section, place);
  checkDeveloperName(name, "a tool", place.report);
  const items = bodyOf(section);
  const target = readToolTarget(section, place);
  const bindings = readBindings(items, place);
  const available = readAvailable(items, place);
  const body = items.filter((item) => item.kind !== "with" && item.kind !== "available");
  if (!target) {
    // The body is read all the same, so that the variables in it count as used.
    readStatements(body, bodyFrame(unknownAction(name.text, span), place));
    return undefined;
  }
  const then = readBody(body, target, place);
  return {
    name: name.text,
    target,
    description: describe(section, target, place),
    available,
    bindings: checkToolBindings(bindings, target, section, place),
    then,
    span,
  };
}

const standard: Partial<Readonly<Record<ToolTarget["kind"], string>>> = {
  escalate: "Escalate to human agent",
  endSession: "End the session",
};

function describe(section: Section, target: ToolTarget, { source, actions, names }: Place): string {
  const own = fieldText(section, "description", source);
  if (own !== undefined) return own;
  if (target.kind === "action") return actions.get(target.action)?.description ?? "";
  if (target.kind === "connected" || target.kind === "delegate" || target.kind === "transition")
    return names.nodes.get(target.to)?.description ?? names.connected.get(target.to)?.description ?? "";
  return standard[target.kind] ?? "";
}

function readAvailable(items: readonly Item[], place: Place): Expression | undefined {
  const conditions = items.filter((item) => item.kind === "available");
  for (const item of conditions.slice(0, -1)) {
    place.report.warning("duplicate-clause", item.span, "The last `available when` counts; this one does nothing", {
      fix: "Join the conditions with `and`",
    });
  }
  const resolved = conditions.map((item) => resolve(item.when, place));
  const when = resolved.at(-1);
  const type = when && inferType(when, place);
  if (when && type && (type.of !== "boolean" || type.list) && type.of !== "object") {
    place.report.warning(
      "available-when-non-boolean",
      when.span,
      `This condition is ${typeText(type)}, not True or False`,
      {
        fix: "Compare it with something",
      },
    );
  }
  return when;
}

function checkToolBindings(
  bindings: readonly Binding[],
  target: ToolTarget,
  section: Section,
  place: Place,
): readonly Binding[] {
  if (target.kind === "setVariables") return bindings.filter((binding) => checkVariable(binding, place));
  const action = target.kind === "action" ? place.actions.get(target.action) : undefined;
  if (action) {
    checkInputs(bindings, action, "action-unknown-input", `${place.node}.${action.name}`, place);
    tellUnbound(bindings, action, section, place);
    return bindings;
  }
  const connected = target.kind === "connected" ? place.names.connected.get(target.to) : undefined;
  if (connected) {
    checkInputs(bindings, connected, "action-unknown-input", connected.name, place);
    return bindings;
  }
  for (const { name, span } of bindings) {
    place.report.warning("ignored-clause", span, `\`with ${name}\` does nothing: this tool takes no inputs`, {
      fix: "Remove it",
    });
  }
  return [];
}

/** Whether `with name=…` of a `setVariables` tool names a variable that can be set. */
function checkVariable({ name, span }: Binding, place: Place): boolean {
  const { names, report, findings } = place;
  const variable = names.variables.get(name);
  if (!variable) {
    report.error("set-variables-unknown-variable", span, `There is no variable \`${name}\``, {
      fix: "Declare it in `variables`, as `mutable`",
    });
    return false;
  }
  findings.used.add(name);
  noteMention(place, { kind: "variable", name, scope: "" }, span, "first");
  if (variable.kind === "mutable") return true;
  report.error("set-variables-immutable-target", span, `\`${name}\` is ${variable.kind} and cannot be set`, {
    fix: "Declare it `mutable`",
  });
  return false;
}

/** Say once for a tool which inputs nobody binds, and what that means for them (spec §4). */
function tellUnbound(
  bindings: readonly Binding[],
  action: ActionDefinition,
  { name }: Section,
  { report }: Place,
): void {
  if (!report.complete() || report.crowded()) return;
  const names = action.inputs.map((input) => input.name);
  const bound = new Set(bindings.map(({ name: given }) => (names.includes(given) ? given : closest(given, names))));
  const unbound = action.inputs.filter((input) => input.default === undefined && !bound.has(input.name));
  const tell = (inputs: ActionDefinition["inputs"], what: string) => {
    if (inputs.length === 0) return;
    const listed = inputs.map((input) => `\`${input.name}\``).join(", ");
    const fix = `Add \`with ${inputs[0]?.name}=...\` to say so`;
    report.info("action-missing-input", name.span, `Without a \`with\`, the model ${what} ${listed}`, { fix });
  };
  tell(
    unbound.filter((input) => input.required),
    "fills",
  );
  tell(
    unbound.filter((input) => !input.required),
    "is not offered",
  );
}

const none: ReadonlySet<Item["kind"]> = new Set();
const transitions: ReadonlySet<Item["kind"]> = new Set<Item["kind"]>(["transition"]);

function readBody(items: readonly Item[], target: ToolTarget, place: Place): readonly Statement[] {
  const action = target.kind === "action" ? place.actions.get(target.action) : undefined;
  for (const item of items) checkFollowUp(item, target, place);
  return readStatements(items, bodyFrame(action, place));
}

const bodyFrame = (action: ActionDefinition | undefined, place: Place): Frame => ({
  place: action ? { ...place, outputs: action } : place,
  text: false,
  branch: false,
  leftOut: action ? transitions : none,
  path: "reasoning.actions",
});

/** Agentforce runs nothing after tools that are no actions; here they run, except where they make no sense. */
function checkFollowUp(item: Item, target: ToolTarget, { report }: Place): void {
  if (item.kind !== "set" && item.kind !== "run" && item.kind !== "transition" && item.kind !== "if") return;
  if (target.kind === "setVariables" && (item.kind === "run" || item.kind === "transition")) {
    report.error("set-variables-follow-up", item.span, `A \`setVariables\` tool has no \`${item.kind}\``, {
      fix: "Do it in `reasoning.instructions`",
    });
  } else if (target.kind === "transition" && item.kind === "transition") {
    report.error("transition-multiple-targets", item.span, "This tool leads elsewhere already", {
      fix: "Keep one `to`",
    });
  } else if (target.kind !== "action" && target.kind !== "setVariables") {
    report.warning(
      "ignored-clause",
      item.span,
      `\`${item.kind}\` below this tool is run here, but Agentforce leaves it out`,
      { fix: target.kind === "connected" ? "Do it in `after_response`" : "Do it in the subagent that follows" },
    );
  }
}
