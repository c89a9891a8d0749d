// Versions in the builder, in a real browser: a new agent from its template to an active version, compared and rolled back.
import { afterAll, describe, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { agentsOf, editorOf, openBuilder, saved, typeAfter } from "../support/builder.ts";
import { openSetup } from "../support/open-setup.ts";
import { copyOf } from "../support/project.ts";

// A template's functions are written into the project, so the project is a copy.
const { server, page, complaints, close, goTo } = await openSetup(await copyOf("examples"));
const agents = agentsOf(server);
afterAll(close);

const unset = () => page.getByRole("note", { name: "Actions that are not set up" });

describe("versions", () => {
  test("a new agent from a template is edited, cured by the offered fix, committed and activated", async () => {
    await page.goto(`${server.origin}/lightning/setup/EinsteinCopilot/home`);
    await page.getByRole("button", { name: "New Agent" }).click();
    await page.getByRole("menuitem", { name: "From a template" }).click();
    await page.getByLabel("API name").fill("2 much");
    await page.getByRole("button", { name: "Make the agent" }).click();
    await page.getByText(/Begin with a letter/).waitFor();
    await page.getByLabel("API name").fill("Help_Desk");
    await page.getByRole("radio", { name: "Questions and answers" }).check();
    await page.getByRole("button", { name: "Make the agent" }).click();
    await editorOf(page).waitFor();
    await page.getByText("Your project folder got data/museum-articles.ts, actions/Find_Article.ts.").waitFor();
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

    const fix = problems.getByRole("button", {
      name: /^Fix line 15: Did you mean `agent_label`.* agent_labl → agent_label$/,
    });
    expect(await fix.getAttribute("title")).toBe("agent_labl → agent_label");
    await fix.click();
    await page.locator(".cm-line").filter({ hasText: 'agent_label: "Desk"' }).waitFor();
    await page.getByRole("status").getByText("1 error").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Commit…" }).click();
    await page.getByLabel("What does this version change?").fill("The first one");
    await dialog.getByRole("button", { name: "Commit and activate" }).click();
    await page.getByText("Version 1 is committed and active: new sessions get it.").waitFor();
    await page.getByText("Active: version 1").waitFor();
    expect(await unset().count()).toBe(0);
    await page.getByRole("main").getByRole("link", { name: "Connect a client" }).click();
    await page.getByRole("heading", { level: 1, name: "Connect a client" }).waitFor();
    await page.getByText(id, { exact: true }).first().waitFor();
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

    // What is in the editor was just committed: it is compared with the version before it.
    await page.getByRole("button", { name: "More about this agent" }).click();
    await page.getByRole("menuitem", { name: "Compare versions…" }).click();
    const compared = page.getByRole("dialog", { name: "Compare versions" });
    expect(await compared.getByRole("combobox", { name: "Before" }).inputValue()).toBe("Version 1");
    await page.keyboard.press("Escape");
    await compared.waitFor({ state: "hidden" });

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

  test("an action that leads nowhere is told of in the preview, at the commit and after the activation", async () => {
    const id = await agents.make("Unset");
    const { source, hash } = await agents.draft("Unset");
    await agents.save("Unset", source.replace("    reasoning:\n", UNSET_ACTION), hash);
    await openBuilder(page, server, id);
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await page.getByRole("log", { name: "Conversation" }).getByText("Hello! What can I do for you?").waitFor();
    await unset().getByText("flow://Nowhere_Yet").waitFor();
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await unset().waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Commit…" }).click();
    await page.getByRole("dialog").getByRole("note").getByText("flow://Nowhere_Yet").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Commit and activate" }).click();
    const told = page.getByRole("alert").filter({ hasText: "Version 1 is committed and active" });
    await told.getByText("a real call will fail").waitFor();
    expect(await told.textContent()).toContain("actions/Nowhere_Yet.ts");

    await goTo(`Preview/${id}`);
    await page.getByRole("log", { name: "Conversation" }).waitFor();
    await unset().getByText("flow://Nowhere_Yet").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** An action whose function is in nobody's project, above the reasoning of a blank script. */
const UNSET_ACTION = `    actions:
        Look_Up:
            description: "Look something up"
            inputs:
                thing: string
            outputs:
                found: string
            target: "flow://Nowhere_Yet"
    reasoning:
        actions:
            look: @actions.Look_Up
                with thing=...
`;
