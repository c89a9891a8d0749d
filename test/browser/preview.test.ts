// The preview of an agent, in a real browser: what a person who builds it sees and does.
import type { Locator } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { HOSTILE } from "../support/harbour.ts";
import { openPreviewPage } from "../support/preview-page.ts";

const { page, complaints, arrive, begin, say, log, trace, close } = await openPreviewPage();
afterAll(close);

describe("a preview", () => {
  test("shows the answer as it comes, and then the trace of the turn", async () => {
    await begin("Live");
    await say("When do you close?");
    await log().getByText("The harbour is open until eight.").waitFor();
    await trace(1)
      .getByText(/1 model call of compatible:stub · 120 tokens in, 8 out · cost 0\.02$/)
      .waitFor();
    await trace(1).getByText("It is the start agent").or(trace(1).getByText("begins here")).first().waitFor();
    await trace(1)
      .getByRole("button", { name: /^Model compatible:stub/ })
      .click();
    await trace(1).getByRole("button", { name: "Prompt and tools" }).click();
    const drawer = page.getByRole("dialog", { name: "What office asked the model" });
    await drawer.getByText("Help the guest of unnamed.").waitFor();
    await drawer.getByRole("cell", { name: "Find a berth" }).waitFor();
    await drawer.getByRole("button", { name: "Close" }).click();
  });

  test("takes what a client would give at the start, and shows what a turn changed and where in the script", async () => {
    await arrive();
    await page.getByLabel("boat").fill("Selkie");
    await page.getByText("Live", { exact: true }).click();
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await say("find me a berth");
    await log().getByText("Walking the pier").waitFor();
    await log().getByText("a real berth").waitFor();
    const changed = trace(1).getByRole("table", { name: "Changed variables" });
    await changed.getByText('− "none"').waitFor();
    await changed.getByText('+ "a real berth"').waitFor();
    await trace(1)
      .getByRole("button", { name: /^Action Find_Berth/ })
      .click();
    await trace(1).getByText('boat = "Selkie"').waitFor();
    const script = page.getByRole("region", { name: "Script", exact: true });
    await script.locator("[aria-current]").getByText("Find_Berth:").waitFor();
    await script.getByRole("button", { name: "Close the script" }).click();
    await trace(1).getByText("Table", { exact: true }).click();
    await trace(1).getByRole("table", { name: "Steps of the turn" }).getByText("Find_Berth").waitFor();
  });

  test("calls nothing when it simulates: an edited result is what the agent hears", async () => {
    await arrive();
    await page.getByText("Simulate", { exact: true }).click();
    const mock = page.getByLabel("Find_Berth");
    await mock.fill('{ "berth": ');
    await page.getByText("Write a JSON object").waitFor();
    expect(await page.getByRole("button", { name: "Start the conversation" }).isDisabled()).toBe(true);
    await mock.fill('{ "berth": "an invented berth" }');
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await say("find me a berth");
    await log().getByText("an invented berth").waitFor();
    expect(await page.getByText("a real berth").count()).toBe(0);
  });

  test("shows hostile words as words", async () => {
    await begin("Simulate");
    await say(`hostile ${HOSTILE}`);
    await log().getByText(`You wrote ${HOSTILE}`).waitFor();
    await trace(1)
      .getByRole("button", { name: /^Model/ })
      .click();
    await trace(1).getByText(`You wrote ${HOSTILE}`).first().waitFor();
    expect(await page.title()).not.toContain("owned");
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });

  test("keeps the composer and the trace in view however long it gets, and goes to what the person says", async () => {
    await begin("Simulate");
    for (const turn of [1, 2, 3, 4]) {
      await say("hello");
      await trace(turn).waitFor();
    }
    const inView = (part: Locator) => part.evaluate((one) => one.getBoundingClientRect().bottom <= 800);
    expect(await inView(page.getByRole("button", { name: "Send" }))).toBe(true);
    expect(await inView(trace(4).getByRole("list", { name: "Steps in time" }))).toBe(true);
    await log().evaluate((one) => one.scrollTo({ top: 0 }));
    await say("slow please");
    await log().getByText("slowly slowly").waitFor();
    const end = () => log().evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
    await expect.poll(end).toBeLessThan(48);
    await page.getByRole("button", { name: "Stop" }).click();
    await log().getByText("Stopped.").waitFor();
  });

  test("is used by keyboard alone, from its start to a step of the trace", async () => {
    await arrive();
    await page.getByRole("button", { name: "Start the conversation" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Message to the agent").waitFor();
    await page.keyboard.type("find a berth");
    await page.keyboard.press("Enter");
    await trace(1).getByRole("button", { name: /^User/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const entered = trace(1).getByRole("button", { name: /^Subagent office/, expanded: true });
    await entered.waitFor();
    expect(await entered.evaluate((row) => row === document.activeElement)).toBe(true);
    await page.getByRole("region", { name: "Script", exact: true }).getByText("Line 27 of the script").waitFor();
  });

  test("keeps nobody out: axe finds nothing serious in either theme, and nothing is wider than a phone", async () => {
    await arrive();
    await page.getByRole("button", { name: "Start the conversation" }).waitFor();
    const found = [...(await seriousFindings(page))];
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await say("book it");
    await trace(1)
      .getByRole("button", { name: /^Model/ })
      .click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await seriousFindings(page)));
    }
    expect(found).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test("leaves the browser nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});
