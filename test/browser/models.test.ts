// The page of models, in a real browser: a key is entered, tested and deleted, and a model chosen, while the server runs.
import { afterAll, expect, test } from "vitest";
import { proveIfAsked } from "../support/at-page.ts";
import { seriousFindings } from "../support/axe.ts";
import { modelStub } from "../support/model-stub.ts";
import { openSetup } from "../support/open-setup.ts";
import { projectOf } from "../support/project.ts";

const KEY = "sk-typed-by-a-person-4444";

const stub = await modelStub(({ headers }) =>
  headers.authorization === `Bearer ${KEY}` ? { text: "Ready." } : { status: 401, text: "no" },
);
afterAll(() => stub.close());
const project = await projectOf({ "dragoman.yaml": "models:\n  sfdc_ai__DefaultGPT4Omni: compatible:omni\n" });
const { page, complaints, close } = await openSetup(project, { config: { modelBaseUrl: stub.url } });
afterAll(close);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const answered = (text: string | RegExp) => page.getByRole("main").getByRole("status").filter({ hasText: text });

test("home leads to it where no language model answers, and it says why the matcher does", async () => {
  await page.getByRole("link", { name: "Set up a model" }).click();
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  await page.getByText("matcher:en").first().waitFor();
  await page.getByText("The embedded matcher is not a language model").waitFor();
  await page.getByText("model://sfdc_ai__DefaultGPT4Omni").waitFor();
});

test("a model is chosen, and the one that cannot be used leaves what was typed where it was", async () => {
  const field = page.getByRole("textbox", { name: "Choose a model" });
  await field.fill("openai:gpt-5");
  await button("Use this model").click();
  await page.getByText("set OPENAI_API_KEY in the environment").waitFor();
  expect(await field.inputValue()).toBe("openai:gpt-5");
  await field.fill("compatible:main");
  await field.press("Enter");
  await page.getByText("it was chosen in Setup").waitFor();
  await button("Test the default model").click();
  await answered("compatible:main refused the key (HTTP 401): check DRAGOMAN_MODEL_API_KEY.").waitFor();
});

test("a key is entered, used at once, and never shown again but for its end", async () => {
  await button("Enter DRAGOMAN_MODEL_API_KEY").click();
  await page.getByRole("dialog").getByLabel("DRAGOMAN_MODEL_API_KEY").fill(KEY);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await proveIfAsked(page, button("Replace DRAGOMAN_MODEL_API_KEY"));
  await page.getByText("4444", { exact: true }).waitFor();
  await button("Test compatible:omni").click();
  await answered(/compatible:omni answered in .*; its first word came after/).waitFor();
  expect(await page.content()).not.toContain(KEY);
});

test("a key is deleted", async () => {
  await button("Delete DRAGOMAN_MODEL_API_KEY").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await proveIfAsked(page, button("Enter DRAGOMAN_MODEL_API_KEY"));
});

test("axe finds nothing serious, light or dark, and a narrow screen holds it all", async () => {
  expect(await seriousFindings(page)).toEqual([]);
  await page.evaluate("document.documentElement.setAttribute('data-mantine-color-scheme', 'dark')");
  expect(await seriousFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  // The refusals that were asked for are the only thing a browser notes.
  expect(complaints.filter((each) => !/status of 40[03]/.test(each))).toEqual([]);
});
