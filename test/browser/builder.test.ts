// The builder in a real browser: a script written, cured, committed, activated, compared and rolled back.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { agentsOf, editorOf, openBuilder, saved, typeAfter } from "../support/builder.ts";
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

describe("the builder", () => {
  test("a new agent from a template is edited, cured by the offered fix, committed and activated", async () => {
    await page.goto(`${server.origin}/lightning/setup/EinsteinCopilot/home`);
    await page.getByRole("button", { name: "New Agent" }).click();
    await page.getByRole("menuitem", { name: "From a template" }).click();
    await page.getByLabel("API name").fill("2 much");
    await page.getByRole("button", { name: "Make the agent" }).click();
    await page.getByText(/Begin with a letter/).waitFor();
    await page.getByLabel("API name").fill("Help_Desk");
    await page.getByRole("radio", { name: "Faq" }).check();
    await page.getByRole("button", { name: "Make the agent" }).click();
    await editorOf(page).waitFor();
    const { id } = await agents.agent("Help_Desk");
    expect(new URL(page.url()).pathname).toBe(`/lightning/setup/EinsteinCopilot/${id}/edit`);
    expect(await editorOf(page).textContent()).toContain('developer_name: "Help_Desk"');

    await typeAfter(page, 'developer_name: "Help_Desk"', '\nagent_labl: "Desk"');
    const problems = page.getByRole("list", { name: "Problems" });
    await problems
      .getByText(/agent_labl/)
      .first()
      .waitFor();
    await saved(page);
    await page.getByRole("button", { name: "Commit…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/The script has/).waitFor();
    expect(await dialog.getByRole("button", { name: "Commit", exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();

    await problems.getByRole("button", { name: /^Fix line 15: Did you mean `agent_label`/ }).click();
    await page.locator(".cm-line").filter({ hasText: 'agent_label: "Desk"' }).waitFor();
    await page.getByRole("status").getByText("1 error").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Commit…" }).click();
    await page.getByLabel("What does this version change?").fill("The first one");
    await dialog.getByRole("button", { name: "Commit and activate" }).click();
    await page.getByText("Version 1 is committed and active: new sessions get it.").waitFor();
    await page.getByText("Active: version 1").waitFor();
    const after = await agents.agent("Help_Desk");
    expect(after.activeVersion).toBe(1);
    expect(after.versions).toMatchObject([
      { number: 1, state: "committed", message: "The first one", changedBy: "Ada" },
    ]);
  });

  test("two versions are compared, and the older one is rolled back to", async () => {
    await openBuilder(page, server, (await agents.agent("Help_Desk")).id);
    await typeAfter(page, "# An agent that answers", " (second version)");
    await saved(page);
    await page.getByRole("button", { name: "Commit…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Commit", exact: true }).click();
    await page.getByRole("button", { name: "Activate version 2" }).click();
    await page.getByText("Active: version 2").waitFor();

    await page.getByRole("button", { name: "More about this agent" }).click();
    await page.getByRole("menuitem", { name: "Versions…", exact: true }).click();
    const first = page.getByRole("listitem", { name: /^Version 1/ });
    await first.getByRole("button", { name: "Compare" }).click();
    const differences = page.getByRole("region", { name: "Differences" });
    await differences.locator(".cm-changedLine").filter({ hasText: "(second version)" }).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "More about this agent" }).click();
    await page.getByRole("menuitem", { name: "Versions…", exact: true }).click();
    await first.getByRole("button", { name: "Roll back to this" }).click();
    await page.getByText("Active: version 1").waitFor();
    expect((await agents.agent("Help_Desk")).activeVersion).toBe(1);
    await page.keyboard.press("Escape");
  });

  test("the graph and the explorer jump to the script; actions show where they lead", async () => {
    await openBuilder(page, server, server.agents.Hexfell_Service!);
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.getByRole("button", { name: /^returns, subagent, line \d+/ }).press("Enter");
    await expect.poll(() => page.locator(".cm-activeLine").textContent()).toContain("returns");
    await page.getByRole("treeitem", { name: "orders" }).getByText("orders", { exact: true }).first().click();
    await expect.poll(() => page.locator(".cm-activeLine").textContent()).toContain("orders");
    await page.keyboard.press("End");
    await page.keyboard.type("  # indeed");
    await page.getByRole("tab", { name: "Variables and actions" }).click();
    const actions = page.getByRole("table", { name: "Actions" });
    await actions
      .getByRole("row", { name: /Find_Order/ })
      .first()
      .getByText("actions/Find_Order.ts")
      .waitFor();
  });

  test("by keyboard alone: complete, rename, go to the definition, format, cure and leave the editor", async () => {
    const id = await agents.make("Keys");
    await openBuilder(page, server, id);
    await editorOf(page).focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("variab");
    await page.getByRole("option", { name: /^variables/ }).waitFor();
    // The list takes keys 75 ms after it opened, so that nobody accepts what they did not see.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 80)));
    await page.keyboard.press("Enter");
    await page.keyboard.type("\n    mood:mutable string");
    await page.keyboard.press("Shift+Alt+F");
    await expect.poll(() => editorOf(page).textContent()).toContain("mood: mutable string");
    await page.locator(".cm-activeLine").filter({ hasText: "mood" }).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("F2");
    await page.getByLabel("New name").fill("temper");
    await page.keyboard.press("Enter");
    await expect.poll(() => editorOf(page).textContent()).toContain("temper: mutable string");
    await editorOf(page).focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await editorOf(page).evaluate((element) => element.contains(document.activeElement))).toBe(false);
    await saved(page);
  });

  test("a hostile script is text wherever it is shown", async () => {
    const hostile = `"><img src=x onerror="document.title='owned'">`;
    const id = await agents.make("Hostile");
    const { source, hash } = await agents.draft("Hostile");
    const script = `${source.replace(/agent_label: ".*"/, `agent_label: "<img src=x onerror=document.title=1>"`)}
variables:
    evil: mutable string = "</script><script>document.title='owned'</script>"
        description: "<b>${hostile.replaceAll('"', "'")}</b>"
# ${hostile}
`;
    await server.operate("/agents/Hostile/draft", { source: script, base: hash });
    const draft = await agents.draft("Hostile");
    await server.operate("/agents/Hostile/commit", { base: draft.hash, message: hostile });
    await server.operate("/agents/Hostile/activate", {});
    await openBuilder(page, server, id);
    await page.getByText("Active: version 1").waitFor();
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.getByRole("tab", { name: "Variables and actions" }).click();
    await page.getByRole("table", { name: "Variables" }).getByText("<b>").waitFor();
    await page.getByRole("button", { name: "More about this agent" }).click();
    await page.getByRole("menuitem", { name: "Versions…", exact: true }).click();
    await page.getByRole("dialog").getByText(hostile).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Script" }).click();
    await page.locator(".cm-line", { hasText: "evil" }).getByText("evil").hover();
    await page.locator(".cm-tooltip-hover").waitFor();
    expect(await page.locator("main img, .cm-tooltip img, [role=dialog] img").count()).toBe(0);
    expect(await page.title()).not.toMatch(/owned|^1$/);
  });

  test("axe finds nothing serious, and the browser complained of nothing", async () => {
    await openBuilder(page, server, server.agents.Hexfell_Service!);
    await page.getByText("4 hints").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
