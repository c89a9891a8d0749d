// Rules for the text of single fields: locales, action targets, model names (spec §2.5, §2.9, §2.12).
import { closest } from "../closest.ts";
import type { Report } from "./report.ts";
import type { Field } from "./schema-field.ts";
import type { Span } from "./tree.ts";

const locales: ReadonlySet<string> = new Set(
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
  report.error("constraint-enum", span, `\`${text}\` is not a locale the language knows`, { fix });
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

export const checks: Readonly<Record<NonNullable<Field["check"]>, Check>> = {
  locale: checkLocale,
  locales: (text, span, report) => {
    for (const locale of text.split(",")) if (locale.trim() !== "") checkLocale(locale.trim(), span, report);
  },
  target: checkTarget,
  model: (text, span, report) => {
    if (/^\w[\w+.-]*:\/\/./.test(text)) return;
    const fix = `Write \`model://${text}\``;
    report.error("constraint-pattern", span, "A model is named with a scheme", { fix });
  },
};
