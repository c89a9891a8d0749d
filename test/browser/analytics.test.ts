// Analytics in a real browser: charts that are read by pointer, by keyboard and as a table.
import { afterAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { loggedProject } from "../support/logged-project.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, page, complaints, close } = await openSetup(await loggedProject());
afterAll(close);

const home = () => page.goto(`${server.origin}/lightning/setup/Analytics/home`);

describe("Analytics", () => {
  test("says what would be here while nothing has happened", async () => {
    await home();
    await page.getByText("Nothing happened in this range").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a chart says its values to the arrow keys, and a table has all of them", async () => {
    const { sessionId } = await server.startSession("Open_Desk", { bypassUser: true });
    const message = { type: "Text", sequenceId: 1, text: "human please" };
    await server.api(`/sessions/${sessionId}/messages`, { body: { message } });
    await home();
    const chart = page.getByRole("region", { name: "Escalations and drops" });
    await chart.getByRole("img").focus();
    await page.keyboard.press("End");
    await chart.getByText(/: Escalated 1, Dropped 0$/).waitFor();
    await page.keyboard.press("ArrowLeft");
    await chart.getByText(/: Escalated 0, Dropped 0$/).waitFor();
    await page.getByText("Table", { exact: true }).click();
    const table = page.getByRole("table", { name: "Figures by time" });
    await table.waitFor();
    expect(await table.getByRole("row").count()).toBeGreaterThanOrEqual(9);
    await page.getByRole("table", { name: "Figures by version" }).getByText("Open Desk").waitFor();
    expect(complaints).toEqual([]);
  });

  test("what is chosen stays in the address: an agent without conversations has no figures", async () => {
    await home();
    await page.getByRole("combobox", { name: "Agent" }).click();
    await page.getByRole("option", { name: "Quiet Desk" }).click();
    await page.getByText("Nothing happened in this range").waitFor();
    await page.reload();
    await page.getByText("Nothing happened in this range").waitFor();
    expect(new URL(page.url()).searchParams.get("agent")).toBe(server.agents.Quiet_Desk);
    expect(complaints).toEqual([]);
  });

  test("fits a narrow screen, and has no serious fault for screen readers in either theme", async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    await home();
    await page.getByRole("region", { name: "Cost" }).waitFor();
    for (const scheme of ["light", "dark"]) {
      await page.locator("html").evaluate((html, to) => html.setAttribute("data-mantine-color-scheme", to), scheme);
      await expect
        .poll(() => page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth))
        .toBeLessThanOrEqual(0);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
});
