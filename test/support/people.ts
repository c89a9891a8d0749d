// An org at its pages: Ada, who logs in, a web client that asks for codes, and browsers to try both with.
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { authorizeRoutes } from "../../src/http/authorize.ts";
import { loginRoutes } from "../../src/http/login.ts";
import { setPassword } from "../../src/identity/people/set-password.ts";
import { type Browser, type Fields, openBrowser, type Page } from "./browser.ts";
import { CALLBACK, LOCAL, NATIVE } from "./callbacks.ts";
import { ORIGIN, openIdentity, type TestApp, type TestIdentity } from "./identity.ts";

export const ADA = { username: "ada@org.example.test", password: "a sentence that only Ada knows" };

/** The challenge of RFC 7636, appendix B. */
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

export interface People {
  readonly room: TestIdentity;
  readonly app: TestApp;
  /** Id of the user. */
  readonly adaId: string;
  /** A browser that was never here. */
  fresh(): Browser;
  /** Fill in the login page; Ada's words unless told otherwise. */
  logIn(browser: Browser, who?: Fields): Promise<Page>;
  /** Path and query of a request for a code, with fields changed, added, or (undefined) left out. */
  authorizeUrl(change?: Readonly<Record<string, string | undefined>>): string;
  /** Forget what users have allowed. */
  forgetApprovals(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openPeople(): Promise<People> {
  const room = await openIdentity();
  const app = await room.declare({
    apiName: "Web_Client",
    label: "Web <Client> & Co",
    settings: { callbackUrls: [CALLBACK, LOCAL, NATIVE], secretForWebServer: false, namedUserJwt: true },
    policies: {},
    runAs: undefined,
  });
  const adaId = await room.person(ADA.username);
  const { identity } = room;
  await setPassword(identity, await room.org(), { memberId: adaId, password: ADA.password }, { actor: "test" });
  const door = fastify();
  authorizeRoutes(door, identity);
  loginRoutes(door, identity);
  await door.listen({ port: 0, host: "127.0.0.1" });
  const { port } = door.server.address() as AddressInfo;
  return {
    room,
    app,
    adaId,
    fresh: () => openBrowser(port, new URL(ORIGIN).host),
    logIn: async (browser, who = ADA) => browser.submit(await browser.visit("/login"), who),
    authorizeUrl: (change = {}) => {
      const asked = { response_type: "code", client_id: app.consumerKey, redirect_uri: CALLBACK };
      const all = { ...asked, code_challenge: CHALLENGE, state: "a state", ...change };
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
      return `/services/oauth2/authorize?${query}`;
    },
    forgetApprovals: () => room.store.db.deleteFrom("approval").execute(),
    close: async () => {
      await door.close();
      await room.close();
    },
  };
}

/** The parameters that a browser took along when it left. */
export const parametersOf = (page: Page): Fields => Object.fromEntries(new URL(page.left ?? "x:nowhere").searchParams);
