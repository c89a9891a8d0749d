// Router nodes: nodes whose model picks one of their transitions and does nothing else (spec §2.9, §5.7).
import type { Tool } from "./agent.ts";
import { keySpan } from "./fields.ts";
import type { Report } from "./report.ts";
import type { Section } from "./shape.ts";

/** Whether the model a node names for itself makes it a router. */
export const isRouterModel = (uri: string | undefined): boolean =>
  uri?.startsWith("model://sfdc_ai__DefaultEinsteinHyperClassifier") === true;

const hooks = {
  before_reasoning: "hyperclassifier-before-reasoning",
  after_reasoning: "hyperclassifier-after-reasoning",
} as const;

/** Check that a router has transitions only, and no hooks. */
export function checkRouter(section: Section, tools: readonly Tool[], report: Report): void {
  for (const { name, target, span } of tools) {
    if (target.kind === "transition") continue;
    const message = `The model of this subagent only picks transitions, and \`${name}\` is none`;
    const fix = "Move the tool to a subagent behind a transition, or name another model";
    report.error("hyperclassifier-non-transition", span, message, { fix });
  }
  for (const [field, code] of Object.entries(hooks)) {
    if (!section.entries.has(field)) continue;
    const message = `A subagent with this model has no \`${field}\``;
    report.error(code, keySpan(section, field), message, { fix: "Move it to the subagents behind its transitions" });
  }
}
