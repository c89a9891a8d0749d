// The turns of a preview, in a real browser: questions of the agent, turns that are stopped, and turns that run again.
import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { readConversation } from "../../src/rehearsal/conversation.ts";
import { openPreviewPage } from "../support/preview-page.ts";

const { page, complaints, stub, begin, say, log, trace, close } = await openPreviewPage();
afterAll(close);

describe("a turn of a preview", () => {
  test("asks for approval or values, or goes to a person, as a client would show it", async () => {
    await begin("Simulate");
    await say("book it");
    const proposal = log().getByRole("group", { name: "The agent asks for approval" });
    await proposal.getByRole("button", { name: "Approve" }).click();
    await log().getByText("It is done:").waitFor();
    expect(await proposal.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);

    await say("trip please");
    const question = log().getByRole("form", { name: "The agent asks for values" });
    await question.getByLabel("guests").fill("4");
    await question.getByRole("button", { name: "Answer" }).click();
    await trace(4)
      .getByRole("button", { name: /^Action Find_Trip/ })
      .click();
    await trace(4).getByText("guests = 4", { exact: true }).waitFor();

    await say("human please");
    const card = log().getByRole("group", { name: "The conversation goes to a person" });
    await card.getByText("Route_To_Master").waitFor();
    await card.getByRole("button", { name: "Transfer failed" }).click();
    await log().getByText("Transfer failed: nobody is available").waitFor();
    await trace(6).waitFor();
  });

  test("runs again with other words, and the conversation is saved as a test that plays", async () => {
    await begin("Simulate");
    await say("hello");
    await trace(1).waitFor();
    await say("find a berth");
    await trace(2).waitFor();
    await page.getByRole("button", { name: "Run again from here (turn 2)" }).click();
    const again = page.getByRole("dialog", { name: "Run again from turn 2" });
    await again.getByLabel("Message").fill("book a berth");
    await again.getByRole("button", { name: "Run again" }).click();
    await log()
      .getByRole("group", { name: "The agent asks for approval" })
      .getByRole("button", { name: "Deny" })
      .click();
    await trace(3).waitFor();
    expect(await log().getByText("find a berth").count()).toBe(0);

    await page.getByRole("button", { name: "More about this conversation" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Save as test" }).click(),
    ]);
    const read = readConversation(await readFile(await file.path(), "utf8"));
    if (!read.ok) throw new Error(read.why.join("\n"));
    expect(read.value.turns.map(({ user, cancel }) => user ?? cancel)).toEqual(["hello", "book a berth", true]);
  });

  test("stops when it is told to, and the next message is taken", async () => {
    await begin("Simulate");
    await say("slow please");
    await log().getByText("slowly slowly").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await log().getByText("Stopped.").waitFor();
    await trace(1).getByText("The turn was stopped.").waitFor();
    await say("hello");
    await log().getByText("The harbour is open until eight.").waitFor();
  });

  test("is begun once, however often Enter is pressed", async () => {
    await begin("Simulate");
    const before = stub.requests.length;
    await page.getByLabel("Message to the agent").fill("hello");
    await page.evaluate(() => {
      const field = document.querySelector("textarea[aria-label='Message to the agent']")!;
      const press = () => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      press();
      press();
    });
    await trace(1).waitFor();
    expect(stub.requests.length - before).toBe(1);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("leaves the browser nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});
