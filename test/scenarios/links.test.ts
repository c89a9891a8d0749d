// One-time links: whom they log in, how often, how long, and where they lead.

import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { SETUP_HOME } from "../../src/contract/setup-places.ts";
import { singleAccess } from "../../src/identity/holders/single-access.ts";
import { makeLink } from "../../src/identity/people/links.ts";
import { declareMember } from "../../src/identity/people/members.ts";
import { setPassword } from "../../src/identity/people/set-password.ts";
import { bearerAt } from "../../src/identity/tokens/bearer.ts";
import { listLogins } from "../../src/store/login-history.ts";
import type { Browser, Fields } from "../support/browser.ts";
import { ORIGIN } from "../support/identity.ts";
import { ADA, openPeople } from "../support/people.ts";

const { room, adaId, fresh, logIn, authorizeUrl, close } = await openPeople();
afterAll(close);

/** Where the browsers of these tests are. */
const HERE = "127.0.0.1";

/** What a browser says when a program opened it at an address, or somebody typed it. */
const OPENED = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

let browser: Browser;
beforeEach(() => {
  browser = fresh();
  room.clock.now += 3_600_000;
});

describe("a one-time link", () => {
  const link = async (
    purpose: "open" | "frontdoor" | "password" | "first_admin",
    goesTo?: string,
    address: string = HERE,
  ) => {
    const memberId = purpose === "first_admin" ? null : adaId;
    const wanted = { memberId, purpose, address, ...(goesTo && { goesTo }) };
    const { url } = await makeLink(room.identity, await room.org(), wanted);
    const { pathname, search } = new URL(url);
    return pathname + search;
  };

  test.each(["open", "frontdoor"] as const)("(%s) names whom it logs in, and its button does", async (purpose) => {
    const page = await browser.visit(await link(purpose));
    expect(page.html).toContain("Continue as Ann Example");
    expect(browser.cookies.has("__Host-sid")).toBe(false);
    expect((await browser.submit(page)).path).toBe("/home");
    const [row] = await listLogins(room.store.db, room.orgId, 1);
    expect(row).toMatchObject({ kind: "link", outcome: "ok", memberId: adaId });
  });

  test.each(["open", "frontdoor", "password"] as const)(
    "(%s) outlives those who only look at it: scanners of mail, previews, a browser that fetches ahead",
    async (purpose) => {
      const path = await link(purpose);
      const looks: readonly Fields[] = [
        {},
        { "user-agent": "MailScanner/1.0", accept: "*/*" },
        { ...OPENED, "sec-purpose": "prefetch;prerender" },
        { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
      ];
      for (const headers of looks) {
        const scanner = fresh();
        expect((await scanner.visit(path, headers)).status).toBe(200);
        expect(scanner.cookies.has("__Host-sid")).toBe(false);
        await scanner.ask(path, { method: "HEAD", headers });
      }
      const passwords = { password: ADA.password, again: ADA.password };
      expect((await browser.submit(await browser.visit(path), passwords)).path).toBe("/home");
    },
  );

  test("is dead in its URL once its button was pressed", async () => {
    const path = await link("open");
    await browser.submit(await browser.visit(path));
    const second = await fresh().visit(path);
    expect([second.status, second.html]).toEqual([403, expect.stringContaining("used before, or its time is over")]);
  });

  test("of a client's token logs in at once the browser that a program opened at it", async () => {
    const path = await link("frontdoor", "/password");
    expect((await browser.ask(path, { headers: OPENED })).headers.location).toBe("/password");
    expect((await browser.visit("/home")).html).toContain("Ann Example");
    expect((await fresh().visit(path, OPENED)).status).toBe(403);
    expect((await fresh().visit(await link("open"), OPENED)).html).toContain("Continue as Ann Example");
  });

  test.each([
    ["a page of another site led to it", { ...OPENED, "sec-fetch-site": "cross-site" }],
    ["a page of this site led to it", { ...OPENED, "sec-fetch-site": "same-origin" }],
    ["a script fetches it", { ...OPENED, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
    ["a frame shows it", { ...OPENED, "sec-fetch-dest": "iframe" }],
    ["a browser fetches it ahead", { ...OPENED, "sec-purpose": "prefetch" }],
    ["the browser does not say", {}],
  ])("of a client's token waits for its button where %s", async (_, headers) => {
    const page = await browser.visit(await link("frontdoor"), headers);
    expect(page.html).toContain("Continue as Ann Example");
    expect(browser.cookies.has("__Host-sid")).toBe(false);
  });

  test("of a client's token waits for its button where another network asked for it: a redirect looks typed, too", async () => {
    const foreign = await link("frontdoor", undefined, "203.0.113.66");
    const seal = new URLSearchParams((await link("frontdoor")).split("?")[1]).get("from")!;
    for (const path of [foreign, foreign.replace(/from=.*/, `from=${seal}`), foreign.replace(/&from=.*/, "")]) {
      expect((await browser.visit(path, OPENED)).html).toContain("Continue as Ann Example");
      expect(browser.cookies.has("__Host-sid")).toBe(false);
    }
  });

  test("of a client's token waits for its button where somebody else is logged in", async () => {
    const username = "bea@org.example.test";
    const bea = { username, name: "Bea Example", kind: "standard", madeBy: "project" } as const;
    const { id: memberId } = await declareMember(room.identity, room.orgId, bea);
    const path = await link("frontdoor");
    const { url } = await makeLink(room.identity, await room.org(), { memberId, purpose: "open" });
    await browser.submit(await browser.visit(new URL(url).pathname));
    expect((await browser.visit(path, OPENED)).html).toContain("Continue as Ann Example");
    expect((await browser.visit("/home")).html).toContain("Bea Example");
  });

  const pressed = async (path: string) => browser.submit(await browser.visit(path));

  test("of a client's token leaves the session in which the same user has proved who they are", async () => {
    for (const opens of [(path: string) => browser.visit(path, OPENED), pressed]) {
      await browser.submit(await browser.visit(await link("open")));
      const proven = browser.cookies.get("__Host-sid");
      const path = await link("frontdoor", "/password");
      expect((await opens(path)).path).toBe("/password");
      expect(browser.cookies.get("__Host-sid")).toBe(proven);
      expect((await fresh().visit(path, OPENED)).status).toBe(403);
    }
  });

  test("logs in once: its form, sent again or twice at once, is refused", async () => {
    const page = await browser.visit(await link("open"));
    const word = browser.cookies.get("__Host-pre")!;
    const twice = await Promise.all([browser.submit(page), browser.submit(page)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 403]);
    browser.cookies.set("__Host-pre", word);
    expect((await browser.submit(page)).status).toBe(403);
  });

  test.each([
    ["open", 10 * 60_000],
    ["frontdoor", 60_000],
    ["password", 24 * 3_600_000],
  ] as const)("(%s) ends in its time", async (purpose, life) => {
    const path = await link(purpose);
    room.clock.now += life;
    expect((await browser.visit(path)).status).toBe(403);
  });

  test("cannot be used by another site's form", async () => {
    const page = await browser.visit(await link("open"));
    expect((await browser.submit(page, {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await browser.submit(page, { csrf: "guess" })).status).toBe(403);
    expect(browser.cookies.has("__Host-sid")).toBe(false);
  });

  test("leads only to pages of this server", async () => {
    for (const goesTo of ["https://evil.example/", "//evil.example", "lightning/setup"]) {
      expect((await browser.submit(await browser.visit(await link("frontdoor", goesTo)))).path).toBe("/home");
    }
  });

  test("of a client's token opens a session that is no proof of the person", async () => {
    await browser.submit(await browser.visit(await link("frontdoor")));
    expect((await browser.visit(authorizeUrl())).html).toContain("Log in to");
  });

  test("of a client's token is not given at a server that has yet to hear of the token's end", async () => {
    const app = await room.declareWeb("Link_Client", { scopes: ["web"] });
    const { accessToken } = await room.logIn(app, adaId);
    const elsewhere = room.elsewhere();
    const host = new URL(ORIGIN).host;
    const asked = { redirect: undefined, address: HERE };
    const early = await singleAccess(elsewhere, await bearerAt(elsewhere, host, accessToken), asked);
    expect(early.frontdoor_uri).toContain("frontdoor.jsp?otp=");
    room.clock.now += 1;
    await setPassword(room.identity, await room.org(), { memberId: adaId, password: ADA.password }, { actor: "test" });
    const bearer = await bearerAt(elsewhere, host, accessToken);
    await expect(singleAccess(elsewhere, bearer, asked)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("for a password sets it once it will do", async () => {
    const page = await browser.visit(await link("password"));
    const short = await browser.submit(page, { password: "short", again: "short" });
    expect([short.status, short.html]).toEqual([400, expect.stringContaining("at least 12 characters")]);
    const differ = await browser.submit(short, { password: ADA.password, again: `${ADA.password}.` });
    expect(differ.html).toContain("The two passwords differ");
    expect((await browser.submit(differ, { password: ADA.password, again: ADA.password })).path).toBe("/home");
  });

  test("ends when the user gets another password", async () => {
    const others = await Promise.all([link("password"), link("open"), link("frontdoor")]);
    const passwords = { password: ADA.password, again: ADA.password };
    const other = fresh();
    expect((await other.submit(await other.visit(await link("password")), passwords)).path).toBe("/home");
    for (const path of others) expect((await fresh().visit(path)).status).toBe(403);
  });

  test("for the first admin makes one, and every other such link ends", async () => {
    const other = await link("first_admin");
    const page = await browser.visit(await link("first_admin"));
    const form = { username: "root@org.example.test", name: "Root", password: ADA.password, again: ADA.password };
    const bad = await browser.submit(page, { ...form, username: `"><script>` });
    expect([bad.status, bad.html]).toEqual([400, expect.stringContaining("is not a username")]);
    expect(bad.html).not.toContain("<script");
    const home = await browser.submit(bad, form);
    expect(home.path).toBe(SETUP_HOME);
    expect((await fresh().visit(other)).status).toBe(403);
    expect((await logIn(fresh(), { username: form.username, password: form.password })).path).toBe(SETUP_HOME);
  });
});
