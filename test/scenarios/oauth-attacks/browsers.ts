// What other sites, links and patient guessers try against people at their browsers.
import { CSRF_HEADER } from "../../../src/contract/setup-session.ts";
import type { Browser, Fields, Page } from "../../support/browser.ts";
import { formOf } from "../../support/browser.ts";
import { CALLBACK } from "../../support/callbacks.ts";
import type { TestOrg } from "../../support/orgs.ts";
import { type Attack, attack, type Family, mustGiveNoCode } from "./attack.ts";

const ELSEWHERE = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "https://client.example.test.evil.example/callback?kept=1",
  "https://client.example.test@evil.example/callback?kept=1",
  "https://evil.example\\@client.example.test/callback?kept=1",
  `${CALLBACK}#@evil.example`,
  `${CALLBACK}&next=https://evil.example`,
  CALLBACK.replace("https", "http"),
  CALLBACK.replace("callback", "callback/../evil"),
  CALLBACK.replace("callback", "%63allback"),
  `${CALLBACK}\r\nLocation: https://evil.example`,
  `${CALLBACK}%0d%0aLocation:%20https://evil.example`,
  ` ${CALLBACK}`,
  `${CALLBACK}\0`,
];

const leaves = ({ left, headers }: Page) =>
  left !== undefined || /evil\.example/.test(String(headers.location ?? "")) || "set-cookie2" in headers
    ? `led to ${left}`
    : undefined;

export const openRedirects: Family = async ({ mine, theirs }) => {
  const authorizing = [mine, theirs].flatMap((org) =>
    ELSEWHERE.flatMap((redirect_uri) => [
      attack(`a code to ${JSON.stringify(redirect_uri)} at ${org.host}`, async () =>
        leaves(await org.allow("Web", { redirect_uri })),
      ),
      attack(`an error to ${JSON.stringify(redirect_uri)} at ${org.host}`, async () =>
        leaves(await org.allow("Web", { redirect_uri, response_type: "token" })),
      ),
    ]),
  );
  const landing = ELSEWHERE.map((to) =>
    attack(`a login that leads to ${JSON.stringify(to)}`, async () => {
      const browser = mine.browser();
      return leaves(await browser.submit(await browser.visit("/login"), { ...mine.ada, to }));
    }),
  ).slice(0, 6);
  const { access_token } = await mine.redeemed("Web");
  const opening = ELSEWHERE.slice(0, 8).map((redirect_uri) =>
    attack(`single access that leads to ${JSON.stringify(redirect_uri)}`, async () => {
      const path = `/services/oauth2/singleaccess?${new URLSearchParams({ redirect_uri })}`;
      const answer = await mine.ask(path, { headers: { authorization: `Bearer ${access_token}` } });
      if (answer.status >= 400) return undefined;
      const { pathname, search } = new URL(answer.json<{ frontdoor_uri: string }>().frontdoor_uri);
      const browser = mine.browser();
      return leaves(await browser.submit(await browser.visit(pathname + search)));
    }),
  );
  return [...authorizing, ...landing, ...opening];
};

const SITES: Readonly<Record<string, Fields>> = {
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "a sibling domain": { "sec-fetch-site": "same-site" },
  "an origin that is null": { origin: "null" },
  "the same name by another port": { origin: "http://127.0.0.1:1" },
};

const isLoggedIn = async (browser: Browser) => !(await browser.visit("/home")).path.startsWith("/login");

/** Log out as Setup does. */
async function leave(browser: Browser): Promise<void> {
  const { csrf } = JSON.parse((await browser.ask("/dragoman/v1/me")).html) as { csrf: string };
  await browser.ask("/dragoman/v1/me/logout", { method: "POST", headers: { [CSRF_HEADER]: csrf } });
}

export const forgedForms: Family = async ({ mine, theirs }) => {
  const victims = await mine.adas();
  if (!(await isLoggedIn(victims))) throw new Error("Ada is not logged in: nothing here would show anything");
  const login = (what: string, headers: Fields, fields: Fields = {}): Attack =>
    attack(`a login form of ${what}`, async () => {
      const browser = mine.browser();
      await browser.submit(await browser.visit("/login"), { ...mine.ada, ...fields }, headers);
      return (await isLoggedIn(browser)) ? "logged in" : undefined;
    });
  const consent = (what: string, headers: Fields, fields: Fields = {}): Attack =>
    mustGiveNoCode(`a consent form of ${what}`, async () => {
      const page = await victims.visit(await mine.authorizeUrl("Web", { prompt: "consent" }));
      return victims.submit(page, { choice: "allow", ...fields }, headers);
    });
  const logout = (what: string, headers: Fields, fields: Fields = {}): Attack =>
    attack(`a logout form of ${what}`, async () => {
      await victims.post("/logout", { csrf: "guess", ...fields }, headers);
      return (await isLoggedIn(victims)) ? undefined : "logged out";
    });
  const theirWord = formOf((await mine.browser().visit("/login")).html).has.csrf!;
  const quiet = {};
  return [
    ...Object.entries(SITES).flatMap(([what, headers]) => [
      login(what, headers),
      consent(what, headers),
      logout(what, headers),
    ]),
    ...Object.entries({ "no word": "", "a guessed word": "guess", "another session's word": theirWord }).flatMap(
      ([what, csrf]) => [login(what, quiet, { csrf }), consent(what, quiet, { csrf }), logout(what, quiet, { csrf })],
    ),
    mustGiveNoCode("a consent sent by GET", async () => {
      const { has } = formOf((await victims.visit(await mine.authorizeUrl("Web", { prompt: "consent" }))).html);
      return victims.visit(`/services/oauth2/approve?${new URLSearchParams({ ...has, choice: "allow" })}`);
    }),
    mustGiveNoCode("a consent in the request itself", async () =>
      victims.visit(await mine.authorizeUrl("Web", { prompt: "consent", choice: "allow", approved: "true" })),
    ),
    mustGiveNoCode("the word of one app's consent for another app", async () => {
      const { has } = formOf((await victims.visit(await mine.authorizeUrl("Web", { prompt: "consent" }))).html);
      const request = (await mine.authorizeUrl("High")).split("?")[1]!;
      return victims.post("/services/oauth2/approve", { ...has, request, choice: "allow" });
    }),
    attack("a session of the other org", async () => {
      const browser = mine.browser();
      for (const [name, value] of (await theirs.adas()).cookies) browser.cookies.set(name, value);
      return (await isLoggedIn(browser)) ? "logged in" : undefined;
    }),
  ];
};

