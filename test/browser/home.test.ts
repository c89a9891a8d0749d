// The home page, in a real browser: the first steps as the records tell them, and what needs attention with its cure.
import { afterAll, describe, expect, test } from "vitest";
import { newVisitor } from "../support/chromium.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, browser, page, complaints, close } = await openSetup("examples");
afterAll(close);

const step = (label: string) => page.getByRole("listitem").filter({ hasText: label });
const matter = (words: string | RegExp) => page.getByRole("listitem").filter({ hasText: words });

describe("Home", () => {
  test("tells what is running, and that no language model answers", async () => {
    const running = page.getByRole("region", { name: "Running" });
    await running.getByText(server.origin).waitFor();
    await running.getByText("embedded PostgreSQL").waitFor();
    await matter("No language model answers").getByRole("link", { name: "Set up a model" }).waitFor();
    await matter("gone when the server stops").waitFor();
    expect(await matter("survives a crash").count()).toBe(0);
  });

  test("offers no cure to a viewer, who may look", async () => {
    const username = "vera@hexfell.example";
    await server.operate(`/users/${username}`, { fields: { kind: "standard", role: "viewer", name: "Vera" } });
    const { url } = (await (await server.operate("/open", { username })).json()) as { url: string };
    const vera = await newVisitor(browser);
    await vera.page.goto(url);
    await vera.page.getByRole("button", { name: /^Continue as/ }).click();
    await vera.page.getByRole("link", { name: "See the models" }).waitFor();
    expect(await vera.page.getByRole("link", { name: "Set up a model" }).count()).toBe(0);
    await vera.context.close();
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

  test("leads from a first step to where it is done: a new agent begins in its dialog", async () => {
    await step("Make an agent").getByRole("link", { name: "Make an agent" }).click();
    const dialog = page.getByRole("dialog", { name: "New agent from a template" });
    await dialog.getByRole("radio", { name: "Questions and answers", checked: true }).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
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
    expect(complaints).toEqual([]);
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
