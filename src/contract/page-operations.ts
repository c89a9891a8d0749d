// The pages of the server and what their forms send: for browsers, and for whoever tests or guards them.
import { APPROVE_PATH, AUTHORIZE_PATH, authorizeProblems } from "./authorize.ts";
import type { FormSchema, Operation, Parameter } from "./operation.ts";
import {
  FRONTDOOR_PATH,
  HOME_PATH,
  LOGIN_PATH,
  LOGOUT_PATH,
  OPEN_PATH,
  PASSWORD_PATH,
  VERIFY_PATH,
} from "./page-paths.ts";

const FORM = "application/x-www-form-urlencoded";

const text = (description: string) => ({ type: "string" as const, description });
const inQuery = (name: string, description: string, required = false): Parameter => ({
  name,
  in: "query",
  required,
  description,
});

/** A form with these fields, which are all asked for unless they are named in `optional`. */
const form = (fields: Readonly<Record<string, string>>, optional: readonly string[] = []) => {
  const schema: FormSchema = {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, about]) => [name, text(about)])),
    required: Object.keys(fields).filter((name) => !optional.includes(name)),
  };
  return { type: FORM, schema, example: Object.fromEntries(schema.required.map((name) => [name, `{${name}}`])) };
};

const csrf = "The word that the page's form has, made from a cookie of the same browser";
const to = inQuery(
  "to",
  `Where the login leads: \`${HOME_PATH}\`, \`${PASSWORD_PATH}\` or a request for an authorization`,
);
const token = { name: "token", in: "path", required: true, description: "The link's token, good once" } as const;

const onPages = { tag: "Pages", refusals: "page", parameters: [], problems: [] } as const;
const aPage = (about: string) => ({ status: 200, about, type: "text/html" });
const onward = (about: string) => ({ status: 303 as const, about, headers: { Location: about } });
const SESSION = "The session's cookie is set, and the browser goes on";

/** What the authorization endpoint is asked with (oauth spec §2.5). */
const authorizationRequest: readonly Parameter[] = [
  inQuery("client_id", "The app's consumer key", true),
  inQuery("redirect_uri", "One of the app's callback URLs, character by character", true),
  inQuery("response_type", "`code`", true),
  inQuery("response_mode", "`query`"),
  inQuery("scope", "Scopes between spaces, out of those of the app; all of them without it"),
  inQuery("state", "Comes back as it was"),
  inQuery("code_challenge", "SHA-256 of the verifier, in base64url (RFC 7636)"),
  inQuery("code_challenge_method", "`S256`"),
  inQuery("prompt", "`none`, or any of `login`, `consent` and `select_account`"),
  inQuery("login_hint", "A username for the login page"),
  inQuery("max_age", "Seconds that the last proof of the person may be old"),
  inQuery("nonce", "Comes back in the ID token"),
  inQuery("immediate", "`true`: no page is shown"),
];

/** The errors that come back at the redirect URI: those behind the first group of the table. */
const sentBack = [
  ...new Set(
    Object.entries(authorizeProblems)
      .slice(Object.keys(authorizeProblems).indexOf("response_type"))
      .map(([, { error }]) => `\`${error}\``),
  ),
].join(", ");

const answers = {
  reply: aPage("The login page, the question for an account, or the consent page"),
  redirect: {
    status: 302,
    about: `Back to the app at \`redirect_uri\`, with \`code\`, \`state\` and \`iss\`; or with \`error\` (${sentBack}), \`error_description\`, \`state\` and \`iss\` (RFC 6749 §4.1.2, RFC 9207).`,
  },
} as const;

