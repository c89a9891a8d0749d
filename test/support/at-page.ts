// A person at a page of Setup: logged in, with the password at hand when a page asks for it again.
import type { Browser, Locator, Page } from "playwright-core";
import { ADMIN, enterSetup, newVisitor, type Visitor } from "./chromium.ts";
import type { TestServer } from "./server.ts";

/** The first admin, at a page below the address of Setup's pages. */
export async function visitorAt(browser: Browser, server: TestServer, path: string): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  visitor.page.setDefaultTimeout(10_000);
  await enterSetup(visitor.page, server);
  await visitor.page.goto(`${server.origin}/lightning/setup/${path}`);
  return visitor;
}

/** Give the password where the page asks for it before it shows `awaited`. */
export async function proveIfAsked(page: Page, awaited: Locator): Promise<void> {
  const proof = page.getByRole("dialog", { name: "Verify your identity" });
  await proof.or(awaited).first().waitFor();
  if (!(await proof.isVisible())) return;
  await proof.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await proof.getByRole("button", { name: "Verify" }).click();
  await awaited.waitFor();
}