export const fixedSessions: Family = async ({ mine }) => {
  const fixed = "x".repeat(43);
  const loggedIn = async (browser: Browser) => browser.submit(await browser.visit("/login"), mine.ada);
  return [
    attack("a session id from outside, kept through a login", async () => {
      const browser = mine.browser();
      browser.cookies.set("sid", fixed);
      await loggedIn(browser);
      return browser.cookies.get("sid") === fixed ? "kept" : undefined;
    }),
    attack("a visitor's cookies, used after the visitor logged in", async () => {
      const [victim, thief] = [mine.browser(), mine.browser()];
      await victim.visit("/login");
      for (const [name, value] of victim.cookies) thief.cookies.set(name, value);
      await loggedIn(victim);
      return (await isLoggedIn(thief)) ? "logged in" : undefined;
    }),
    attack("an old session id after a second login", async () => {
      const [victim, thief] = [mine.browser(), mine.browser()];
      await loggedIn(victim);
      for (const [name, value] of victim.cookies) thief.cookies.set(name, value);
      await loggedIn(victim);
      return (await isLoggedIn(thief)) && (await isLoggedIn(victim)) && same(victim, thief) ? "kept" : undefined;
    }),
    attack("a session after its logout", async () => {
      const [victim, thief] = [mine.browser(), mine.browser()];
      await loggedIn(victim);
      for (const [name, value] of victim.cookies) thief.cookies.set(name, value);
      await leave(victim);
      return (await isLoggedIn(thief)) ? "still logged in" : undefined;
    }),
    attack("a cookie that scripts or other sites can use", async () => {
      const browser = mine.browser();
      const page = await browser.visit("/login");
      const { action, has } = formOf(page.html);
      const body = new URLSearchParams({ ...has, ...mine.ada }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await browser.ask(action, { method: "POST", headers, body });
      const set = [answer.headers["set-cookie"] ?? []].flat().filter((line) => line.startsWith("sid="));
      return set.length === 1 && /HttpOnly/i.test(set[0]!) && /SameSite=(Lax|Strict)/i.test(set[0]!)
        ? undefined
        : set.join("; ");
    }),
  ];
};

const same = (one: Browser, other: Browser) => one.cookies.get("sid") === other.cookies.get("sid");

/** Guesses without end. They come last: this machine is slowed down from then on. */
export const guesses: Family = async ({ mine, theirs }) => {
  const until429 = async (send: () => Promise<{ status: number; text: string }>, most: number) => {
    for (let tries = 0; tries < most; tries++) {
      const { status, text } = await send();
      if (status === 429) return undefined;
      if (status < 400 || status >= 500) return `${status} ${text}`;
    }
    return `${most} guesses were looked at`;
  };
  const service = await mine.credentials("Opaque");
  return [
    attack("a client secret, guessed", () =>
      until429(() => mine.issue({ grant_type: "client_credentials", ...service, client_secret: "guess" }), 40),
    ),
    attack("the right secret among guesses tells nothing", async () => {
      const { status } = await mine.issue({ grant_type: "client_credentials", ...service });
      return status === 429 ? undefined : `${status}`;
    }),
    attack("consumer keys, guessed", () => {
      const client_id = () => `3MVG9${crypto.randomUUID()}`;
      return until429(() => theirs.issue({ grant_type: "client_credentials", client_id: client_id() }), 80);
    }),
    attack("one-time links, guessed", async () => {
      const browser = mine.browser();
      for (let tries = 0; tries < 20; tries++) {
        const page = await browser.visit(`/open/${crypto.randomUUID()}`);
        if (page.status < 400) return page.html;
      }
      return undefined;
    }),
    attack("a password, guessed until the user is locked: the right one is refused then", async () => {
      const user = { username: "ben@harbour.example" };
      const browser = mine.browser();
      for (let tries = 0; tries < 12; tries++) {
        await browser.submit(await browser.visit("/login"), { ...user, password: `guess number ${tries}` });
      }
      return lockedOut(mine, browser);
    }),
  ];
};

/** Ada is guessed at; then her own word, from the same machine, must not help the guesser. */
async function lockedOut(org: TestOrg, browser: Browser): Promise<string | undefined> {
  for (let tries = 0; tries < 11; tries++) {
    await browser.submit(await browser.visit("/login"), { ...org.ada, password: `guess number ${tries}` });
  }
  const page = await browser.submit(await browser.visit("/login"), org.ada);
  return page.path.startsWith("/login") ? undefined : "logged in";
}
