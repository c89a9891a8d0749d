// Setup in a real browser: how soon the first page can be used, and how much script it takes; the floor is the login page.
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { enterSetup, newVisitor, openChromium } from "../test/support/chromium.ts";
import { startTestServer, type TestServer } from "../test/support/server.ts";
import { type Bench, median } from "./measure.ts";

/** Visits of each page, each with a browser profile that has nothing kept. */
const VISITS = 7;

/** Milliseconds from the address to the sight of what a person looks for. */
async function seen(page: Page, address: string, heading: RegExp): Promise<number> {
  const began = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  return performance.now() - began;
}

/** Bytes of the scripts a page has asked for, as gzip would send them. */
async function scriptBytes(page: Page, server: TestServer): Promise<number> {
  const names = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((name) => name.endsWith(".js")),
  );
  const texts = await Promise.all(names.map(async (name) => (await server.fetch(new URL(name).pathname)).bytes()));
  return texts.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
}

export const pages: Bench = {
  name: "pages",
  about: "Setup's first page in Chromium on loopback, with nothing in its cache; the floor is a page without script",
  run: async (progress) => {
    const server = await startTestServer({ project: "examples", config: { model: "matcher" } });
    const browser = await openChromium();
    try {
      const times: { home: number[]; login: number[] } = { home: [], login: [] };
      let script = 0;
      for (let visit = 1; visit <= VISITS; visit++) {
        progress(`visit ${visit} of ${VISITS}`);
        const { page, context } = await newVisitor(browser);
        times.login.push(await seen(page, `${server.origin}/login`, /Log in/));
        await enterSetup(page, server);
        const cold = await browser.newContext({ storageState: await context.storageState() });
        const fresh = await cold.newPage();
        times.home.push(await seen(fresh, `${server.origin}/lightning/setup/SetupOneHome/home`, /^Home$/));
        await fresh.waitForLoadState("networkidle");
        script = await scriptBytes(fresh, server);
        await Promise.all([context.close(), cold.close()]);
      }
      return [
        { name: "login page seen after", value: median(times.login), unit: "ms" },
        { name: "first page of Setup usable after", value: median(times.home), unit: "ms", atMost: 1_000 },
        { name: "script before the editor, gzip", value: script / 1_000, unit: "kB", atMost: 300 },
      ];
    } finally {
      await browser.close();
      await server.close();
    }
  },
};
