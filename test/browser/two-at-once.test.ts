// Two administrators at the same record: what one saves does not undo, unseen, what the other saved meanwhile.
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { openPages } from "../support/open-setup.ts";

const { server, visitorAt, close } = await openPages();
afterAll(close);

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function at(path: string, work: (page: Page) => Promise<void>): Promise<readonly string[]> {
  const { page, complaints, context } = await visitorAt(path);
  await work(page);
  await context.close();
  return complaints;
}

/** Come back to the page after a while: it asks again for what it shows. */
async function comeBack(page: Page, path: string): Promise<void> {
  const asked = page.waitForResponse((response) => response.url().endsWith(path));
  await page.clock.fastForward(10_000);
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
  await (await asked).finished();
}

test("a user who lost a role while their form was open elsewhere does not get it back with a new address", async () => {
  const path = "/users/tess@conformance.example";
  const user = { name: "Tess", kind: "standard", role: "builder" };
  await server.operate(path, { fields: user });
  const complaints = await at("ManageUsers/tess@conformance.example", async (page) => {
    await button(page, "Edit").click();
    await page.getByLabel("Email").fill("tess@elsewhere.example");
    await server.operate(path, { fields: { role: "viewer" } });
    await button(page, "Save").click();
    await page.getByText("tess@elsewhere.example").waitFor();
    await page.getByText(/^Viewer: /).waitFor();
  });
  expect(complaints).toEqual([]);
});

test("a permission set that another changed is not replaced: the form says so and keeps what was typed", async () => {
  const path = "/permission-sets/Crew";
  await server.operate(path, { label: "Crew", scopes: [], agents: [] });
  await at("PermSets/Crew", async (page) => {
    await button(page, "Edit").click();
    await page.getByRole("textbox", { name: "Label" }).fill("Night crew");
    await server.operate(path, { label: "Crew", scopes: ["api"], agents: [] });
    await button(page, "Save").click();
    await page.getByRole("alert").filter({ hasText: "Somebody else changed this meanwhile" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Label" }).inputValue()).toBe("Night crew");
  });
  await at("PermSets/new", async (page) => {
    await page.getByRole("textbox", { name: "Label" }).fill("Watch");
    await page.getByRole("textbox", { name: "API Name" }).fill("Watch");
    await server.operate("/permission-sets/Watch", { label: "Another watch", scopes: ["api"], agents: [] });
    await button(page, "Save").click();
    await page.getByRole("alert").filter({ hasText: "the permission set Watch was made" }).waitFor();
  });
  const { permissionSets } = (await (await server.operate("/permission-sets")).json()) as {
    permissionSets: readonly { label: string; scopes: readonly string[] }[];
  };
  expect(permissionSets.map(({ label, scopes }) => [label, scopes])).toEqual([
    ["Crew", ["api"]],
    ["Another watch", ["api"]],
  ]);
});

test("an app's form that is open while another changes the app saves what was typed in it, and nothing else", async () => {
  const path = "/apps/Second_Client";
  const complaints = await at("ManageExternalClientApplication/Second_Client/settings", async (page) => {
    await page.clock.install();
    await page.reload();
    await button(page, "Edit Settings").click();
    await page.getByLabel("Contact Phone").fill("+44 20 7946 0000");
    await server.operate(path, { fields: { description: "As another wrote it" } });
    await comeBack(page, path);
    await button(page, "Save").click();
    await page.getByText("+44 20 7946 0000").waitFor();
  });
  const { fields } = (await (await server.operate(path)).json()) as { fields: object };
  expect(fields).toMatchObject({ description: "As another wrote it", contactPhone: "+44 20 7946 0000" });
  expect(complaints).toEqual([]);
});

test("session settings that somebody else saved meanwhile are not overwritten, and what was typed stays", async () => {
  const settingsNow = async () =>
    ((await (await server.operate("/org-settings")).json()) as { settings: { sessionMinutes: number } }).settings;
  await at("SecuritySession/home", async (page) => {
    await page.getByLabel("Timeout (minutes)").fill("30");
    await server.operate("/org-settings", { ...(await settingsNow()), sessionMinutes: 45 });
    await button(page, "Save").click();
    await page.getByRole("alert").filter({ hasText: "Somebody else changed this meanwhile" }).waitFor();
    expect(await page.getByLabel("Timeout (minutes)").inputValue()).toBe("30");
  });
  expect((await settingsNow()).sessionMinutes).toBe(45);
});
