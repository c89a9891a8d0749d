// The Chromium that npm ships, for tests of pages: one browser for a suite, a fresh profile for each test.
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { TestServer } from "./server.ts";

/** Pages must hold under the browser's own rules, so none of them is switched off. */
const switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

/** Start the browser. The pages were built before the suite (`pages.setup.ts`). */
export async function openChromium(): Promise<Browser> {
  const executablePath = await chromiumPackage.executablePath();
  return chromium.launch({ executablePath, args: switches, headless: true });
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: exceptions, errors on its console, files that did not come. */
  readonly complaints: string[];
}

/** A person with a fresh profile, at a width of 1280 unless told otherwise; what it waits for is there in ten seconds. */
export async function newVisitor(browser: Browser, size = { width: 1280, height: 800 }): Promise<Visitor> {
  const context = await browser.newContext({ viewport: size, locale: "en-GB", timezoneId: "UTC" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Log in as the first admin, by the link the server gives its operator, and stand on Setup's home page. */
export async function enterSetup(page: Page, server: TestServer): Promise<void> {
  const { url } = (await (await server.operate("/open", {})).json()) as { url: string };
  await page.goto(url);
  if (await page.getByLabel("Username").count()) {
    await page.getByLabel("Username").fill(ADMIN.username);
    await page.getByLabel("Name", { exact: true }).fill("Ada");
    for (const field of await page.locator("input[type=password]").all()) await field.fill(ADMIN.password);
    await page.getByRole("button", { name: "Create the admin" }).click();
  } else {
    await page.getByRole("button", { name: /^Continue as/ }).click();
  }
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}

export const ADMIN = { username: "ada@example.test", password: "a sentence that only Ada knows" };
