// A preview that was left and comes back, in a real browser: after a reload, beside an edited draft, and with another version.
import { afterAll, describe, expect, test } from "vitest";
import { agentsOf, openBuilder, typeAfter } from "../support/builder.ts";
import { openPreviewPage } from "../support/preview-page.ts";

const { server, page, complaints, goTo, arrive, begin, say, log, trace, close } = await openPreviewPage();
afterAll(close);

const agents = agentsOf(server);
const start = () => page.getByRole("button", { name: "Start the conversation" });

describe("a preview that was left", () => {
  test("comes back after a reload and in a second visit, with its messages, its traces and its way back", async () => {
    await begin("Simulate");
    await say("hello");
    await trace(1).waitFor();
    await page.reload();
    await log().getByText("The harbour is open until eight.").waitFor();
    await trace(1).waitFor();
    await goTo("SetupOneHome/home");
    await goTo(`Preview/${server.agents.Harbour}`);
    await log().getByText("The harbour is open until eight.").waitFor();
    await page.getByRole("button", { name: "Run again from here (turn 1)" }).waitFor();
    await say("find a berth");
    await trace(2).waitFor();
  });

  test("in the builder it is open again after a reload, until it is closed there", async () => {
    await begin("Simulate");
    await openBuilder(page, server, server.agents.Harbour!);
    expect(await log().count()).toBe(0);
    const toggle = page.getByRole("button", { name: "Preview", exact: true });
    await toggle.click();
    await log().waitFor();
    await page.reload();
    await log().getByText("Reed Harbour, good").waitFor();
    await toggle.click();
    await log().waitFor({ state: "hidden" });
    expect(new URL(page.url()).search).toBe("");
  });

  test("before a conversation says of a script that cannot be read only that, and nothing of what it declares", async () => {
    const id = await agents.make("Unread");
    await openBuilder(page, server, id);
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await page.getByText("The script calls no actions.").waitFor();
    await typeAfter(page, "agent_label", ' "');
    await page.getByRole("alert").getByText("The script cannot run yet").waitFor();
    await page.getByText("The script calls no actions.").waitFor({ state: "hidden" });
    expect(await page.getByText("No variables can be given").count()).toBe(0);
  });

  test("tells after a reload what was approved, denied and left unanswered, as it told it before", async () => {
    await begin("Simulate");
    for (const [at, answer] of ["Deny", "Approve"].entries()) {
      await say("book it");
      await log()
        .getByRole("group", { name: "The agent asks for approval" })
        .nth(at)
        .getByRole("button", { name: answer })
        .click();
      await trace(2 * at + 2).waitFor();
    }
    await say("trip please");
    const question = log().getByRole("form", { name: "The agent asks for values" });
    await question.getByRole("button", { name: "Cancel" }).click();
    await trace(6).waitFor();
    const said = ["Denied", "Approved", "Left unanswered"];
    for (const words of said) await log().getByText(words, { exact: true }).waitFor();
    await page.reload();
    for (const words of said) await log().getByText(words, { exact: true }).waitFor();
    expect(await log().getByText("Cancelled").count()).toBe(0);
  });

  test("keeps what was typed before it began", async () => {
    await arrive();
    await page.getByLabel("boat").fill("Selkie");
    await page.getByLabel("Find_Berth").fill('{ "berth": "the one by the crane" }');
    await page.reload();
    await start().waitFor();
    expect(await page.getByLabel("boat").inputValue()).toBe("Selkie");
    expect(await page.getByLabel("Find_Berth").inputValue()).toBe('{ "berth": "the one by the crane" }');
  });

  test("says that the script is another now, and begins again with the new text", async () => {
    await begin("Simulate");
    const { source } = (await (await server.operate("/agents/Harbour/versions/1")).json()) as { source: string };
    await agents.save("Harbour", source.replace("good morning!", "good evening!"), null);
    expect(await page.getByText("The script is another now.").count()).toBe(0);
    await page.reload();
    await log().getByText("Reed Harbour, good morning!").waitFor();
    await page.getByText("The script is another now. This conversation runs the text it began with.").waitFor();
    await page.getByRole("button", { name: "Start again with the new text" }).click();
    await start().click();
    await log().getByText("Reed Harbour, good evening!").waitFor();
    expect(await page.getByText("The script is another now.").count()).toBe(0);
  });

  test("says before a conversation and beside it which actions are not set up, and what to do", async () => {
    const draft = await agents.draft("Harbour");
    await agents.save("Harbour", draft.source.replace('"flow://Book_Berth"', '"flow://Nowhere"'), draft.hash);
    await arrive();
    const cure = page.getByRole("note", { name: "Actions that are not set up" }).getByText(/add actions\/Nowhere/);
    await cure.waitFor();
    await start().click();
    await log().waitFor();
    await cure.waitFor();
  });

  test("stays behind when another version is chosen: that one begins anew, and so it does after a reload", async () => {
    await begin("Simulate");
    await log().getByText("Reed Harbour, good evening!").waitFor();
    await page.getByRole("combobox", { name: "Version" }).click();
    await page.getByRole("option", { name: "Version 1", exact: true }).click();
    await start().waitFor();
    expect(await log().count()).toBe(0);
    await page.reload();
    await start().click();
    await log().getByText("Reed Harbour, good morning!").waitFor();
    await page.reload();
    await log().getByText("Reed Harbour, good morning!").waitFor();
    expect(await page.getByText("The script is another now.").count()).toBe(0);
  });

  test("leaves the browser nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});
