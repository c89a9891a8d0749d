// The server as the person at the page calls it.
import { createSetupClient } from "../../contract/setup-client.ts";
import { CSRF_HEADER, UNATTENDED_HEADER } from "../../contract/setup-session.ts";
import { tellStanding } from "./standing.ts";

/** The word that every POST carries; `me` gives it. */
const word = { csrf: "" };

/** Keep the word that `me` gave. */
export const rememberWord = (csrf: string): void => {
  word.csrf = csrf;
};

/** Setup's API, as the person at the page. */
export const server = createSetupClient({
  fetch: async (url, init) => {
    try {
      const response = await window.fetch(url, { ...init, credentials: "same-origin" });
      tellStanding(standingOf(response.status));
      return response;
    } catch (error) {
      // A call that was given up says nothing of the server: it fails with another error.
      if (error instanceof TypeError) tellStanding("lost");
      throw error;
    }
  },
  origin: "",
  headers: () => ({ [CSRF_HEADER]: word.csrf, ...(isAttended() ? {} : { [UNATTENDED_HEADER]: "1" }) }),
});

/** Whether a key or a pointer was pressed a few seconds ago. A browser that does not know is taken to be used. */
const isAttended = (): boolean => navigator.userActivation?.isActive ?? true;

/** A proxy before a server that is away answers with one of these. */
const AWAY: readonly number[] = [502, 503, 504];

const standingOf = (status: number) => (status === 401 ? "ended" : AWAY.includes(status) ? "lost" : "well");

/** The login page that leads back to here. */
export const loginAddress = (): string => {
  const here = `${window.location.pathname}${window.location.search}`;
  return `/login?to=${encodeURIComponent(here)}`;
};
