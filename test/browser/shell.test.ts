// The shell around every page, in a real browser: finding pages, moving between them, and who sees what.
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import type { Visitor } from "../support/chromium.ts";
import { openSetup } from "../support/open-setup.ts";

const setup = await openSetup("examples");
const { server } = setup;
afterAll(setup.close);

/** The person, back at Setup's home page. */
async function atHome(size = { width: 1280, height: 800 }): Promise<Visitor> {
  setup.complaints.length = 0;
  await setup.page.setViewportSize(size);
  await setup.goTo("SetupOneHome/home");
  await heading(setup.page, "Home").waitFor();
  return setup;
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const pagesFound = (page: Page) => page.getByRole("navigation", { name: "Setup pages" }).getByRole("link");
const pathOf = (page: Page) => new URL(page.url()).pathname.replace("/lightning/setup/", "");

describe("Setup", () => {
  test("/ leads a person who is logged in to the home page, and the browser has nothing to complain of", async () => {
    const { page, complaints } = await atHome();
    await page.goto(`${server.origin}/`);
    await heading(page, "Home").waitFor();
    expect(pathOf(page)).toBe("SetupOneHome/home");
    expect(complaints).toEqual([]);
  });

  test("goes on after a reload, and back with the browser's button; an unknown address offers pages of its words", async () => {
    const { page, complaints } = await atHome();
    await pagesFound(page).filter({ hasText: "Users" }).first().click();
    await heading(page, "Users").waitFor();
    await page.reload();
    await heading(page, "Users").waitFor();
    await page.goBack();
    await heading(page, "Home").waitFor();
    await page.goForward();
    await heading(page, "Users").waitFor();
    await page.goto(`${server.origin}/lightning/setup/Userz/list`);
    await heading(page, "There is no such page").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Permission Sets" }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("Quick Find", () => {
  test.each([
    ["My Dom", "My Domain", "OrgDomain/home"],
    ["connected app", "External Client Apps Manager", "ManageExternalClientApplication/home"],
    ["External Client App", "External Client Apps Manager", "ManageExternalClientApplication/home"],
    ["view setup audit trail", "Audit Trail", "SecurityEvents/home"],
    ["permisson", "Permission Sets", "PermSets/home"],
    ["Agentforce Agents", "Agents", "EinsteinCopilot/home"],
  ])("finds %s, by label, synonym or a slip of the hand, and Enter opens it", async (words, label, path) => {
    const { page } = await atHome();
    await page.keyboard.press("/");
    await page.keyboard.type(words);
    await pagesFound(page).getByText(label, { exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, label).waitFor();
    expect(pathOf(page)).toBe(path);
  });

  test("filters as one types, marks what was typed, and is left with the arrow keys", async () => {
    const { page, complaints } = await atHome();
    const box = page.getByRole("searchbox", { name: "Quick Find" });
    await box.fill("hist");
    await expect.poll(() => pagesFound(page).allInnerTexts()).toContain("Login History");
    expect(await page.locator("nav mark").allInnerTexts()).toEqual(["Hist"]);
    expect(await pagesFound(page).filter({ hasText: "My Domain" }).count()).toBe(0);
    await box.fill("zzzz");
    await page.getByText("No page goes by these words").waitFor();
    await box.press("Escape");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    expect(await box.evaluate((input: Element) => input.matches(":focus"))).toBe(true);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await heading(page, "Home").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a section that was closed stays closed, and opens for what is looked for in it", async () => {
    const { page } = await atHome();
    await page.getByRole("button", { name: "Security" }).click();
    await page.getByRole("link", { name: "Login History" }).waitFor({ state: "hidden" });
    await page.reload();
    await heading(page, "Home").waitFor();
    expect(await page.getByRole("link", { name: "Login History" }).count()).toBe(0);
    const box = page.getByRole("searchbox", { name: "Quick Find" });
    await box.fill("login");
    await page.getByRole("link", { name: "Login History" }).waitFor();
    await box.press("Escape");
    await page.getByRole("button", { name: "Security" }).click();
    await page.getByRole("link", { name: "Login History" }).waitFor();
  });

  test("the heading of the page that was gone to has the focus, and its title is told", async () => {
    const { page } = await atHome();
    await pagesFound(page).getByText("My Domain").click();
    await heading(page, "My Domain").and(page.locator(":focus")).waitFor();
    expect(await page.title()).toBe("My Domain | Setup");
    await page.getByRole("status").filter({ hasText: "My Domain" }).waitFor();
  });
});

describe("The palette", () => {
  test("opens by Ctrl-K, and finds pages, agents, apps, users and things to do", async () => {
    const { page, complaints } = await atHome();
    const agentId = server.agents.Hexfell_Service ?? Object.values(server.agents)[0]!;
    for (const [words, option, path] of [
      ["Hexfell Serv", "Hexfell Service", `EinsteinCopilot/${agentId}/edit`],
      ["web shop", "The web shop", "ManageExternalClientApplication/"],
      ["ada@ex", "Ada", "ManageUsers/005"],
      ["signing", "Signing Keys", "SigningKeys/home"],
      ["New Us", "New User", "ManageUsers/new"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search Setup" }).fill(words);
      await page.getByRole("dialog").getByRole("option", { name: option }).first().click();
      await expect.poll(() => pathOf(page)).toContain(path);
      await page.goto(`${server.origin}/lightning/setup/SetupOneHome/home`);
      await heading(page, "Home").waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test("finds a session by its id, and nothing by another one", async () => {
    const { sessionId } = await server.startSession();
    const { page } = await atHome();
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: "Search Setup" });
    await box.fill("00000000-0000-4000-8000-000000000000");
    await page.getByText("Nothing goes by these words.").waitFor();
    await box.fill(sessionId);
    await page.getByRole("option", { name: sessionId }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => pathOf(page)).toBe(`EventLogs/${sessionId}`);
  });
});

describe("The menus", () => {
  test("tell the org's address and id, and keep the theme that was chosen", async () => {
    const { page, complaints } = await atHome();
    await page.getByRole("button", { name: /^Org menu of/ }).click();
    await page.getByRole("menu").getByText(server.origin).waitFor();
    await page.getByRole("menu").getByText(server.running.summary.org.id).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^User menu of/ }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
    await expect.poll(scheme).toBe("dark");
    await page.reload();
    expect(await scheme()).toBe("dark");
    await page.getByRole("button", { name: "Help" }).click();
    await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Go to Quick Find").waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("At a width of 360 pixels", () => {
  test("the tree is in a drawer that closes over the page one goes to, and nothing runs over the edge", async () => {
    const { page, complaints } = await atHome({ width: 360, height: 740 });
    expect(await page.getByRole("navigation", { name: "Setup pages" }).count()).toBe(0);
    await page.getByRole("button", { name: "Setup pages" }).click();
    await page.getByRole("searchbox", { name: "Quick Find" }).fill("audit");
    await page.getByRole("searchbox", { name: "Quick Find" }).press("Enter");
    await heading(page, "Audit Trail").waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
  });
});
