// The server as the person at the page calls it.
import { createSetupClient } from "../../contract/setup-client.ts";
import { CSRF_HEADER } from "../../contract/setup-session.ts";

/** The word that every POST carries; `me` gives it. */
const word = { csrf: "" };

/** Keep the word that `me` gave. */
export const rememberWord = (csrf: string): void => {
  word.csrf = csrf;
};

/** Setup's API, as the person at the page. */
export const server = createSetupClient({
  fetch: (url, init) => window.fetch(url, { ...init, credentials: "same-origin" }),
  origin: "",
  headers: () => ({ [CSRF_HEADER]: word.csrf }),
});

/** Where a person goes on whose session has ended: to the login page, and back here. */
export function logInAgain(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/login?to=${encodeURIComponent(here)}`);
}
