// `config`, `access`, `system` and `language`: who the agent is, and the rules its type brings (spec §2.1–§2.3, §2.5).
import { closest } from "../closest.ts";
import type { FileUpload, Identity, Languages } from "./agent.ts";
import { fieldFlag, fieldTerm, fieldText, fieldTexts, keySpan, localesIn } from "./fields.ts";
import type { Report } from "./report.ts";
import { blockOf, type Section } from "./shape.ts";
import { apiName, longestName, spellingFix } from "./spelling.ts";

const defaultType = "AgentforceServiceAgent";
const serviceTypes: ReadonlySet<string> = new Set(["agentforceserviceagent", "einsteinserviceagent"]);
const employeeType = "agentforceemployeeagent";
/** The types of agents there are. */
export const agentTypes: readonly string[] =
  `AgentforceServiceAgent AgentforceEmployeeAgent EinsteinServiceAgent EinsteinSDR SalesEinsteinCoach
  BankingServiceAgent ServicePlanner AppDevAgent CustomAgent LightningAppBuilder SalesCanvasAgent ScaleAgent
  ThirdPartyA2AAgent`.split(/\s+/);

/** A type as it is compared: without case and spaces. */
const plain = (type: string): string => type.toLowerCase().replaceAll(" ", "");

/** Whether agents of this type work for employees, and so have no user of their own. */
export const isEmployeeType = (type: string): boolean => plain(type) === employeeType;

/** Read the identity of an agent, and check what belongs together in it. */
export function readIdentity(root: Section, source: string, report: Report): Identity {
  const config = blockOf(root, "config");
  const text = (name: string) => fieldText(config, name, source);
  const developerName = text("developer_name") ?? text("agent_name") ?? "";
  const label = text("agent_label") ?? labelOf(developerName);
  const agentType = text("agent_type") ?? defaultType;
  if (config) checkConfig(config, source, report);
  return {
    developerName,
    label,
    description: text("agent_description") ?? text("description") ?? label,
    agentType,
    company: text("company"),
    role: text("role"),
    agentUser: readAgentUser(root, agentType, source, report),
    locale: readLocale(root, source, report) ?? text("user_locale"),
    languages: readLanguages(root, source),
    fileUpload: readFileUpload(config, source),
    resetToStart: readReset(config),
    starterPrompts: readPrompts(root, agentType, source, report),
    ...(fieldFlag(config, "enable_enhanced_event_logs") && { fullLogs: true as const }),
  };
}

/** `library_greeter` as people read it: "Library Greeter". */
const labelOf = (name: string): string =>
  name
    .split("_")
    .filter((word) => word !== "")
    .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
    .join(" ");

function checkConfig(config: Section, source: string, report: Report): void {
  const names = ["developer_name", "agent_name"].filter((name) => config.entries.has(name));
  const [first, second] = names;
  if (!first) {
    report.error("config-missing-agent-name", config.name.span, "`config` has no `developer_name`", {
      fix: 'Add `developer_name: "my_agent"`',
    });
  } else if (second) {
    report.error("config-duplicate-agent-name", keySpan(config, second), "The agent is named twice", {
      fix: "Keep `developer_name`",
    });
  }
  const name = first && fieldText(config, first, source);
  if (first && name !== undefined && (!apiName.test(name) || name.length > longestName)) {
    report.error(
      "invalid-key-pattern",
      fieldTerm(config, first)?.span ?? keySpan(config, first),
      `"${name}" is not an API name`,
      { fix: spellingFix },
    );
  }
  checkType(config, source, report);
  for (const key of config.entries.keys()) {
    if (/^additional_parameter__disable_graph_runtime$/i.test(key)) {
      report.error("disabled-additional-parameter", keySpan(config, key), `\`${key}\` is not allowed`, {
        fix: "Remove it",
      });
    } else if (key.startsWith("additional_parameter__") && key !== "additional_parameter__reset_to_initial_node") {
      report.info(
        "no-effect",
        keySpan(config, key),
        `\`${key}\` has no effect here: it is a parameter of the platform's planner`,
      );
    }
  }
}

function checkType(config: Section, source: string, report: Report): void {
  const type = fieldText(config, "agent_type", source);
  if (type === undefined) return;
  const span = fieldTerm(config, "agent_type")?.span ?? config.name.span;
  if (plain(type) === "agentforce(default)") {
    report.warning("agent-type-not-served", span, "The Agent API serves no agents of type Agentforce (Default)", {
      fix: "Use `AgentforceEmployeeAgent` or `AgentforceServiceAgent`",
    });
  } else if (!agentTypes.some((known) => plain(known) === plain(type))) {
    const meant = closest(type, agentTypes);
    const fix = meant ? `Did you mean "${meant}"?` : `Use one of: ${agentTypes.join(", ")}`;
    report.error("agent-type-not-allowed", span, `There is no agent type "${type}"`, { fix });
  }
}

