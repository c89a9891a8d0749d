// What every page of Setup does with the person before it, whatever the page is for.
import type { Locator, Page } from "playwright-core";
import { ADMIN } from "./chromium.ts";

/** Resolves once the page shows what it asked the server for. */
export async function shown(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
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
