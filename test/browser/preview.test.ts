// The preview of an agent, in a real browser: what a person who builds it sees and does.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConversation } from "../../src/rehearsal/conversation.ts";
import { seriousFindings } from "../support/axe.ts";
import { enterSetup, newVisitor, openChromium } from "../support/chromium.ts";
import { HOSTILE, harbour, harbourMaster } from "../support/harbour.ts";
import { type ModelStub, modelStub } from "../support/model-stub.ts";
import { projectOf } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const modelPrices = { "compatible:stub": { input: 100, output: 1000 } };

let project: Awaited<ReturnType<typeof projectOf>>;
let stub: ModelStub;
let server: TestServer;
let browser: Browser;
let page: Page;
let complaints: string[];
beforeAll(async () => {
  project = await projectOf(harbour);
  stub = await modelStub(harbourMaster);
  [server, browser] = await Promise.all([
    startTestServer({
      project: project.path,
      config: { model: "compatible:stub", modelBaseUrl: stub.url, modelPrices },
    }),
    openChromium(),
  ]);
  ({ page, complaints } = await newVisitor(browser));
  page.setDefaultTimeout(10_000);
  await enterSetup(page, server);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stub?.close();
  await project?.remove();
});

/** Stand on the page of a preview with a conversation that has just begun. */
async function begin(mode: "Live" | "Simulate"): Promise<void> {
  await page.goto(`${server.origin}/lightning/setup/Preview/${server.agents.Harbour}`);
  await page.getByText(mode, { exact: true }).click();
  await page.getByRole("button", { name: "Start the conversation" }).click();
  await log().getByText("Reed Harbour, good morning!").waitFor();
}

const log = () => page.getByRole("log", { name: "Conversation" });
const trace = (turn: number) => page.getByRole("region", { name: `Trace of turn ${turn}` });

async function say(text: string): Promise<void> {
  await page.getByLabel("Message to the agent").fill(text);
  await page.keyboard.press("Enter");
}

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
    await page.goto(`${server.origin}/lightning/setup/Preview/${server.agents.Harbour}`);
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
    await page.goto(`${server.origin}/lightning/setup/Preview/${server.agents.Harbour}`);
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

  test("asks for approval, for values, and goes to a person, as a client would show it", async () => {
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

  test("runs a turn again with other words, and saves the conversation as a test that plays", async () => {
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

  test("stops a turn when it is told to, and takes the next message", async () => {
    await begin("Simulate");
    await say("slow please");
    await log().getByText("slowly slowly").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await log().getByText("Stopped.").waitFor();
    await trace(1).getByText("The turn was stopped.").waitFor();
    await say("hello");
    await log().getByText("The harbour is open until eight.").waitFor();
  });

  test("sends one message, however often Enter is pressed", async () => {
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

  test("is over when the agent ends it, or the person does, and begins anew from there", async () => {
    await begin("Simulate");
    await say("bye for now");
    await log().getByText("Session ended: Action").waitFor();
    expect(await page.getByLabel("Message to the agent").count()).toBe(0);
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "End session" }).click();
    await page.getByText("The session is over (ClientRequest)").waitFor();
  });

  test("is used by keyboard alone, from its start to a step of the trace", async () => {
    await page.goto(`${server.origin}/lightning/setup/Preview/${server.agents.Harbour}`);
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
    await page.goto(`${server.origin}/lightning/setup/Preview/${server.agents.Harbour}`);
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
