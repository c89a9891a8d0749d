// The home page, in a real browser: the first steps as the records tell them, and what needs attention with its cure.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enterSetup, newVisitor, openChromium, type Visitor } from "../support/chromium.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let browser: Browser;
let visitor: Visitor;
let page: Page;
beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer({ project: "examples" }), openChromium()]);
  visitor = await newVisitor(browser);
  page = visitor.page;
  page.setDefaultTimeout(10_000);
  await enterSetup(page, server);
});
afterAll(() => Promise.all([browser.close(), server.close()]));

const step = (label: string) => page.getByRole("listitem").filter({ hasText: label });
const matter = (words: string | RegExp) => page.getByRole("listitem").filter({ hasText: words });

describe("Home", () => {
  test("tells what is running, and that no language model answers", async () => {
    const running = page.getByRole("region", { name: "Running" });
    await running.getByText(server.origin).waitFor();
    await running.getByText("embedded PostgreSQL").waitFor();
    await matter("No language model answers").getByRole("link", { name: "Set up a model" }).waitFor();
    await matter("power cut").waitFor();
  });

  test("checks off the first steps as the records say they are done, up to a conversation", async () => {
    const done = (label: string) => step(label).getByRole("img", { name: "Done" });
    await done("Set Run As (Username)").waitFor();
    await step("Connect a client").getByRole("img", { name: "To do" }).waitFor();
    await server.token();
    await page.reload();
    await done("Connect a client").waitFor();
    await step("Have a conversation").getByRole("img", { name: "To do" }).waitFor();
    await server.startSession();
    await page.reload();
    await page.getByRole("heading", { name: "First steps: all done" }).waitFor();
  });

  test("hides the first steps, until they are wanted again", async () => {
    await page.getByRole("button", { name: "Hide" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Show the first steps" }).click();
    await page.getByRole("heading", { name: "First steps: all done" }).waitFor();
  });

  test("names an app whose Run As user is inactive, and leads to where that is set", async () => {
    const app = server.running.summary.apps[0]!.apiName;
    const { fields } = (await (await server.operate(`/apps/${app}`)).json()) as { fields: { runAs: string } };
    await server.operate(`/users/${fields.runAs}/active`, { active: false });
    await page.reload();
    await matter("gets no tokens by client credentials").getByRole("link", { name: "Set Run As" }).click();
    await expect.poll(() => page.url()).toContain(`/ManageExternalClientApplication/${app}/`);
    await server.operate(`/users/${fields.runAs}/active`, { active: true });
  });

  test("names a user who is locked, and leads to the button that unlocks", async () => {
    await server.operate("/users/lea@example.test", { fields: { name: "Lea", kind: "standard", role: "viewer" } });
    await lockOut("lea@example.test");
    await page.goto(`${server.origin}/lightning/setup/SetupOneHome/home`);
    await matter("lea@example.test is locked").getByRole("link", { name: "Unlock the user" }).click();
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("button", { name: "Unlock" }).waitFor({ state: "detached" });
    await page.getByText("Locked", { exact: true }).waitFor({ state: "detached" });
  });

  test("leaves the browser nothing to complain of", () => {
    expect(visitor.complaints).toEqual([]);
  });
});

/** Fail to log in until the user is locked. */
async function lockOut(username: string): Promise<void> {
  const { page: stranger, context } = await newVisitor(browser);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await stranger.goto(`${server.origin}/login`);
    await stranger.getByLabel("Username").fill(username);
    await stranger.getByLabel("Password").fill("not this one at all");
    await stranger.getByRole("button", { name: "Log in" }).click();
    await stranger.getByRole("alert").waitFor();
  }
  await context.close();
}
