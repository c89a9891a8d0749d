// The settings of an external client app as data: the fields of its forms, under the headings and labels that guides name.
import type { Field, Group } from "./field-types.ts";

export const basicInformation: Group = {
  title: "Basic Information",
  fields: [
    { name: "label", label: "External Client App Name", kind: "text", required: true },
    { name: "contactEmail", label: "Contact Email", kind: "text", type: "email", required: true },
    {
      name: "distributionState",
      label: "Distribution State",
      kind: "choice",
      required: true,
      options: [
        ["Local", "Local"],
        ["Packaged", "Packaged"],
      ],
      about: "Kept for metadata files. Either way the app is of this org.",
    },
    { name: "contactPhone", label: "Contact Phone", kind: "text", type: "tel" },
    { name: "infoUrl", label: "Info URL", kind: "text", type: "url" },
    { name: "logoUrl", label: "Logo Image URL", kind: "text", type: "url" },
    { name: "iconUrl", label: "Icon URL", kind: "text", type: "url" },
    { name: "description", label: "Description", kind: "area" },
  ],
};

/** The name in addresses and files; it is chosen once. */
export const apiName: Field = {
  name: "name",
  label: "API Name",
  kind: "text",
  required: true,
  about: "Letters, digits and single underscores, beginning with a letter. It cannot change later.",
};

const appSettings: Group = {
  title: "App Settings",
  fields: [
    {
      name: "callbackUrls",
      label: "Callback URL",
      kind: "lines",
      about:
        "One per line, for flows that go through a browser: https, http on localhost, or a scheme of the app's own.",
    },
    { name: "scopes", label: "OAuth Scopes", kind: "scopes", required: true },
    {
      name: "introspectAll",
      label: "Introspect All Tokens",
      kind: "check",
      warning: "The app may ask about the tokens of every app of the org.",
    },
  ],
};

const notOffered = "Kept with the app. This server does not offer the flow: a request for it is refused.";

const flowEnablement: Group = {
  title: "Flow Enablement",
  fields: [
    {
      name: "clientCredentials.settings",
      label: "Enable Client Credentials Flow",
      kind: "check",
      risk: "Whoever holds the consumer key and secret then gets tokens that act as the app's Run As user, and no person is asked. Keep the secret on a server, give the Run As user no more than the client needs, and rotate the pair when it may be known.",
      about: "For programs that act for themselves. The policies must allow it, too.",
    },
    {
      name: "codeCredentials",
      label: "Enable Authorization Code and Credentials Flow",
      kind: "check",
      warning: notOffered,
    },
    {
      name: "codeCredentialsByPost",
      kept: true,
      label: "Require user credentials in the POST body",
      kind: "check",
      when: (typed) => typed.codeCredentials === true,
    },
    {
      name: "deviceFlow",
      label: "Enable Device Flow",
      kind: "check",
      about: "For devices without a browser. This server does not offer it.",
      warning: notOffered,
    },
    {
      name: "certificate",
      label: "Enable JWT Bearer Flow",
      kind: "certificate",
      about: "The certificate, as PEM, whose key signs the assertions. Its presence enables the flow.",
    },
    {
      name: "tokenExchange",
      label: "Enable Token Exchange Flow",
      kind: "check",
      about: "For trading in the token of another identity provider. This server does not offer it.",
      warning: notOffered,
    },
    {
      name: "secretForTokenExchange",
      kept: true,
      label: "Require Secret for Token Exchange Flow",
      kind: "check",
      when: (typed) => typed.tokenExchange === true,
    },
  ],
};

const security: Group = {
  title: "Security",
  fields: [
    { name: "secretForWebServer", label: "Require Secret for Web Server Flow", kind: "check" },
    { name: "secretForRefresh", label: "Require Secret for Refresh Token Flow", kind: "check" },
    {
      name: "pkceRequired",
      label: "Require Proof Key for Code Exchange (PKCE) Extension for Supported Authorization Flows",
      kind: "check",
    },
    { name: "refreshRotation", label: "Enable Refresh Token Rotation", kind: "check" },
    {
      name: "namedUserJwt",
      label: "Issue JSON Web Token (JWT)-based access tokens for named users",
      kind: "check",
      about: "The Agent API takes no others.",
    },
  ],
};

/** What the form for a new app shows once OAuth is enabled. */
export const oauthGroups: readonly Group[] = [appSettings, flowEnablement, security];

/** What is set later, when it is set at all. */
const idTokens: Group = {
  title: "Configure ID Token",
  fields: [
    { name: "idToken.minutes", label: "Token Valid for (Minutes)", kind: "number", about: "From 1 to 720." },
    {
      name: "idToken.audiences",
      label: "ID Token Audiences",
      kind: "lines",
      about: "One per line, besides the consumer key.",
    },
    { name: "idToken.standardClaims", label: "Include Standard Claims", kind: "check" },
    { name: "idToken.attributes", label: "Include Custom Attributes", kind: "check" },
  ],
};

const others: Group = {
  title: "Others",
  fields: [
    {
      name: "customAttributes",
      label: "Custom Attributes",
      kind: "pairs",
      about: "One per line: name = formula, such as city = $User.City.",
    },
    { name: "singleLogoutUrl", kept: true, label: "Single Logout URL", kind: "text", type: "url" },
    { name: "firstParty", kept: true, label: "First-Party App", kind: "check" },
  ],
};

/** The whole of the Settings tab. */
export const settingsGroups: readonly Group[] = [basicInformation, ...oauthGroups, idTokens, others];
