// Who allows an authorization, step by step: the person at the browser, who logs in, chooses and consents on pages.
import { fieldOf } from "../exchange/form.ts";
import { quirk } from "../orgs/quirks.ts";
import { csrfMatches, loginSessionOf } from "../people/login-sessions.ts";
import { permittedBy, scopesAllowed } from "../people/permits.ts";
import {
  type Authorization,
  type AuthorizeStep,
  type End,
  known,
  promptsOf,
  type Question,
  refused,
} from "./authorization.ts";
import { askConsent } from "./consent.ts";

/** Who is at the browser, proven as lately as the client, the app's policy and `max_age` ask. */
export const identifyUser: AuthorizeStep = async (authorization, identity) => {
  const { request } = authorization;
  const session = await loginSessionOf(identity, known(authorization, "org"), request.cookies);
  if (!session || session.verifiedAt < provenSince(authorization)) return ask("login", authorization);
  authorization.session = session;
  if (request.pressed && csrfMatches(request.pressed.csrf, session.csrf)) authorization.choice = request.pressed.choice;
  return undefined;
};

/** The earliest proof that will do. Never that of a session which a token opened: it would turn into a longer right. */
function provenSince({ fields, began, client }: Authorization): number {
  const anew = promptsOf(fields).includes("login") || client?.policies.sessionLevel === "high";
  const maxAge = fieldOf(fields, "max_age");
  return Math.max(1, anew ? began : 0, maxAge === undefined ? 0 : began - Number(maxAge) * 1000);
}

export const chooseAccount: AuthorizeStep = (authorization) => {
  const { fields, began, choice } = authorization;
  const chosen = choice !== undefined || known(authorization, "session").verifiedAt >= began;
  return promptsOf(fields).includes("select_account") && !chosen ? ask("account", authorization) : undefined;
};

/** Permitted users (oauth spec §1.4), and of the scopes those that this user may be given. */
export const permitUser: AuthorizeStep = async (authorization, identity) => {
  const { member, orgId } = known(authorization, "session");
  const client = known(authorization, "client");
  if ((await permittedBy(identity, client, member.id)) === "refused") {
    const word = quirk(known(authorization, "org"), "app_access_error") ? "not_admitted" : "not_admitted_strict";
    return refused(word, member.id);
  }
  authorization.scopes = await scopesAllowed(identity, orgId, member.id, authorization.scopes);
  return authorization.scopes.length === 0 ? refused("scope_not_allowed") : undefined;
};

export const consent: AuthorizeStep = async (authorization, identity) => {
  const asksAlways = promptsOf(authorization.fields).includes("consent") || mayBePosedAs(authorization);
  const outcome = await askConsent(authorization, identity, { asksAlways });
  if (outcome === "denied") return refused("denied");
  return outcome === "ask" ? ask("consent", authorization) : undefined;
};

/** An app on the user's device has neither a secret nor an address of its own that would prove it. */
function mayBePosedAs(authorization: Authorization): boolean {
  const { settings } = known(authorization, "client");
  const onDevice = !known(authorization, "redirectUri").startsWith("https:");
  return !settings.secretForWebServer && onDevice && !quirk(known(authorization, "org"), "remembered_native_apps");
}

/** A client that wants no page gets the word for what a page would have asked. */
export function ask(question: Question, { fields }: Authorization): End {
  if (fieldOf(fields, "immediate") === "true") return refused("immediate_unsuccessful");
  if (!promptsOf(fields).includes("none")) return { ask: question };
  return refused(
    ({ login: "login_required", account: "selection_required", consent: "consent_required" } as const)[question],
  );
}