/** The agent's own user: from `access`, else from `config`. Service agents need one. */
function readAgentUser(root: Section, type: string, source: string, report: Report): string | undefined {
  const config = blockOf(root, "config");
  const access = blockOf(root, "access");
  const places = [access, config].filter((section) => section?.entries.has("default_agent_user"));
  const [place, other] = places;
  const user = fieldText(place, "default_agent_user", source);
  const isService = serviceTypes.has(plain(type));
  if (other && user !== fieldText(other, "default_agent_user", source)) {
    report.warning(
      "config-default-agent-user-conflict",
      keySpan(other, "default_agent_user"),
      "`access` names another user, which counts",
      { fix: "Remove this one" },
    );
  }
  if (place && user === undefined && !isEmployeeType(type)) {
    report.error(
      "config-invalid-default-agent-user-none",
      keySpan(place, "default_agent_user"),
      `An agent of type ${type} cannot be without a user`,
      {
        fix: "Name a user",
      },
    );
  } else if (!user && isService && config?.entries.has("agent_type")) {
    report.error(
      "config-missing-default-agent-user",
      keySpan(config, "agent_type"),
      "A service agent needs a user to act as",
      {
        fix: 'Add `access:` with `default_agent_user: "user@example.com"`',
      },
    );
  }
  checkAccess(access, type, report);
  return user || undefined;
}

const recordRules = {
  sharing_policy: "access-sharing-policy-not-allowed",
  verified_customer_record_access: "access-verified-customer-record-access-not-allowed",
} as const;

function checkAccess(access: Section | undefined, type: string, report: Report): void {
  for (const [name, code] of Object.entries(recordRules)) {
    if (!access?.entries.has(name) || !isEmployeeType(type)) continue;
    report.error(code, keySpan(access, name), `An employee agent has no \`${name}\``, { fix: "Remove it" });
  }
}

/** `undefined` when there is none, or none that can be read, which was reported. */
function readFileUpload(config: Section | undefined, source: string): FileUpload | undefined {
  const block = blockOf(config, "file_upload");
  const mode = fieldText(block, "mode", source)?.toLowerCase();
  if (mode !== "auto" && mode !== "managed" && mode !== "disabled" && mode !== "error") return undefined;
  return { mode, message: fieldText(block, "message", source) };
}

function readReset(config: Section | undefined): boolean {
  const runtime = blockOf(config, "runtime");
  return (
    fieldFlag(config, "additional_parameter__reset_to_initial_node") ??
    fieldFlag(runtime, "reset_to_initial_node") ??
    true
  );
}

function readLocale(root: Section, source: string, report: Report): string | undefined {
  const language = blockOf(root, "language");
  if (!language) return undefined;
  const adaptive = fieldFlag(language, "adaptive") === true;
  if (adaptive && language.entries.size > 1) {
    report.warning("adaptive-language-overrides", language.name.span, "`adaptive: True` overrides the other fields", {
      fix: "Remove them",
    });
  } else if (!adaptive && !language.entries.has("default_locale")) {
    report.error("missing-required-field", language.name.span, "`language` has no `default_locale`", {
      fix: 'Add `default_locale: "en_US"`',
    });
  }
  return adaptive ? undefined : fieldText(language, "default_locale", source);
}

function readLanguages(root: Section, source: string): Languages | undefined {
  const language = blockOf(root, "language");
  if (!language) return undefined;
  return {
    adaptive: fieldFlag(language, "adaptive") === true,
    additional: localesIn(language, source),
    all: fieldFlag(language, "all_additional_locales") === true,
  };
}

function readPrompts(root: Section, type: string, source: string, report: Report): readonly string[] {
  const system = blockOf(root, "system");
  const prompts = blockOf(system, "recommended_prompts");
  if (!system || !prompts) return [];
  if (!isEmployeeType(type)) {
    report.error(
      "recommended-prompts-agent-type",
      keySpan(system, "recommended_prompts"),
      "Only employee agents recommend prompts",
      {
        fix: "Remove them, or set `agent_type` to `AgentforceEmployeeAgent`",
      },
    );
  }
  const texts = fieldTexts(prompts, "starter_prompts", source);
  for (const text of texts) {
    if (text.length >= 1 && text.length <= 50) continue;
    const code = text.length < 1 ? "constraint-min-length" : "constraint-max-length";
    report.error(code, keySpan(prompts, "starter_prompts"), "A starter prompt has 1 to 50 characters", {
      fix: "Shorten it",
    });
  }
  return fieldFlag(prompts, "welcome_screen") === false ? [] : texts;
}
