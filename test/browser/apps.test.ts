// An external client app at its page: policies, rotation, hostile names, and what a role may do there.
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { proveIfAsked } from "../support/at-page.ts";
import { seriousFindings } from "../support/axe.ts";
import { newVisitor } from "../support/chromium.ts";
import { openPages } from "../support/open-setup.ts";

const { server, browser, visitorAt, close } = await openPages();
afterAll(close);

/** Somebody logged in, at a page below the address of Setup's pages; gives what the browser complained of. */
async function at(path: string, work: (page: Page) => Promise<void>): Promise<readonly string[]> {
  const home = "ManageExternalClientApplication";
  const { page, complaints, context } = await visitorAt(`${home}/${path}`);
  await work(page);
  await context.close();
  return complaints;
}

const change = (app: string, fields: Readonly<Record<string, unknown>>) => server.operate(`/apps/${app}`, { fields });
const fieldsOf = async (app: string) =>
  ((await (await server.operate(`/apps/${app}`)).json()) as { fields: Record<string, unknown> }).fields;

describe("an app's page", () => {
  test("the look-up of Run As says why a user is not eligible, and a change that is refused keeps what was typed", async () => {
    await server.operate("/users/gone@conformance.example", { fields: { kind: "api_only", role: "api" } });
    await server.operate("/users/gone@conformance.example/active", { active: false });
    await at("Second_Client/policies", async (page) => {
      await page.getByRole("button", { name: "Edit Policies" }).click();
      await page.getByLabel("Run As (Username)").fill("conformance");
      const gone = page.getByRole("option", { name: /gone@conformance\.example/ });
      await gone.getByText("Not eligible: the user is inactive").waitFor();
      expect(await gone.getAttribute("data-combobox-disabled")).not.toBeNull();
      await page.getByLabel("Run As (Username)").fill("gone@conformance.example");
      await page.getByLabel("Trusted IP Ranges").fill("203.0.113.0/24");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("cannot run as gone@conformance.example: the user is inactive").waitFor();
      expect(await page.getByLabel("Trusted IP Ranges").inputValue()).toBe("203.0.113.0/24");
    });
    expect(await fieldsOf("Second_Client")).toMatchObject({ runAs: "api.user@conformance.example", trustedRanges: [] });
  });

  test("every policy that is saved is the one that was chosen, and the others stay", async () => {
    const before = await fieldsOf("Narrow_Client");
    await at("Narrow_Client/policies", async (page) => {
      await page.getByRole("button", { name: "Edit Policies" }).click();
      await page
        .getByLabel("Refresh Token Policy")
        .selectOption("Expire refresh token if not used for a specific time");
      await page.getByLabel("Refresh Token Validity (Hours)").fill("720");
      await page.getByLabel("IP Relaxation").selectOption("Relax IP restrictions");
      await page.getByLabel("Named-User JWT Token Timeout").selectOption("10 minutes");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Expire refresh token if not used for a specific time").waitFor();
    });
    expect(await fieldsOf("Narrow_Client")).toEqual({
      ...before,
      refreshToken: { kind: "inactivity", hours: 720 },
      ipRelaxation: "bypass",
      jwtTimeoutMinutes: 10,
    });
  });

  test("its limits are set, refused at the field where they are no number, and taken away", async () => {
    const limits = async () => (await fieldsOf("Second_Client")).limits;
    await at("Second_Client/policies", async (page) => {
      const save = async () => page.getByRole("button", { name: "Save" }).click();
      const edit = async () => page.getByRole("button", { name: "Edit Policies" }).click();
      await edit();
      await page.getByLabel("Messages a Minute").fill("60 or so");
      await page.getByLabel("Cost of a Day").fill("2.50");
      await save();
      await expect.poll(limits).toEqual({ sendsPerMinute: 60, costPerDay: 2.5 });
      await edit();
      await page.getByLabel("Turns at Once").fill("0");
      await save();
      await page.getByText("One field needs another value.").waitFor();
      expect(await page.getByLabel("Turns at Once").getAttribute("aria-invalid")).toBe("true");
      await page.getByLabel("Turns at Once").fill("");
      await page.getByLabel("Messages a Minute").fill("");
      await save();
      await expect.poll(limits).toEqual({ costPerDay: 2.5 });
    });
  });

  test("a second pair is staged, shown, rotated in and the former one deleted", async () => {
    await at("Guessed_Client/settings", async (page) => {
      const key = () => page.getByLabel("Consumer Key", { exact: true }).innerText();
      const former = await key();
      await page.getByRole("button", { name: "Stage new credentials" }).click();
      const staged = await page.getByLabel("Staged Consumer Key", { exact: true }).innerText();
      await page.getByRole("button", { name: "Staged Key and Secret" }).click();
      const pair = page.getByRole("dialog", { name: "Staged Key and Secret" });
      await proveIfAsked(page, pair);
      expect(await pair.getByLabel("Consumer Secret", { exact: true }).innerText()).toMatch(/^[0-9A-F]{64}$/);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Rotate", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
      await expect.poll(() => page.getByLabel("Former Consumer Key", { exact: true }).innerText()).toBe(former);
      expect(await key()).toBe(staged);
      await page.getByRole("button", { name: "Delete former credentials" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete former credentials" }).click();
      await page.getByRole("button", { name: "Stage new credentials" }).waitFor();
    });
  });

  test("a hostile name is text wherever it stands", async () => {
    const hostile = `<img src=x onerror="document.title='taken'"> ${"W".repeat(60)}`;
    await change("Flowless_Client", { label: hostile, description: "</script><script>1</script>" });
    const complaints = await at("home", async (page) => {
      await page.getByRole("link", { name: hostile }).click();
      await page.getByRole("heading", { level: 1, name: hostile }).waitFor();
      await page.getByRole("tab", { name: "Settings" }).click();
      await page.getByText("</script><script>1</script>").waitFor();
      expect(await page.locator("img[src=x]").count()).toBe(0);
      expect(await page.title()).toContain(hostile);
      await page.setViewportSize({ width: 360, height: 800 });
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    });
    expect(complaints).toEqual([]);
  });
});

/** Pages and forms of an app, each in the state that has most on it. */
const states: readonly (readonly [path: string, open: (page: Page) => Promise<unknown>])[] = [
  ["home", (page) => page.getByRole("link", { name: "Conformance Client" }).waitFor()],
  ["new", (page) => page.getByRole("checkbox", { name: "Enable OAuth" }).check()],
  ["Conformance_Client/settings", (page) => page.getByRole("button", { name: "Edit Settings" }).waitFor()],
  ["Conformance_Client/policies?edit=true", (page) => page.getByRole("button", { name: "Save" }).waitFor()],
];

test("axe finds nothing serious on the pages and in the forms, light and dark", async () => {
  const complaints = await at("home", async (page) => {
    for (const [path, open] of states) {
      await page.goto(`${server.origin}/lightning/setup/ManageExternalClientApplication/${path}`);
      await open(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousFindings(page), `${path} ${colorScheme}`).toEqual([]);
      }
    }
  });
  expect(complaints).toEqual([]);
});

test("a viewer may look at an app, and finds neither its secret nor anything to change", async () => {
  const vera = "vera@conformance.example";
  await server.operate(`/users/${vera}`, { fields: { kind: "standard", role: "viewer", name: "Vera" } });
  const { url } = (await (await server.operate("/open", { username: vera })).json()) as { url: string };
  const { page, context } = await newVisitor(browser);
  await page.goto(url);
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await page.goto(`${server.origin}/lightning/setup/ManageExternalClientApplication/Conformance_Client/settings`);
  await page.getByText("The consumer secret is for administrators to see.").waitFor();
  for (const name of [/^Edit/, /^Consumer Key and Secret/, /^Disable/, /^Stage/]) {
    expect(await page.getByRole("button", { name }).count(), String(name)).toBe(0);
  }
  await page.goto(`${server.origin}/lightning/setup/ManageExternalClientApplication/new`);
  await page.getByText(/^This page is for those who may change external client apps/).waitFor();
  expect(await page.getByRole("button", { name: "Create" }).count()).toBe(0);
  await context.close();
});
