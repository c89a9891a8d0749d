// What happens to a page when the session ends, somebody logs out in another tab, or the server is away for a while.
import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { ADMIN, newVisitor } from "../support/chromium.ts";
import { makeFolder } from "../support/folder.ts";
import { openPages } from "../support/open-setup.ts";
import { startTestServer } from "../support/server.ts";

const data = await makeFolder({});
afterAll(() => rm(data, { recursive: true }));
const { server, browser, visitorAt, close } = await openPages("examples", { config: { data } });
afterAll(close);

/** A person who has begun to make a user. */
const atForm = () => visitorAt("ManageUsers/new");

const fillIn = async (page: Page, name: string) => {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("textbox", { name: "Username" }).fill(`${name.toLowerCase()}@example.test`);
};

/** Follow the link of the dialog into a new tab, and log in there. */
async function logInInNewTab(page: Page, back = "New User"): Promise<Page> {
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Log in in a new tab" }).click(),
  ]);
  await tab.getByLabel("Username").fill(ADMIN.username);
  await tab.getByLabel("Password").fill(ADMIN.password);
  await tab.getByRole("button", { name: "Log in" }).click();
  await tab.getByRole("heading", { level: 1, name: back }).waitFor();
  return tab;
}

const loggedOut = (page: Page) => page.getByRole("dialog", { name: "You are logged out" });

describe("A session that has ended", () => {
  test("keeps what was typed; after a login in a new tab the page goes on and can be saved", async () => {
    const { page, context } = await atForm();
    await fillIn(page, "Grace");
    await context.clearCookies();
    await page.getByRole("button", { name: "Save" }).click();
    await loggedOut(page).waitFor();
    await logInInNewTab(page);
    await loggedOut(page).waitFor({ state: "hidden" });
    expect(await page.getByRole("textbox", { name: "Username" }).inputValue()).toBe("grace@example.test");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Grace" }).waitFor();
    await context.close();
  });

  test("a reload of a page of it leads to the login, and from there back to the page", async () => {
    const { page, context } = await atForm();
    await context.clearCookies();
    await page.reload();
    await page.getByLabel("Username").fill(ADMIN.username);
    await page.getByLabel("Password").fill(ADMIN.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { level: 1, name: "New User" }).waitFor();
    await context.close();
  });
});

describe("A live tail", () => {
  test("is asked for no more by whoever is logged out, and goes on after a login", async () => {
    const { page, context } = await visitorAt("EventLogs/home");
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/\/(logs\/tail|me)$/.test(pathname)) asked.push(pathname.split("/").at(-1)!);
    });
    const live = page.getByText("new sessions and turns appear here");
    await page.getByRole("switch", { name: "Live tail" }).click({ force: true });
    await live.waitFor();
    const other = await context.newPage();
    await other.goto(`${server.origin}/lightning/setup/SetupOneHome/home`);
    await other.getByRole("button", { name: /^User menu of/ }).click();
    await other.getByRole("menuitem", { name: "Log out" }).click();
    await loggedOut(page).waitFor();
    // The shell looks for the person every two seconds; the tail would be asked for as often.
    asked.length = 0;
    await expect.poll(() => asked.filter((each) => each === "me").length, { timeout: 15_000 }).toBeGreaterThan(2);
    expect(asked.filter((each) => each === "tail").length).toBeLessThan(2);
    await logInInNewTab(page, "Event Logs");
    await live.waitFor();
    await context.close();
  });
});

describe("Two tabs", () => {
  test("who logs out in one is told so in the other, which keeps what was typed there", async () => {
    const { page, context } = await atForm();
    await fillIn(page, "Linus");
    const other = await context.newPage();
    await other.goto(`${server.origin}/lightning/setup/SetupOneHome/home`);
    await other.getByRole("button", { name: /^User menu of/ }).click();
    await other.getByRole("menuitem", { name: "Log out" }).click();
    await other.getByRole("button", { name: "Log in" }).waitFor();
    await loggedOut(page).waitFor();
    await logInInNewTab(page);
    await loggedOut(page).waitFor({ state: "hidden" });
    expect(await page.getByRole("textbox", { name: "Username" }).inputValue()).toBe("linus@example.test");
    await context.close();
  });

  test("a tab of somebody else who logged in meanwhile shows nothing of the former person's page", async () => {
    const { page, context } = await atForm();
    await fillIn(page, "Secretive");
    await server.operate("/users/eve@example.test", { fields: { name: "Eve", kind: "standard", role: "viewer" } });
    const { url } = (await (await server.operate("/open", { username: "eve@example.test" })).json()) as { url: string };
    const other = await context.newPage();
    await other.goto(url);
    await other.getByRole("button", { name: /^Continue as/ }).click();
    await page.getByText("This page is for those who may").waitFor();
    expect(await page.getByText("Secretive").count()).toBe(0);
    await context.close();
  });
});

describe("A user who may not use Setup", () => {
  test("is told so, with a way to log out", async () => {
    const { page, context } = await newVisitor(browser);
    await server.operate("/users/carl@example.test", { fields: { name: "Carl", kind: "standard", role: "api" } });
    const { url } = (await (await server.operate("/open", { username: "carl@example.test" })).json()) as {
      url: string;
    };
    await page.goto(url);
    await page.getByRole("button", { name: /^Continue as/ }).click();
    await page.goto(`${server.origin}/lightning/setup/ManageUsers/home`);
    await page.getByRole("heading", { level: 1, name: "Setup is not for this user" }).waitFor();
    await page.getByRole("link", { name: "My account and log out" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log in" }).waitFor();
    await context.close();
  });
});

describe("A server that is away", () => {
  test("is told in a banner that goes when it is back, and what was typed can be saved then", async () => {
    const { page, context } = await atForm();
    await fillIn(page, "Barbara");
    const { port } = new URL(server.origin);
    await server.close();
    await page.getByRole("button", { name: "Save" }).click();
    const banner = page.getByRole("alert").filter({ hasText: "The server does not answer" });
    await banner.first().waitFor();
    const again = await startTestServer({ project: "examples", config: { data, port: Number(port) } });
    onTestFinished(again.close);
    await page.getByText("this page goes on as soon as the server is back").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Barbara" }).waitFor();
    await context.close();
  });
});
