// Rules for the text of single fields: locales, targets, model names (spec §2.5, §2.6, §2.9, §2.11–§2.14).
import { closest } from "../closest.ts";
import type { Report } from "./report.ts";
import type { Field } from "./schema-field.ts";
import { apiName } from "./spelling.ts";
import type { Span } from "./tree.ts";

/** Locales an agent can speak. */
export const locales: ReadonlySet<string> = new Set(
  `en_US en_GB en_AU fr fr_CA it de es es_MX ca nl_NL nl_BE da no sv fi bs is sk ja zh_CN zh_TW ko hi in tl th vi ms bn gu
  kn ml mr pa ta te ur kk pt_PT pt_BR iw ar tr fa af hy mi bg hr cs et el hu pl ro lt lv mk ru sr uk`.split(/\s+/),
);

/** Schemes of action targets. */
export const targetSchemes: ReadonlySet<string> = new Set(
  `api apex apexRest auraEnabled cdpMlPrediction createCatalogItemRequest decisionTableAction executeIntegrationProcedure
  expressionSet externalConnector externalService flow generatePromptResponse integrationProcedureAction mcpTool
  platformMcpTool namedQuery placeholder prompt quickAction retriever runExpressionSet serviceCatalog slack
  standardInvocableAction`.split(/\s+/),
);

type Check = (text: string, span: Span, report: Report) => void;

function checkLocale(text: string, span: Span, report: Report): void {
  if (locales.has(text)) return;
  const [language = ""] = text.split(/[_-]/);
  const meant = closest(text.replace("-", "_"), locales) ?? (locales.has(language) ? language : undefined);
  const fix = meant ? `Did you mean \`${meant}\`?` : "Use a locale such as `en_US` or `de`";
  report.error("schema-validation", span, `\`${text}\` is not a locale the language knows`, { fix });
}

function checkTarget(text: string, span: Span, report: Report): void {
  const [, scheme = "", name = ""] = /^([A-Za-z]\w*):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === "" || name.trim() === "") {
    const fix = "Write it as `scheme://Name`, such as `flow://Get_Order`";
    report.error("invalid-action-target", span, `\`${text}\` is not the target of an action`, { fix });
  } else if (!targetSchemes.has(scheme)) {
    const meant = closest(scheme, targetSchemes);
    const fix = meant ? `Did you mean \`${meant}://\`?` : "Use a scheme such as `flow`, `apex` or `mcpTool`";
    report.error("invalid-action-target", span, `\`${scheme}\` is not a scheme of action targets`, { fix });
  } else if (scheme === "placeholder") {
    report.warning("placeholder-action-target", span, "A placeholder leads nowhere", { fix: "Name the real target" });
  }
}

function checkSkill(text: string, span: Span, report: Report): void {
  if (/^skill:\/\/./i.test(text)) return;
  const fix = "Write it as `skill://Name`";
  report.error("invalid-skill-target", span, `\`${text}\` is not the target of a skill`, { fix });
}

/** Target of a `connected_subagent` (spec §2.14). */
function checkAgentTarget(text: string, span: Span, report: Report): void {
  const [, scheme = "", name = ""] = /^(?:(\w+):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme !== "agentforce" && scheme !== "agent") {
    const fix = `Write \`agentforce://${name}\``;
    report.error("connected-agent-unsupported-scheme", span, `\`${text}\` is not the target of an agent`, { fix });
  } else if (!apiName.test(name)) {
    const fix = "Begin with a letter; use letters, digits and single `_`, none at the end";
    report.error("invalid-connected-subagent-target-name", span, `\`${name}\` is not the API name of an agent`, {
      fix,
    });
  }
}

/** Schemes of what makes a reply in a response format. */
export const formatSchemes: ReadonlySet<string> = new Set(
  "apex flow standardInvocableAction prompt generatePromptResponse system".split(" "),
);
const systemFormats: ReadonlySet<string> = new Set(
  "MessagingRichLink MessagingChoices MessagingChoicesWithImages MessagingTimePicker ESTypeMessage".split(" "),
);

/** Target of a response format (spec §2.6). */
function checkFormatTarget(text: string, span: Span, report: Report): void {
  const [, scheme = "", name = ""] = /^([A-Za-z]\w*):\/\/((?:(?!:\/\/).)+)$/.exec(text) ?? [];
  const list = (names: ReadonlySet<string>) => `Use one of: ${[...names].join(", ")}`;
  if (name.trim() === "") {
    const fix = "Write it as `scheme://Name`, such as `apex://Renderer`";
    report.error("response-format-invalid-target", span, `\`${text}\` is not the target of a format`, { fix });
  } else if (!formatSchemes.has(scheme)) {
    const message = `\`${scheme}\` is not a scheme of response formats`;
    report.error("response-format-unsupported-target-scheme", span, message, { fix: list(formatSchemes) });
  } else if (scheme === "system" && !systemFormats.has(name)) {
    const message = `The platform has no format \`${name}\``;
    report.warning("response-format-unknown-system-target", span, message, { fix: list(systemFormats) });
  }
}

export const checks: Readonly<Record<NonNullable<Field["check"]>, Check>> = {
  locale: checkLocale,
  locales: (text, span, report) => {
    for (const locale of text.split(",")) if (locale.trim() !== "") checkLocale(locale.trim(), span, report);
  },
  target: checkTarget,
  skill: checkSkill,
  agent: checkAgentTarget,
  format: checkFormatTarget,
  model: (text, span, report) => {
    if (/^\w[\w+.-]*:\/\/./.test(text)) return;
    const fix = `Write \`model://${text}\``;
    report.error("constraint-pattern", span, "A model is named with a scheme", { fix });
  },
};