export const pageOperations: readonly Operation[] = [
  {
    id: "authorize",
    method: "get",
    path: AUTHORIZE_PATH,
    tag: "OAuth",
    refusals: "authorize",
    summary: "Ask a user to allow an app something",
    about:
      "For the user's browser: it logs in, is asked once, and goes back to the app with a code. A request without a known client and one of its redirect URIs is refused here; everything later is told to the app.",
    parameters: authorizationRequest,
    ...answers,
    problems: [],
  },
  {
    id: "authorizeByForm",
    method: "post",
    path: AUTHORIZE_PATH,
    tag: "OAuth",
    refusals: "authorize",
    summary: "The same, sent as a form",
    about: "Its fields are the parameters of the request by GET, to which the browser is sent on.",
    parameters: [],
    body: form(Object.fromEntries(authorizationRequest.map(({ name, description }) => [name, description])), [
      ...authorizationRequest.filter(({ required }) => !required).map(({ name }) => name),
    ]),
    reply: onward("The request by GET"),
    problems: [],
  },
  {
    ...onPages,
    id: "approve",
    method: "post",
    path: APPROVE_PATH,
    refusals: "authorize",
    summary: "What a user chose",
    about: "Sent by the pages of the authorization endpoint.",
    body: form({ csrf, request: "The request, as the page had it", choice: "`allow`, `deny`, `continue` or `switch`" }),
    reply: onward("Back to the app, with a code or an error"),
  },
  {
    ...onPages,
    id: "loginPage",
    method: "get",
    path: LOGIN_PATH,
    summary: "The login page",
    about: "Asks for a username and a password.",
    parameters: [to, inQuery("hint", "A username to begin with")],
    reply: aPage("The page"),
  },
  {
    ...onPages,
    id: "login",
    method: "post",
    path: LOGIN_PATH,
    summary: "Log in",
    about: "One sentence for every failure. After ten of them a user is locked for a quarter of an hour.",
    body: form({ csrf, to: to.description, username: "Username", password: "Password" }, ["to"]),
    reply: onward(SESSION),
  },
  {
    ...onPages,
    id: "verifyPage",
    method: "get",
    path: VERIFY_PATH,
    summary: "The page that asks for another proof",
    about: "For a person who is logged in, and goes where a proof of the last ten minutes is needed.",
    parameters: [to],
    reply: aPage("The page"),
  },
  {
    ...onPages,
    id: "logout",
    method: "post",
    path: LOGOUT_PATH,
    summary: "Log out",
    about: "Ends the session. What apps were allowed stays.",
    body: form({ csrf }),
    reply: onward("The login page"),
  },
  {
    ...onPages,
    id: "homePage",
    method: "get",
    path: HOME_PATH,
    summary: "Who is logged in",
    about: "Leads to the login page where nobody is.",
    reply: aPage("The page"),
    redirect: onward("The login page"),
  },
  {
    ...onPages,
    id: "passwordPage",
    method: "get",
    path: PASSWORD_PATH,
    summary: "The page that sets another password",
    about: "Leads to the page for another proof where the last is older than ten minutes.",
    reply: aPage("The page"),
    redirect: onward("The page for another proof"),
  },
  {
    ...onPages,
    id: "setPassword",
    method: "post",
    path: PASSWORD_PATH,
    summary: "Set another password",
    about: "Ends the user's other sessions, links, and what apps hold for the user.",
    body: form({ csrf, password: "The new password", again: "The same" }),
    reply: onward(SESSION),
  },
  {
    ...onPages,
    id: "linkPage",
    method: "get",
    path: `${OPEN_PATH}/{token}`,
    summary: "The page behind a one-time link",
    about: "Says whom the link logs in, and asks for what it needs. Looking at it does not use it up.",
    parameters: [token],
    reply: aPage("The page"),
  },
  {
    ...onPages,
    id: "followLink",
    method: "post",
    path: `${OPEN_PATH}/{token}`,
    summary: "Use a one-time link",
    about: "Logs in, sets a password, or makes the first admin: once.",
    parameters: [token],
    body: form(
      {
        csrf,
        username: "Of the first admin",
        name: "Of the first admin",
        password: "A new password",
        again: "The same",
      },
      ["username", "name", "password", "again"],
    ),
    reply: onward(SESSION),
  },
  {
    ...onPages,
    id: "frontdoor",
    method: "get",
    path: FRONTDOOR_PATH,
    summary: "A link of single access",
    about:
      "Logs in at once where the browser says that no page led to it (`Sec-Fetch-Site: none`), it is in the network from which the link was asked for, and the org has the habit `frontdoor_at_once`; else it shows the page with the button, and using the link is `followLink`.",
    parameters: [inQuery("otp", "The link's token, good once", true)],
    reply: aPage("The page"),
    redirect: onward(SESSION),
  },
  {
    ...onPages,
    id: "welcomePage",
    method: "get",
    path: "/",
    summary: "What this server is",
    about: "Sends a browser on to Setup, and tells everybody else in JSON what is here.",
    reply: { status: 302, about: "The way to Setup, for browsers" },
  },
  {
    ...onPages,
    id: "docsPage",
    method: "get",
    path: "/docs",
    summary: "This document as a page",
    about: "Every operation, refusal and schema, without a script.",
    reply: aPage("The page"),
  },
];
