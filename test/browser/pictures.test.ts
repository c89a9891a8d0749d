// Every page of the tree at three widths and in both themes: nothing runs over the edge. With PICTURES=1 what is seen
// is kept in docs/images.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { shown } from "../support/at-page.ts";
import { openSetup } from "../support/open-setup.ts";
import type { TestServer } from "../support/server.ts";

const images = join(import.meta.dirname, "../../docs/images");
const keep = process.env.PICTURES === "1";
const widths = [1280, 768, 360];
const themes = ["light", "dark"] as const;

const { server, page, complaints, goTo, close } = await openSetup("examples", {
  config: { model: "matcher" },
  first: async (opened) => {
    for (const text of ["Where is my order HX-1042?", "I want to send my boots back"]) await converse(opened, text);
  },
});
if (keep) mkdirSync(images, { recursive: true });
afterAll(close);

/** A session with one message, so that lists and charts have something to show. */
async function converse(to: TestServer, text: string): Promise<void> {
  const { sessionId } = await to.startSession("Hexfell_Service", { bypassUser: true });
  const message = { sequenceId: 1, type: "Text", text };
  await (await to.api(`/sessions/${sessionId}/messages`, { body: { message } })).text();
}

/** Pages by the names of their pictures. */
const pages: Readonly<Record<string, () => string>> = {
  home: () => "SetupOneHome/home",
  agents: () => "EinsteinCopilot/home",
  builder: () => `EinsteinCopilot/${server.agents.Hexfell_Service}/edit`,
  preview: () => `Preview/${server.agents.Hexfell_Service}`,
  "event-logs": () => "EventLogs/home",
  analytics: () => "Analytics/home",
  models: () => "Models/home",
  actions: () => "Actions/home",
  apps: () => "ManageExternalClientApplication/home",
  "new-app": () => "ManageExternalClientApplication/new",
  "app-policies": () => "ManageExternalClientApplication/Web_Shop/policies",
  "app-settings": () => "ManageExternalClientApplication/Web_Shop/settings",
  connect: () => "ConnectClient/home",
  "my-domain": () => "OrgDomain/home",
  users: () => "ManageUsers/home",
  "permission-sets": () => "PermSets/home",
  "session-settings": () => "SecuritySession/home",
  "login-history": () => "LoginHistory/home",
  "audit-trail": () => "SecurityEvents/home",
};

/** Pixels by which the page is wider than its window. */
const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each(Object.keys(pages))("%s", (name) => {
  test("fits every width in both themes", async () => {
    for (const theme of themes) {
      await page.evaluate((chosen) => localStorage.setItem("dragoman-theme", chosen), theme);
      await page.setViewportSize({ width: widths[0]!, height: 800 });
      await goTo(pages[name]!());
      await shown(page);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        // The tree slides away when the window becomes narrow.
        await expect.poll(() => overflow(), { message: `${theme}, ${width}` }).toBe(0);
        const path = join(images, `${name}-${width}-${theme}.jpg`);
        if (keep) await page.screenshot({ path, type: "jpeg", quality: 70 });
      }
    }
    expect(complaints).toEqual([]);
  });
});
