// Why a client's call is refused, as a table: the known problems, each with one sentence and what cures it. An outsider is
// told little on purpose; here the records are looked at, for people who may see them.
import type { ConnectionStep, Fix } from "../../contract/setup-connect.ts";
import type { ListedApp } from "../../identity/apps/apps.ts";
import { runAsProblem } from "../../identity/apps/client.ts";
import { keyNames } from "../../models/keys.ts";
import type { AgentRow } from "../../store/agents.ts";
import type { MemberRow } from "../../store/members.ts";
import type { Heard } from "./client.ts";
import { change, edit, settingsOf, visit } from "./cures.ts";
import type { TurnFailure } from "./turn-failure.ts";

/** What is known of a call that failed. */
export interface Facts {
  readonly step: ConnectionStep;
  readonly heard: Heard;
  readonly app: ListedApp;
  /** Consumer keys of the app that work now: the one in force, and one that was rotated out. */
  readonly keys: readonly string[];
  readonly runAs: MemberRow | undefined;
  readonly agent: Pick<AgentRow, "id" | "label" | "developerName" | "activeVersionId">;
  /** Of a turn that failed: why, by its record. */
  readonly failure: TurnFailure | undefined;
  /** My Domain URL. */
  readonly origin: string;
  readonly given: { readonly consumerKey?: string; readonly consumerSecret?: string; readonly endpoint?: string };
}

interface KnownProblem {
  readonly name: string;
  readonly step?: ConnectionStep;
  readonly when: (facts: Facts) => boolean;
  readonly sentence: (facts: Facts) => string;
  readonly fix: (facts: Facts) => Fix | null;
}

const none = () => null;

