// The policies of an external client app as data: the fields of the Policies tab, under the labels that guides name.
import type { LimitName } from "../../../contract/limits.ts";
import type { Field, Group } from "./field-types.ts";

const oauthFlows: Group = {
  title: "OAuth Flows and External Client App Enhancements",
  fields: [
    {
      name: "clientCredentials.policies",
      label: "Enable Client Credentials Flow",
      kind: "check",
      about: "The settings must have the flow, too.",
    },
    {
      name: "runAs",
      label: "Run As (Username)",
      kind: "runAs",
      about: "Whom the app's own tokens act as: a user with API access and nothing more than the client needs.",
    },
    { name: "tokenExchangeAllowed", kept: true, label: "Enable Token Exchange Flow", kind: "check" },
    {
      name: "guestCodeCredentials",
      kept: true,
      label: "Enable Authorization Code and Credentials Flow for Guests",
      kind: "check",
    },
    { name: "apexHandler", kept: true, label: "Apex Handler", kind: "text" },
    { name: "apexHandlerRunsAs", kept: true, label: "Execute Handler As", kind: "text" },
  ],
};

const authorization: Group = {
  title: "App Authorization",
  fields: [
    {
      name: "permittedUsers",
      label: "Permitted Users",
      kind: "choice",
      options: [
        ["self_authorized", "All users may self-authorize"],
        ["pre_authorized", "Admin approved users are pre-authorized"],
      ],
    },
    {
      name: "permissionSets",
      label: "Permission Sets",
      kind: "permissionSets",
      about: "Their holders are pre-authorized.",
      when: ({ permittedUsers, permissionSets }) =>
        permittedUsers === "pre_authorized" || (Array.isArray(permissionSets) && permissionSets.length > 0),
    },
    {
      name: "profiles",
      kept: true,
      label: "Profiles",
      kind: "lines",
      when: (typed) => typed.profiles !== "",
    },
    {
      name: "ipRelaxation",
      label: "IP Relaxation",
      kind: "choice",
      options: [
        ["enforce", "Enforce IP restrictions"],
        ["enforce_relax_refresh", "Enforce IP restrictions, but relax for refresh tokens"],
        ["bypass_second_factor", "Relax IP restrictions with second factor"],
        ["bypass", "Relax IP restrictions"],
      ],
    },
    {
      name: "trustedRanges",
      label: "Trusted IP Ranges",
      kind: "lines",
      about: "One per line in CIDR form, such as 203.0.113.0/24. Without any, no address is refused.",
    },
    {
      name: "refreshToken.kind",
      label: "Refresh Token Policy",
      kind: "choice",
      options: [
        ["infinite", "Refresh token is valid until revoked"],
        ["zero", "Immediately expire refresh token"],
        ["lifetime", "Expire refresh token after a specific time"],
        ["inactivity", "Expire refresh token if not used for a specific time"],
      ],
    },
    {
      name: "refreshToken.hours",
      label: "Refresh Token Validity (Hours)",
      kind: "number",
      when: (typed) => ["lifetime", "inactivity"].includes(String(typed["refreshToken.kind"])),
    },
    { name: "customScopes", kept: true, label: "Custom Scopes", kind: "lines", about: "One per line." },
  ],
};

const session: Group = {
  title: "Sessions and Tokens",
  fields: [
    {
      name: "jwtTimeoutFromSession",
      label: "Named-user JWTs live as long as a login session of the org",
      kind: "check",
    },
    {
      name: "jwtTimeoutMinutes",
      label: "Named-User JWT Token Timeout",
      kind: "tokenMinutes",
      when: (typed) => typed.jwtTimeoutFromSession !== true,
    },
    {
      name: "sessionTimeoutMinutes",
      label: "Session Timeout in Minutes",
      kind: "number",
      about: "How long an opaque token lives.",
    },
    {
      name: "sessionLevel",
      label: "Required Session Level",
      kind: "choice",
      options: [
        ["low", "Low"],
        ["standard", "Standard"],
        ["high", "High Assurance"],
      ],
      about: "High Assurance: a person proves who they are anew before they approve the app.",
    },
    {
      name: "sessionLevelAction",
      kept: true,
      label: "For Sessions Below That Level",
      kind: "choice",
      options: [
        ["raise", "Raise the session level"],
        ["block", "Block"],
      ],
      when: (typed) => typed.sessionLevel !== "low",
    },
    { name: "guestJwtTimeoutFromSession", kept: true, label: "Guest JWTs live as long as a session", kind: "check" },
    {
      name: "guestJwtTimeoutMinutes",
      kept: true,
      label: "Guest JWT Timeout",
      kind: "tokenMinutes",
      when: (typed) => typed.guestJwtTimeoutFromSession !== true,
    },
  ],
};

const start: Group = {
  title: "Start and Logout",
  fields: [
    {
      name: "startPage",
      kept: true,
      label: "Start Page",
      kind: "choice",
      options: [
        ["none", "None"],
        ["oauth", "OAuth"],
        ["custom", "Custom"],
      ],
    },
    {
      name: "startUrl",
      kept: true,
      label: "Start URL",
      kind: "text",
      type: "url",
      when: (typed) => typed.startPage === "custom",
    },
    { name: "orgSingleLogoutUrl", kept: true, label: "Single Logout URL", kind: "text", type: "url" },
    {
      name: "orgCustomAttributes",
      label: "Custom Attributes",
      kind: "pairs",
      about: "One per line: name = formula. They stand in place of those in the settings.",
    },
  ],
};

const limitLabels: Readonly<Record<LimitName, readonly [label: string, about: string]>> = {
  sendsPerMinute: ["Messages a Minute", "On all servers together; a minute's worth may come at once."],
  startsPerMinute: ["Sessions Begun a Minute", "On all servers together."],
  turnsAtOnce: ["Turns at Once", "On all servers together."],
  modelCallsPerTurn: ["Model Calls of a Turn", "After these, a turn calls no more models."],
  secondsPerTurn: ["Seconds of a Turn", "After these, a turn calls no more models."],
  tokensPerTurn: ["Tokens of a Turn", "In and out."],
  tokensPerSession: ["Tokens of a Session", "In and out."],
  tokensPerDay: ["Tokens of a Day", "In and out, of a day in UTC."],
  costPerDay: ["Cost of a Day", "What the tokens of a day in UTC may cost, by DRAGOMAN_MODEL_PRICES."],
};

const limits: Group = {
  title: "Limits",
  fields: Object.entries(limitLabels).map(
    ([name, [label, about]]): Field => ({
      name: `limits.${name}`,
      label,
      about: `${about} Without a number, no limit.`,
      kind: "number",
      ...(name === "costPerDay" && { decimals: true }),
    }),
  ),
};

export const policyGroups: readonly Group[] = [oauthFlows, authorization, session, limits, start];
