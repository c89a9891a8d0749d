// The shell around every page, in a real browser.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enterSetup, newVisitor, openChromium } from "../support/chromium.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer({ project: "examples" }), openChromium()]);
});
afterAll(() => Promise.all([browser.close(), server.close()]));

describe("Setup", () => {
  test("/ leads a person who is logged in to the home page, and the browser has nothing to complain of", async () => {
    const { page, complaints, context } = await newVisitor(browser);
    await enterSetup(page, server);
    await page.goto(`${server.origin}/`);
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/lightning/setup/SetupOneHome/home");
    await page.screenshot({ path: "/tmp/home.png" });
    expect(complaints).toEqual([]);
    await context.close();
  });
});
