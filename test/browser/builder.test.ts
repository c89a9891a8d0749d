// The builder in a real browser: a script written by mouse and by keyboard, and shown whatever it says.
import { afterAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { agentsOf, editorOf, openBuilder, saved } from "../support/builder.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, page, complaints, close } = await openSetup("examples");
const agents = agentsOf(server);
afterAll(close);

describe("the builder", () => {
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
    await page.keyboard.type("var");
    await page.getByRole("option", { name: /^variables/ }).waitFor();
    // At a person's pace: the list takes no key in its first 75 ms, so that nobody accepts what they did not see.
    await page.keyboard.type("iab", { delay: 40 });
    await page.getByRole("option", { name: /^variables/, selected: true }).waitFor();
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

  test("the first hundred problems are listed, and the line that is written stays in view above them", async () => {
    const id = await agents.make("Crowded");
    const { source, hash } = await agents.draft("Crowded");
    const remarks = Array.from({ length: 60 }, (_, at) => `# Remark ${at}\n`).join("");
    await agents.save("Crowded", `${source}${remarks}`, hash);
    await openBuilder(page, server, id);
    await page.getByRole("status").getByText("No problems").waitFor();
    await editorOf(page).focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("o");
    await page.getByRole("list", { name: "Problems" }).waitFor();
    const inView = () =>
      page.evaluate(() => {
        const [line, editor] = [".cm-activeLine", ".cm-scroller"].map((each) =>
          document.querySelector(each)!.getBoundingClientRect(),
        );
        return line!.top >= editor!.top && line!.bottom <= editor!.bottom;
      });
    await expect.poll(inView).toBe(true);

    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(Array.from({ length: 150 }, (_, at) => `oops${at}: 1\n`).join(""));
    await page.getByText("The first 100 are listed").waitFor();
    expect(await page.getByRole("list", { name: "Problems" }).getByRole("listitem").count()).toBe(100);
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
    expect(complaints).toEqual([]);
  });
});
