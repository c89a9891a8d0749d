// Setup as those see it who may not change it all: every page of it answers, and offers nothing that is refused.
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { newVisitor } from "../support/chromium.ts";
import { openPages } from "../support/open-setup.ts";

const KEY = "sk-typed-by-a-person-7777";
const { server, browser, close } = await openPages(undefined, {
  first: ({ operate }) => operate("/models/keys/OPENAI_API_KEY", { value: KEY }),
});
afterAll(close);

/** A user of this role, at Home, with every refusal of the server and complaint of the browser so far. */
async function enterAs(role: "viewer" | "builder") {
  const username = `${role}@conformance.example`;
  await server.operate(`/users/${username}`, { fields: { kind: "standard", role, name: `A ${role}` } });
  const { url } = (await (await server.operate("/open", { username })).json()) as { url: string };
  const { page, context, complaints } = await newVisitor(browser);
  const refusals: string[] = [];
  page.on("response", (reply) => {
    if (reply.status() >= 400) refusals.push(`${reply.status()} ${reply.url()}`);
  });
  await page.goto(url);
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await heading(page, "Home").waitFor();
  return { page, context, complaints, refusals };
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const goTo = (page: Page, path: string) => page.goto(`${server.origin}/lightning/setup/${path}`);

/** What a role that changes nothing there must not find, by the page. */
const absent = {
  "ManageExternalClientApplication/home": [/^New External Client App/],
  "ManageUsers/home": [/^New User/],
  "PermSets/home": [/^New Permission Set/],
  "SecuritySession/home": [/^Save/, /^Edit/],
  "SigningKeys/home": [/^Rotate/, /^Withdraw/],
  "Models/home": [/^Enter/, /^Replace/, /^Delete/, /^Use this model/, /^Test/],
} as const;

describe.each(["viewer", "builder"] as const)("a %s", (role) => {
  test("goes through every page of the tree, and nothing there is refused", async () => {
    const { page, context, complaints, refusals } = await enterAs(role);
    const links = page.getByRole("navigation", { name: "Setup pages" }).getByRole("link");
    const labels = await links.allInnerTexts();
    expect(labels).toContain("Models");
    expect(labels).not.toContain("Audit Trail");
    for (const label of labels) {
      await links.filter({ hasText: new RegExp(`^${label}$`) }).click();
      await heading(page, label).waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.getByRole("button", { name: "Try again" }).count(), label).toBe(0);
    }
    expect(refusals).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("is offered no change where the role may only look", async () => {
    const { page, context } = await enterAs(role);
    const main = page.getByRole("main");
    for (const [path, names] of Object.entries(absent)) {
      await goTo(page, path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      for (const name of names) {
        const offered = main.getByRole("button", { name }).or(main.getByRole("link", { name }));
        expect(await offered.count(), `${path} ${name}`).toBe(0);
      }
    }
    await context.close();
  });
});

test("how a key of a provider ends is told to those who may change it, and to nobody else", async () => {
  const { page, context } = await enterAs("viewer");
  const heard = page.waitForResponse(/\/dragoman\/v1\/models$/);
  await goTo(page, "Models/home");
  expect(await (await heard).text()).not.toContain("7777");
  await page.getByText("entered by").waitFor();
  expect(await page.content()).not.toContain("7777");
  expect(await (await server.operate("/models")).text()).toContain('"endsWith":"7777"');
  await context.close();
});

test("how many secrets a server holds is told to those who manage its keys, and to nobody else", async () => {
  const { page, context } = await enterAs("builder");
  const heard = page.waitForResponse(/\/dragoman\/v1\/keys$/);
  await goTo(page, "SigningKeys/home");
  expect(await (await heard).json()).toMatchObject({ sealed: {} });
  await page.getByRole("heading", { name: "Keys that sign tokens" }).waitFor();
  expect(await page.getByRole("heading", { name: "Keys that seal secrets" }).count()).toBe(0);
  const { sealed } = (await (await server.operate("/keys")).json()) as { sealed: Record<string, number> };
  expect(Object.values(sealed)).toEqual([expect.any(Number)]);
  await context.close();
});

test("a viewer is told who may test a connection", async () => {
  const { page, context } = await enterAs("viewer");
  await goTo(page, "ConnectClient/Conformance_Client");
  await page.getByText("builders and administrators may").waitFor();
  expect(await page.getByRole("button", { name: "Test connection" }).count()).toBe(0);
  await context.close();
});
