// The page of actions, in a real browser: what leads where, and a call that is made for real.
import { afterAll, expect, test } from "vitest";
import { seriousFindings } from "../support/axe.ts";
import { openSetup } from "../support/open-setup.ts";
import { projectOf } from "../support/project.ts";
import { agentFile } from "../support/theatre.ts";

const script = agentFile(
  "Acting_Desk",
  `start_agent desk:
    description: "The desk"
    actions:
        Add:
            description: "Adds two numbers"
            inputs:
                first: number
                    is_required: True
                second: number
            outputs:
                sum: number
            target: "flow://Add"
        Break:
            target: "flow://Break"
        Fetch:
            target: "flow://Missing"
    reasoning:
        instructions: ->
            | Help.
`,
);

const project = await projectOf({
  "Acting_Desk.agent": script,
  "actions/Add.ts": "export default ({ first, second }: Record<string, number>) => ({ sum: first! + (second ?? 0) });",
  "actions/Break.ts": "export default () => { throw new Error('broken'); };",
  "dragoman.yaml": "actions:\n  flow://Old:\n    url: https://old.example.test/run\n",
});
const { page, complaints, close } = await openSetup(project);
afterAll(close);

const dialog = (name: string) => page.getByRole("dialog", { name });

test("Quick Find leads there by the words of other products, and what leads nowhere comes first, with its cure", async () => {
  await page.getByRole("searchbox").or(page.getByPlaceholder("Quick Find")).first().fill("apex");
  await page.getByRole("navigation", { name: "Setup pages" }).getByRole("link", { name: "Actions" }).click();
  await page.getByRole("heading", { level: 1, name: "Actions" }).waitFor();
  const rows = page.getByRole("table", { name: "Targets" }).getByRole("row");
  expect(await rows.nth(1).innerText()).toContain("add actions/Missing.ts");
  await page.getByText("1 of 3 lead nowhere: calling them fails.").waitFor();
  expect(await page.getByRole("button", { name: "Try flow://Missing" }).count()).toBe(0);
  await page.getByRole("table", { name: "Mappings that are not used" }).getByText("flow://Old").waitFor();
});

test("a form takes the declared inputs, calls the action for real and shows its outputs", async () => {
  await page.getByRole("button", { name: "Try flow://Add" }).click();
  const form = dialog("Try Add");
  await form.getByText("This is a real call").waitFor();
  expect(await form.getByRole("button", { name: "Call" }).isDisabled()).toBe(true);
  await form.getByLabel("first (required)").fill("2");
  await form.getByLabel("second").fill("40");
  await form.getByRole("button", { name: "Call" }).click();
  await form.getByText(/^It answered after \d+ ms$/).waitFor();
  await form.getByText("42", { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await form.getByRole("button", { name: "Close" }).last().click();
});

test("a failure is a sentence that says where more is to be found", async () => {
  await page.getByRole("button", { name: "Try flow://Break" }).click();
  const form = dialog("Try Break");
  await form.getByText("It takes no inputs.").waitFor();
  await form.getByRole("button", { name: "Call" }).click();
  await form.getByText("Break failed.").waitFor();
  await form.getByText(/The server's log says more, under try:/).waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "hidden" });
});

test("axe finds nothing serious, and a narrow screen holds it all", async () => {
  expect(await seriousFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  expect(complaints).toEqual([]);
});
