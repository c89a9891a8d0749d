// Event logs in a real browser: a session is found, read, watched as it comes, taken away as a file, and deleted.
import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { loggedProject } from "../support/logged-project.ts";
import { openSetup } from "../support/open-setup.ts";
import type { TestServer } from "../support/server.ts";

const HOSTILE = `<img src=x onerror="document.title='taken'">`;

const { server, page, complaints, close } = await openSetup(await loggedProject(), {
  first: async (opened) => {
    await talk(opened, "Quiet_Desk", HOSTILE, "quiet");
    await talk(opened, "Open_Desk", HOSTILE, HOSTILE);
  },
});
afterAll(close);

async function talk(to: TestServer, agent: string, text: string, externalSessionKey: string): Promise<string> {
  const { sessionId } = await to.startSession(agent, { externalSessionKey, bypassUser: true });
  await to.api(`/sessions/${sessionId}/messages`, { body: { message: { type: "Text", sequenceId: 1, text } } });
  return sessionId;
}

const home = () => page.goto(`${server.origin}/lightning/setup/EventLogs/home`);
const rows = () => page.getByRole("table", { name: "Sessions" }).getByRole("row");

describe("Event Logs", () => {
  test("filters narrow the list, stay in the address, and are cleared again", async () => {
    await home();
    await page.getByText("2 sessions", { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Agent" }).click();
    await page.getByRole("option", { name: "Quiet Desk" }).click();
    await page.getByText("1 session", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("1 session", { exact: true }).waitFor();
    await page.getByLabel("External session key").fill("nobody has this");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByText("No session is like this").waitFor();
    await page.getByRole("button", { name: "Show all sessions" }).click();
    await page.getByText("2 sessions", { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    expect(complaints).toEqual([]);
  });

  test("a session is read as text, whatever was said in it, and its trace opens below its turn", async () => {
    await home();
    await rows().filter({ hasText: "Open Desk" }).getByRole("link").first().click();
    const timeline = page.getByRole("list", { name: "Timeline" });
    await timeline.getByText(HOSTILE, { exact: true }).waitFor();
    await timeline.getByText("The vault has number nine.").waitFor();
    expect(await page.title()).toBe("Session | Setup");
    await page.getByRole("button", { name: "Trace of turn 1" }).click();
    await page.getByRole("region", { name: "Trace of turn 1" }).waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    await page.getByRole("link", { name: "Event Logs" }).first().click();
    await rows().filter({ hasText: "Quiet Desk" }).getByRole("link").first().click();
    await page.getByText("What was said is masked").waitFor();
    expect(await timeline.getByText("Sensitive data not available.").count()).toBeGreaterThan(1);
    expect(await page.content()).not.toContain("number nine");
    expect(complaints).toEqual([]);
  });

  test("a session whose agent answered though an action failed is marked, and says why", async () => {
    const id = await talk(server, "Quiet_Desk", "pay my fine", "unpaid");
    await home();
    await rows().filter({ hasText: "1 action failed" }).waitFor();
    await page.getByRole("combobox", { name: "Status" }).click();
    await page.getByRole("option", { name: "An action failed" }).click();
    await page.getByText("1 session", { exact: true }).waitFor();
    await rows().nth(1).getByRole("link").first().click();
    const error = page.getByRole("list", { name: "Timeline" }).getByRole("listitem").filter({ hasText: "Error" });
    await error.getByText("Action Pay is not set up.").waitFor();
    expect((await error.innerText()).match(/not set up/g)).toHaveLength(1);
    await page.goto(`${server.origin}/lightning/setup/Analytics/home`);
    const actions = page.getByRole("table", { name: "Failed actions" });
    await actions.getByRole("row").filter({ hasText: "Pay" }).getByRole("link").click();
    await page.getByText(id, { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("the live tail shows a turn as it begins", async () => {
    await home();
    await page.getByRole("switch", { name: "Live tail" }).click({ force: true });
    await page.getByText("new sessions and turns appear here").waitFor();
    await talk(server, "Open_Desk", "Is anybody there?", "live");
    await page.getByRole("log", { name: "Live tail" }).getByText("Is anybody there?").waitFor();
    expect(complaints).toEqual([]);
  });

  test("the list is saved as a file", async () => {
    await home();
    await rows().nth(1).waitFor();
    const before = (await rows().count()) - 1;
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^event-logs-.*\.csv$/);
    const text = await readFile(await file.path(), "utf8");
    expect(text).toMatch(/^Session ID,Start Time/);
    expect(text.trimEnd().split("\r\n")).toHaveLength(1 + before);
    expect(complaints).toEqual([]);
  });

  test("a session is deleted after a question, and the list comes back without it", async () => {
    const id = await talk(server, "Open_Desk", "Forget me", "forget");
    await page.goto(`${server.origin}/lightning/setup/EventLogs/${id}`);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the session" }).click();
    await page.getByRole("heading", { level: 1, name: "Event Logs" }).waitFor();
    await page.goto(`${server.origin}/lightning/setup/EventLogs/${id}`);
    await page.getByText("It may have been deleted meanwhile").waitFor();
    expect(complaints.filter((each) => !each.includes("404"))).toEqual([]);
  });

  test.each(["EventLogs/home", "session"])(
    "%s has no serious fault for screen readers, in either theme",
    async (where) => {
      await page.setViewportSize({ width: 360, height: 800 });
      await home();
      if (where === "session") await rows().nth(1).getByRole("link").first().click();
      await page.getByRole("heading", { level: 1, name: where === "session" ? "Session" : "Event Logs" }).waitFor();
      await page.getByText(where === "session" ? "Session started" : "Retention", { exact: true }).waitFor();
      for (const scheme of ["light", "dark"]) {
        await page.locator("html").evaluate((html, to) => html.setAttribute("data-mantine-color-scheme", to), scheme);
        const overflow = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        expect(await seriousFindings(page)).toEqual([]);
      }
    },
  );
});