/** The scopes that a refusal says are missing. */
const missing = ({ heard }: Facts) => /lacks the scope (.+?) \(it has/.exec(heard.message)?.[1]?.split(" ") ?? [];
const withheld = (facts: Facts) => missing(facts).filter((scope) => facts.app.scopes.includes(scope));

/** The first row that applies is the problem; the last one always does. */
const knownProblems: readonly KnownProblem[] = [
  {
    name: "unreachable",
    when: ({ heard }) => heard.status === 0,
    sentence: ({ origin, heard }) =>
      `Nobody answers at ${origin}, the My Domain URL, when this server calls it (${heard.message}). Look at the address and the proxy before it.`,
    fix: () => visit("Look at My Domain", "OrgDomain/home"),
  },
  {
    name: "not_this_server",
    when: ({ heard }) => heard.error === "unknown",
    sentence: ({ origin, heard }) =>
      `${origin} is answered by something else than this server: ${heard.message}. Clients that use it do not get here.`,
    fix: () => visit("Look at My Domain", "OrgDomain/home"),
  },
  {
    name: "app_disabled",
    step: "token",
    when: ({ app }) => !app.enabled,
    sentence: ({ app }) => `The app ${app.label} is disabled, so its consumer key is refused.`,
    fix: ({ app }) => ({
      ...{ label: "Enable the app", right: "manage_apps", call: "enableApp" },
      params: { app: app.apiName },
      body: { enabled: true },
    }),
  },
  {
    name: "key_unknown",
    step: "token",
    when: ({ given, keys }) => given.consumerKey !== undefined && !keys.includes(given.consumerKey),
    sentence: ({ app }) =>
      `The consumer key that the client sends is not, or no longer, one of ${app.label}: it was mistyped, or rotated and deleted.`,
    fix: ({ app }) => visit("Go to Consumer Key and Secret", settingsOf(app)),
  },
  {
    name: "too_many_failures",
    step: "token",
    when: ({ heard }) => heard.status === 429,
    sentence: ({ heard }) =>
      `The client has been refused too often: ${heard.message}. Correct what it sends, and wait.`,
    fix: none,
  },
  {
    name: "secret_wrong",
    step: "token",
    when: ({ heard }) => heard.error === "invalid_client",
    sentence: ({ app }) =>
      `The consumer secret that the client sends is not the one that goes with this key of ${app.label}: it was mistyped, or rotated since.`,
    fix: ({ app }) => visit("Go to Consumer Key and Secret", settingsOf(app)),
  },
  {
    name: "flow_off_in_settings",
    step: "token",
    when: ({ app }) => !app.settings.clientCredentials,
    sentence: ({ app }) => `The settings of ${app.label} do not have the client credentials flow.`,
    fix: (facts) =>
      change(facts, "Enable it in the settings", {
        clientCredentials: { settings: true, policies: facts.app.policies.clientCredentials },
      }),
  },
  {
    name: "flow_off_in_policies",
    step: "token",
    when: ({ app, runAs }) => !app.policies.clientCredentials && runAsProblem(runAs) === undefined,
    sentence: ({ app }) => `The policies of ${app.label} do not allow the client credentials flow.`,
    fix: (facts) =>
      change(facts, "Enable it in the policies", { clientCredentials: { settings: true, policies: true } }),
  },
  {
    name: "no_run_as",
    step: "token",
    when: ({ runAs }) => runAs === undefined,
    sentence: ({ app }) =>
      `The policies of ${app.label} name no Run As user, whom its tokens would act as, or do not allow the client credentials flow yet.`,
    fix: (facts) => edit(facts, "policies", "Choose the Run As user"),
  },
  {
    name: "run_as_inactive",
    step: "token",
    when: ({ runAs }) => runAs?.active === false,
    sentence: ({ app, runAs }) => `The Run As user of ${app.label}, ${runAs?.username}, is inactive.`,
    fix: ({ runAs }) => ({
      ...{ label: "Activate the user", right: "manage_users", call: "activateUser" },
      params: { user: runAs?.username ?? "" },
      body: { active: true },
    }),
  },
  {
    name: "not_permitted",
    step: "token",
    when: ({ heard }) => heard.error === "invalid_app_access",
    sentence: ({ app, runAs }) =>
      `${app.label} is for pre-authorized users, and its Run As user ${runAs?.username} holds none of its permission sets (${app.policies.permissionSets.join(", ") || "it names none"}).`,
    fix: (facts) => edit(facts, "policies", "Look at Permitted Users"),
  },
  {
    name: "address_untrusted",
    step: "token",
    when: ({ heard, app }) => heard.message === "authentication failure" && app.policies.trustedRanges.length > 0,
    sentence: ({ app }) =>
      `${app.label} gives tokens to its trusted IP ranges only (${app.policies.trustedRanges.join(", ")}), and this test calls from the server's own machine. Clients within the ranges are not affected.`,
    fix: (facts) => edit(facts, "policies", "Look at the trusted IP ranges"),
  },
  {
    name: "wrong_domain",
    step: "token",
    when: ({ heard }) => heard.message.includes("not supported on this domain"),
    sentence: ({ origin }) =>
      `What is sent to ${origin}, the My Domain URL, arrives here under another host name, which is no org's: the proxy between has to pass on the Host header as it came.`,
    fix: () => visit("Look at My Domain", "OrgDomain/home"),
  },
  {
    name: "token_opaque",
    step: "start",
    when: ({ app, heard }) => heard.message.includes("opaque") && !app.settings.namedUserJwt,
    sentence: ({ app }) =>
      `${app.label} gives opaque tokens, and the Agent API takes JWTs only: "Issue JSON Web Token (JWT)-based access tokens for named users" is off.`,
    fix: (facts) => change(facts, "Issue JWT-based access tokens", { namedUserJwt: true }),
  },
  {
    name: "scope_withheld",
    step: "start",
    when: (facts) => withheld(facts).length > 0,
    sentence: (facts) =>
      `The scope ${withheld(facts).join(" ")} is for holders of a permission set, and the Run As user ${facts.runAs?.username} is none.`,
    fix: () => visit("Go to Permission Sets", "PermSets/home"),
  },
  {
    name: "scope_missing",
    step: "start",
    when: (facts) => missing(facts).length > 0,
    sentence: (facts) =>
      `${facts.app.label} lacks the scope ${missing(facts).join(" ")}, which the Agent API asks for.`,
    fix: (facts) =>
      change(facts, `Add ${missing(facts).join(" ")}`, { scopes: [...facts.app.scopes, ...missing(facts)] }),
  },
  {
    name: "agent_inactive",
    step: "start",
    when: ({ agent, heard }) => agent.activeVersionId === null && heard.status === 422,
    sentence: ({ agent }) => `No version of the agent ${agent.label} is active.`,
    fix: ({ agent }) => ({
      ...{ label: "Activate the agent", right: "activate_agents", call: "activate" },
      params: { agent: agent.id },
      body: {},
    }),
  },
  {
    name: "wrong_endpoint",
    step: "start",
    when: ({ heard }) => heard.error === "EngineConfigLookupException",
    sentence: ({ origin }) =>
      `The client sends another instanceConfig.endpoint than the My Domain URL of this org. It has to be ${origin}.`,
    fix: () => visit("Copy Current My Domain URL", "OrgDomain/home"),
  },
  {
    name: "agent_kept",
    step: "start",
    when: ({ heard }) => heard.message.includes("names the agent"),
    sentence: ({ agent, runAs }) =>
      `The agent ${agent.label} is for holders of a permission set, and the Run As user ${runAs?.username} is none.`,
    fix: () => visit("Go to Permission Sets", "PermSets/home"),
  },
  {
    name: "agent_unserved",
    step: "start",
    when: ({ heard }) => heard.status === 412,
    sentence: ({ agent }) =>
      `${agent.label} is of a type that the Agent API does not serve: it takes service and employee agents.`,
    fix: ({ agent }) => visit("Open the agent", `EinsteinCopilot/${agent.id}/edit`),
  },
  {
    name: "model_key",
    step: "send",
    when: ({ failure }) => failure?.ofModel === true && keyNames.some((name) => failure.why.includes(name)),
    sentence: ({ agent, failure }) =>
      `The language model of ${agent.label} has no key that its provider takes. ${failure?.why}`,
    fix: () => visit("Go to Models", "Models/home", "manage_org"),
  },
  {
    name: "model_failed",
    step: "send",
    when: ({ failure }) => failure?.ofModel === true,
    sentence: ({ agent, failure }) => `The language model of ${agent.label} did not answer. ${failure?.why}`,
    fix: () => visit("Go to Models", "Models/home", "manage_org"),
  },
  {
    name: "turn_failed",
    step: "send",
    when: () => true,
    sentence: ({ agent, heard, failure }) =>
      `The agent ${agent.label} could not answer: ${failure?.why ?? heard.message}`,
    fix: ({ agent }) => visit("Open the agent", `EinsteinCopilot/${agent.id}/edit`),
  },
  {
    name: "refused",
    when: () => true,
    sentence: ({ heard }) => `The call was refused: ${heard.message}`,
    fix: none,
  },
];

/** What stands behind a call that failed. */
export function diagnose(facts: Facts): {
  readonly problem: string;
  readonly sentence: string;
  readonly fix: Fix | null;
} {
  const row = knownProblems.find(({ step, when }) => (step === undefined || step === facts.step) && when(facts));
  if (!row) throw new Error("The last known problem applies always");
  return { problem: row.name, sentence: row.sentence(facts), fix: row.fix(facts) };
}
