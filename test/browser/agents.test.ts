// The list of agents in a real browser: what it shows, and how agents come and go.
import { readFile, rm } from "node:fs/promises";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { agentsOf, editorOf } from "../support/builder.ts";
import { makeFolder } from "../support/folder.ts";
import { openSetup } from "../support/open-setup.ts";
import { agentFile } from "../support/theatre.ts";

const { server, page, context, complaints, close } = await openSetup("examples");
afterAll(close);

const openList = async () => {
  await page.goto(`${server.origin}/lightning/setup/EinsteinCopilot/home`);
  await page.getByRole("table", { name: "Agents" }).waitFor();
};
const row = (name: string) => page.getByRole("row").filter({ hasText: name });

describe("Agents", () => {
  test("each row has status, type, last use, and an id that can be copied", async () => {
    await server.startSession("Hut_Warden");
    await openList();
    await row("Hut_Warden").getByText("Active").waitFor();
    expect(await row("Hut_Warden").textContent()).toMatch(/version 1.*Service agent.*\d{4}/);
    expect(await row("Staff_Desk").textContent()).toMatch(/Employee agent.*never/);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await row("Staff_Desk")
      .getByRole("button", { name: /^Copy agent id/ })
      .click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(server.agents.Staff_Desk);
  });

  test("a row opens to the agent's versions, and each of them leads to its text", async () => {
    const agents = agentsOf(server);
    const id = await agents.make("Two_Texts");
    const first = await agents.draft("Two_Texts");
    await server.operate("/agents/Two_Texts/commit", { base: first.hash, message: "The <b>first</b>" });
    await server.operate("/agents/Two_Texts/activate", {});
    await agents.save("Two_Texts", `${first.source}# More\n`, null);
    await openList();
    const open = page.getByRole("button", { name: "Versions of Two Texts" });
    expect(await open.getAttribute("aria-expanded")).toBe("false");
    await open.focus();
    await page.keyboard.press("Enter");
    const versions = page.getByRole("table", { name: "Versions of Two Texts" });
    await versions.getByRole("row").filter({ hasText: "Draft" }).waitFor();
    expect(await open.getAttribute("aria-expanded")).toBe("true");
    expect(await versions.getByRole("row").allTextContents()).toEqual([
      "VersionStatusChanged",
      expect.stringMatching(/^2Draft/),
      expect.stringMatching(/^1The <b>first<\/b>Active/),
    ]);
    await versions.getByRole("link", { name: "Version 1 of Two Texts" }).click();
    await page.getByText(/It is shown to be read/).waitFor();
    expect(new URL(page.url()).pathname).toContain(id);
    await openList();
    await open.click();
    await open.click();
    await versions.waitFor({ state: "detached" });
  });

  test("an agent's page answers at its id of 15 characters, too", async () => {
    await page.goto(`${server.origin}/lightning/setup/EinsteinCopilot/${server.agents.Staff_Desk!.slice(0, 15)}/edit`);
    await page.getByRole("heading", { level: 1, name: "Staff Desk" }).waitFor();
    await editorOf(page).waitFor();
  });

  test("a bundle is imported as a draft, and what is no agent is refused by name", async () => {
    const faq = await readFile("templates/faq/agents/Faq/Faq.agent", "utf8");
    const meta = (type: string) => `<AiAuthoringBundle><bundleType>${type}</bundleType></AiAuthoringBundle>`;
    await openList();
    await page.getByRole("button", { name: "New Agent" }).click();
    await page.getByRole("menuitem", { name: "Import a script or bundle" }).click();
    const dialog = page.getByRole("dialog");
    const files = (name: string, type: string) => [
      { name: `${name}.agent`, mimeType: "text/plain", buffer: Buffer.from(faq) },
      { name: `${name}.bundle-meta.xml`, mimeType: "text/xml", buffer: Buffer.from(meta(type)) },
    ];
    await dialog.locator("input[type=file]").first().setInputFiles(files("Faq", "OTHER"));
    await dialog
      .getByText(/its bundleType is not AGENT/)
      .first()
      .waitFor();
    await dialog.locator("input[type=file]").first().setInputFiles(files("Faq", "AGENT"));
    await dialog.getByText(/its bundleType is not AGENT/).waitFor({ state: "hidden" });
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await editorOf(page).waitFor();
    expect((await agentsOf(server).draft("Faq")).source).toBe(faq);
  });

  test("a folder with bundles in it is imported at once, each as a draft", async () => {
    const folder = await makeFolder({
      "bundles/Left/Left.agent": agentFile("Left", ""),
      "bundles/Right/Right.agent": agentFile("Right", ""),
      "bundles/notes.md": "Nothing to import",
    });
    onTestFinished(() => rm(folder, { recursive: true }));
    await openList();
    await page.getByRole("button", { name: "New Agent" }).click();
    await page.getByRole("menuitem", { name: "Import a script or bundle" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file][webkitdirectory]").setInputFiles(folder);
    await dialog.getByRole("button", { name: "Import 2 agents" }).click();
    await expect.poll(() => dialog.getByText("Imported as a draft").count()).toBe(2);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await row("Left").waitFor();
    expect((await agentsOf(server).draft("Right")).source).toBe(agentFile("Right", ""));
  });

  test("Clone Version makes a draft of the version that is active, which stays so", async () => {
    const agents = agentsOf(server);
    await openList();
    await row("Staff_Desk")
      .getByRole("button", { name: /^What can be done/ })
      .click();
    await page.getByRole("menuitem", { name: "Clone Version" }).click();
    await editorOf(page).waitFor();
    const { activeVersion, versions } = await agents.agent("Staff_Desk");
    expect(activeVersion).toBe(1);
    expect(versions.map(({ state }) => state).toSorted()).toEqual(["committed", "draft"]);
  });

  test("an agent is deleted once its name was typed", async () => {
    await openList();
    await row("Faq")
      .getByRole("button", { name: /^What can be done/ })
      .click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type Faq to delete it").fill("Faq");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await row("Faq").waitFor({ state: "hidden" });
    expect((await server.operate("/agents/Faq")).status).toBe(404);
  });

  test("an agent is deactivated and activated from its row, and its bundle is saved", async () => {
    await openList();
    const menu = row("Staff_Desk").getByRole("button", { name: /^What can be done/ });
    await menu.click();
    await page.getByRole("menuitem", { name: "Deactivate" }).click();
    await row("Staff_Desk").getByText("Inactive").waitFor();
    await menu.click();
    await page.getByRole("menuitem", { name: "Activate the newest version" }).click();
    await row("Staff_Desk").getByText("Active", { exact: true }).waitFor();
    await menu.click();
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Export bundle" }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe("Staff_Desk.zip");
    const archive = await readFile(await saved.path(), "latin1");
    expect(archive).toContain("aiAuthoringBundles/Staff_Desk/Staff_Desk.bundle-meta.xml");
    expect(complaints).toEqual([]);
  });
});
