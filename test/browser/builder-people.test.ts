// Several people, tabs and accidents at one draft: nothing is overwritten unseen, and nothing that was typed is lost.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentsOf, editorOf, openBuilder, saved, stateOf, typeAfter } from "../support/builder.ts";
import { enterSetup, newVisitor, openChromium, type Visitor } from "../support/chromium.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let agents: ReturnType<typeof agentsOf>;
beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer({ project: "examples" }), openChromium()]);
  agents = agentsOf(server);
  visitor = await newVisitor(browser);
  ({ page } = visitor);
  page.setDefaultTimeout(10_000);
  await enterSetup(page, server);
});
afterAll(() => Promise.all([browser.close(), server.close()]));

describe("a draft", () => {
  test("of two people at one draft the second sees both texts, and decides", async () => {
    const id = await agents.make("Shared");
    await openBuilder(page, server, id);
    await typeAfter(page, "agent_label", " # mine");
    await saved(page);
    const mine = await agents.draft("Shared");
    const theirs = mine.source.replace("# mine", "# theirs");
    await agents.save("Shared", theirs, mine.hash);
    await typeAfter(page, "# mine", " again");
    const dialog = page.getByRole("dialog", { name: "Somebody else changed this draft" });
    await dialog.getByText(/the operator saved the draft/).waitFor();
    await dialog.getByText("Saved by the operator").waitFor();
    await dialog.getByRole("region", { name: "Differences" }).getByText("# theirs").waitFor();
    expect((await agents.draft("Shared")).source).toBe(theirs);
    await dialog.getByRole("button", { name: "Keep mine" }).click();
    await saved(page);
    expect((await agents.draft("Shared")).source).toContain("# mine again");

    const now = await agents.draft("Shared");
    await agents.save("Shared", theirs, now.hash);
    await typeAfter(page, "# mine again", "!");
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await saved(page);
    expect(await editorOf(page).textContent()).toContain("# theirs");
    expect((await agents.draft("Shared")).source).toBe(theirs);
  });

  test("what others save shows up where nobody types, and a second tab never overwrites the first", async () => {
    const { id } = await agents.agent("Shared");
    const other = await visitor.context.newPage();
    await openBuilder(page, server, id);
    await openBuilder(other, server, id);
    await typeAfter(page, "# theirs", " and tab one");
    await saved(page);
    await typeAfter(other, "# theirs", " and tab two");
    await other.getByRole("dialog", { name: "Somebody else changed this draft" }).waitFor();
    expect((await agents.draft("Shared")).source).toContain("and tab one");
    await other.getByRole("button", { name: "Keep mine" }).click();
    await saved(other);
    await other.close();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await expect.poll(() => editorOf(page).textContent(), { timeout: 15_000 }).toContain("and tab two");
  });

  test("text outlives a lost server and a reload", async () => {
    const id = await agents.make("Kept");
    await openBuilder(page, server, id);
    await page.route("**/dragoman/v1/agents/**", (route) => route.abort());
    await typeAfter(page, "agent_label", " # kept through the night");
    await stateOf(page)
      .getByText(/the server does not answer/)
      .waitFor();
    await page.unroute("**/dragoman/v1/agents/**");
    await page.reload();
    await editorOf(page).waitFor();
    await saved(page);
    expect(await editorOf(page).textContent()).toContain("# kept through the night");
    expect((await agents.draft("Kept")).source).toContain("# kept through the night");
  });

  test("the browser complained of nothing but the refusals and the requests that were cut off", () => {
    expect(visitor.complaints.filter((complaint) => !isExpected(complaint))).toEqual([]);
  });
});

/** What the browser itself says of a refused save and of requests that the test cut off. */
const isExpected = (complaint: string) => /ERR_FAILED|409/.test(complaint);
