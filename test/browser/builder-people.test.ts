// Several people, tabs and accidents at one draft: nothing is overwritten unseen, and nothing that was typed is lost.
import { afterAll, describe, expect, test } from "vitest";
import { agentsOf, editorOf, openBuilder, saved, stateOf, typeAfter } from "../support/builder.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, page, context, complaints, close } = await openSetup("examples");
const agents = agentsOf(server);
afterAll(close);

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
    const other = await context.newPage();
    await openBuilder(page, server, id);
    await openBuilder(other, server, id);
    // The second tab looks again every few seconds; it is typed into before it hears of the first.
    const looks = `**/dragoman/v1/agents/${id}`;
    let hear = () => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    await other.route(looks, async (route) => {
      await heard;
      await route.continue();
    });
    await typeAfter(page, "# theirs", " and tab one");
    await saved(page);
    await typeAfter(other, "# theirs", " and tab two");
    await other.getByRole("dialog", { name: "Somebody else changed this draft" }).waitFor();
    hear();
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

  test("an agent that somebody else deleted leads back to the others", async () => {
    const id = await agents.make("Doomed");
    await openBuilder(page, server, id);
    await server.operate(`/agents/${id}/delete`, { name: "Doomed" });
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Agent", exact: true }).waitFor();
    await page.getByRole("alert").getByRole("link", { name: "Agents" }).click();
    await page.getByRole("heading", { level: 1, name: "Agents" }).waitFor();
  });

  test("the browser complained of nothing but the refusals and the requests that were cut off", () => {
    expect(complaints.filter((complaint) => !isExpected(complaint))).toEqual([]);
  });
});

/** What the browser itself says of a refused save, of an agent that is gone, and of requests that the test cut off. */
const isExpected = (complaint: string) => /ERR_FAILED|status of 40[49]/.test(complaint);
