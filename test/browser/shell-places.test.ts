// Every place of Setup, in both themes and narrow: it opens without a complaint, and keeps nobody out.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { places } from "../../src/setup/places.ts";
import { seriousFindings } from "../support/axe.ts";
import { enterSetup, newVisitor, openChromium, type Visitor } from "../support/chromium.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let browser: Browser;
let visitor: Visitor;
let known: Readonly<Record<string, string>>;
beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer({ project: "examples" }), openChromium()]);
  visitor = await newVisitor(browser);
  visitor.page.setDefaultTimeout(10_000);
  await enterSetup(visitor.page, server);
  await server.operate("/permission-sets/Support", { label: "Support", scopes: ["web"], agents: [] });
  const { sessionId } = await server.startSession();
  const { users } = (await (await server.operate("/users")).json()) as { users: readonly { id: string }[] };
  const app = server.running.summary.apps[0]!.apiName;
  const agentId = Object.values(server.agents)[0]!;
  known = { user: users[0]!.id, set: "Support", app, tab: "policies", agentId, agent: agentId, session: sessionId };
});
afterAll(() => Promise.all([browser.close(), server.close()]));

/** The address of a place, with a record that there is for each part that varies. */
const addressOf = (path: string) =>
  `${server.origin}/lightning/setup/${path.replace(/\$(\w+)/g, (_, name: string) => known[name] ?? `no-${name}`)}`;

/** Wait until a place has shown what it asks for. */
async function shown(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
}

test.each(places.map(({ path }) => path))(
  "%s opens and reloads without a complaint, fits 360 pixels, and axe finds nothing serious in light and dark",
  async (path) => {
    const { page, complaints } = visitor;
    complaints.length = 0;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(addressOf(path));
    await shown(page);
    const findings: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      findings.push(...(await seriousFindings(page)).map((finding) => `${colorScheme}: ${finding}`));
    }
    expect(findings).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    await shown(page);
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
  },
);
