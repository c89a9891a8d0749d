// One-time links: whom they log in, how often, how long, and where they lead.
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { makeLink } from "../../src/identity/people/links.ts";
import { listLogins } from "../../src/store/login-history.ts";
import type { Browser } from "../support/browser.ts";
import { ADA, openPeople } from "../support/people.ts";

const { room, adaId, fresh, logIn, authorizeUrl, close } = await openPeople();
afterAll(close);

let browser: Browser;
beforeEach(() => {
  browser = fresh();
  room.clock.now += 3_600_000;
});

describe("a one-time link", () => {
  const link = async (purpose: "open" | "frontdoor" | "password" | "first_admin", goesTo?: string) => {
    const memberId = purpose === "first_admin" ? null : adaId;
    const { url } = await makeLink(room.identity, await room.org(), { memberId, purpose, ...(goesTo && { goesTo }) });
    const { pathname, search } = new URL(url);
    return pathname + search;
  };

  test.each(["open", "frontdoor"] as const)("(%s) names whom it logs in, and its button does", async (purpose) => {
    const page = await browser.visit(await link(purpose));
    expect(page.path).toBe("/open");
    expect(page.html).toContain("Continue as Ann Example");
    expect(browser.cookies.has("__Host-sid")).toBe(false);
    expect((await browser.submit(page)).path).toBe("/home");
    const [row] = await listLogins(room.store.db, room.orgId, 1);
    expect(row).toMatchObject({ kind: "link", outcome: "ok", memberId: adaId });
  });

  test("is dead in its URL once it was followed, and a look with HEAD does not follow it", async () => {
    const path = await link("open");
    expect((await browser.ask(path, { method: "HEAD" })).status).toBe(404);
    await browser.visit(path);
    const second = await fresh().visit(path);
    expect([second.status, second.html]).toEqual([403, expect.stringContaining("used before, or its time is over")]);
  });

  test("logs in once: its form, sent again or twice at once, is refused", async () => {
    const page = await browser.visit(await link("open"));
    const held = browser.cookies.get("__Host-link")!;
    const twice = await Promise.all([browser.submit(page), browser.submit(page)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 403]);
    browser.cookies.set("__Host-link", held);
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

  test("for a password sets it once it will do", async () => {
    const page = await browser.visit(await link("password"));
    const short = await browser.submit(page, { password: "short", again: "short" });
    expect([short.status, short.html]).toEqual([400, expect.stringContaining("at least 12 characters")]);
    const differ = await browser.submit(short, { password: ADA.password, again: `${ADA.password}.` });
    expect(differ.html).toContain("The two passwords differ");
    expect((await browser.submit(differ, { password: ADA.password, again: ADA.password })).path).toBe("/home");
  });

  test("cannot be kept alive: what its cookie holds is no link", async () => {
    await browser.visit(await link("open"));
    const held = browser.cookies.get("__Host-link")!;
    expect((await fresh().visit(`/open/${held}`)).status).toBe(403);
    expect((await fresh().visit(`/secur/frontdoor.jsp?otp=${held}`)).status).toBe(403);
  });

  test("ends when the user gets another password", async () => {
    const others = await Promise.all([link("password"), link("open"), link("frontdoor")]);
    await browser.visit(await link("open"));
    const passwords = { password: ADA.password, again: ADA.password };
    const other = fresh();
    expect((await other.submit(await other.visit(await link("password")), passwords)).path).toBe("/home");
    for (const path of others) expect((await fresh().visit(path)).status).toBe(403);
    expect((await browser.visit("/open")).status).toBe(403);
  });

  test("for the first admin makes one, and every other such link ends", async () => {
    const other = await link("first_admin");
    const page = await browser.visit(await link("first_admin"));
    const form = { username: "root@org.example.test", name: "Root", password: ADA.password, again: ADA.password };
    const bad = await browser.submit(page, { ...form, username: `"><script>` });
    expect([bad.status, bad.html]).toEqual([400, expect.stringContaining("is not a username")]);
    expect(bad.html).not.toContain("<script");
    const home = await browser.submit(bad, form);
    expect(home.html).toContain("Role: Administrator");
    expect((await fresh().visit(other)).status).toBe(403);
    expect((await logIn(fresh(), { username: form.username, password: form.password })).path).toBe("/home");
  });
});
