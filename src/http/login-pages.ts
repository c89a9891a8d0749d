// The pages on which a person logs in, allows an app something, or follows a one-time link: plain forms, no script.
import { APPROVE_PATH } from "../contract/authorize.ts";
import { LOGIN_PATH, LOGOUT_PATH, PASSWORD_PATH } from "../contract/page-paths.ts";
import { scopes as allScopes } from "../identity/apps/scopes.ts";
import type { LoginSession } from "../identity/people/login-sessions.ts";
import { roleNames } from "../identity/people/roles.ts";
import { escaped, page } from "./page.ts";

interface Named {
  readonly name: string;
}

type Member = LoginSession["member"];

/** Where a form goes, and the word it brings back. */
interface FormPlace {
  readonly action: string;
  readonly csrf: string;
}

/** A field that carries something along. */
const hidden = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join("");

/** A field to fill in. `attributes` are ours alone. */
const field = (label: string, name: string, attributes: string, value = "") =>
  `<label>${label}<input name="${name}" ${attributes}${value === "" ? "" : ` value="${escaped(value)}"`}></label>`;

const usernameField = (value: string, rest: string) =>
  field(
    "Username",
    "username",
    `autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="80" ${rest}`,
    value,
  );

const newPasswordFields = (minLength: number, focus: string) => [
  field("Password", "password", `type="password" autocomplete="new-password" required maxlength="256" ${focus}`),
  `<p class="hint">At least ${minLength} characters; a sentence does well.</p>`,
  field("The same again", "again", 'type="password" autocomplete="new-password" required maxlength="256"'),
];

/** What went wrong, where it is read out first. */
const wrong = (sentences: readonly string[]) =>
  sentences.length === 0 ? [] : [`<p class="wrong" role="alert">${sentences.map(escaped).join("<br>")}</p>`];

const form = (action: string, parts: readonly string[]) =>
  `<form method="post" action="${action}">${parts.join("\n")}</form>`;

/** The login page. With `known`, the user is there already and proves it again. */
export function loginPage(view: {
  readonly org: Named;
  readonly csrf: string;
  /** Page of ours that the login leads to. */
  readonly to: string;
  readonly username: string;
  readonly known?: boolean;
  /** Label of the app that waits for it. */
  readonly app?: string | undefined;
  readonly problems: readonly string[];
}): string {
  const { org, csrf, to, username, known, app, problems } = view;
  const why = app === undefined ? [] : [`<p>to continue to <strong>${escaped(app)}</strong></p>`];
  const first = username === "" ? "autofocus" : "";
  return page(known ? "Confirm that it is you" : `Log in to ${org.name}`, [
    ...why,
    ...wrong(problems),
    form(LOGIN_PATH, [
      hidden({ csrf, to, ...(known ? { username } : {}) }),
      known
        ? `<p>You are logged in as <strong>${escaped(username)}</strong>.</p>`
        : usernameField(username, `required ${first}`),
      field(
        "Password",
        "password",
        `type="password" autocomplete="current-password" required ${first ? "" : "autofocus"}`,
      ),
      `<button class="main">${known ? "Confirm" : "Log in"}</button>`,
    ]),
  ]);
}

/** Who is logged in. */
export const homePage = (org: Named, member: Member, csrf: string): string =>
  page(org.name, [
    `<p>You are logged in as <strong>${escaped(member.name)}</strong> (${escaped(member.username)}).</p>`,
    `<p class="hint">Role: ${roleNames[member.role]}</p>`,
    form(LOGOUT_PATH, [hidden({ csrf }), "<button>Log out</button>"]),
    `<p><a href="${PASSWORD_PATH}">Change the password</a></p>`,
  ]);

/** A request of an app that the user is asked about. */
export interface AppRequest {
  readonly org: Named;
  readonly member: Member;
  /** Label of the app. */
  readonly app: string;
  readonly csrf: string;
  /** The parameters, as the form carries them on. */
  readonly request: string;
  readonly redirectUri: string;
}

const button = (choice: string, text: string, main = "") =>
  `<button name="choice" value="${choice}"${main}>${text}</button>`;

/** `prompt=select_account`: as whom to go on. */
export const accountPage = ({ org, member, app, csrf, request }: AppRequest): string =>
  page("Choose an account", [
    `<p>to continue to <strong>${escaped(app)}</strong> in ${escaped(org.name)}</p>`,
    form(APPROVE_PATH, [
      hidden({ csrf, request }),
      button("continue", `Continue as ${escaped(member.username)}`, ' class="main"'),
      button("switch", "Use another account"),
    ]),
  ]);

/** The consent page: which app, which rights, which user, and where the answer goes. */
export function consentPage(view: AppRequest & { readonly scopes: readonly string[] }): string {
  const { org, member, app, csrf, request, redirectUri, scopes } = view;
  const labels = [...new Set(scopes.map((scope) => allScopes[scope]?.label ?? scope))];
  return page(`Allow access to ${app}?`, [
    `<p><strong>${escaped(app)}</strong> asks to act for you in ${escaped(org.name)}. It could:</p>`,
    `<ul>${labels.map((label) => `<li>${escaped(label)}</li>`).join("")}</ul>`,
    `<p>You are <strong>${escaped(member.name)}</strong> (${escaped(member.username)}).`,
    `You go on to <code>${escaped(placeOf(redirectUri))}</code>.</p>`,
    form(APPROVE_PATH, [
      hidden({ csrf, request }),
      button("allow", "Allow", ' class="main"'),
      button("deny", "Deny"),
      button("switch", "Use another account"),
    ]),
  ]);
}

/** Where a redirect leads, in short: a host, or the scheme of an app on this device. */
function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return protocol === "http:" || protocol === "https:" ? host : `${protocol}…`;
}

/** The page of a link that logs somebody in: the name says whose session it will be. */
export const continuePage = (org: Named, member: Member, { action, csrf }: FormPlace): string =>
  page(`Log in to ${org.name}`, [
    `<p>This link logs you in as <strong>${escaped(member.name)}</strong> (${escaped(member.username)}).</p>`,
    form(action, [hidden({ csrf }), `<button class="main" autofocus>Continue as ${escaped(member.name)}</button>`]),
  ]);

/** The page that sets a new password. */
export const newPasswordPage = (
  { username }: Member,
  { action, csrf }: FormPlace,
  minLength: number,
  problems: readonly string[],
): string =>
  page("Choose a password", [
    `<p>for <strong>${escaped(username)}</strong></p>`,
    ...wrong(problems),
    form(action, [
      hidden({ csrf }),
      // For password managers: whose password it is.
      `<input name="username" autocomplete="username" value="${escaped(username)}" readonly hidden>`,
      ...newPasswordFields(minLength, "autofocus"),
      '<button class="main">Set the password</button>',
    ]),
  ]);

/** The page on which the first admin of an org is made. */
export const firstAdminPage = (
  org: Named,
  { action, csrf }: FormPlace,
  given: { readonly username: string; readonly name: string },
  minLength: number,
  problems: readonly string[],
): string =>
  page(`The first admin of ${org.name}`, [
    "<p>Nobody can administer this org yet. Choose how you will log in.</p>",
    ...wrong(problems),
    form(action, [
      hidden({ csrf }),
      usernameField(given.username, "required autofocus"),
      '<p class="hint">In the form of an e-mail address, such as ada@example.org; it need not receive mail.</p>',
      field("Name", "name", 'autocomplete="name" required maxlength="80"', given.name),
      ...newPasswordFields(minLength, ""),
      '<button class="main">Create the admin</button>',
    ]),
  ]);
