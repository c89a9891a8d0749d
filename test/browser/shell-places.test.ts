// Every place of Setup, in both themes and narrow: it opens without a complaint, and keeps nobody out.
import { afterAll, beforeAll, expect, test } from "vitest";
import { places } from "../../src/setup/places.ts";
import { shown } from "../support/at-page.ts";
import { contrastFindings, seriousFindings } from "../support/axe.ts";
import { openSetup } from "../support/open-setup.ts";

const { server, page, complaints, goTo, close } = await openSetup("examples");
let known: Readonly<Record<string, string>>;
beforeAll(async () => {
  await server.operate("/permission-sets/Support", { label: "Support", scopes: ["web"], agents: [] });
  const { sessionId } = await server.startSession();
  const { users } = (await (await server.operate("/users")).json()) as { users: readonly { id: string }[] };
  const app = server.running.summary.apps[0]!.apiName;
  const agentId = Object.values(server.agents)[0]!;
  known = { user: users[0]!.id, set: "Support", app, tab: "policies", agentId, agent: agentId, session: sessionId };
});
afterAll(close);

/** A place, with a record that there is for each part that varies. */
const withRecords = (path: string) => path.replace(/\$(\w+)/g, (_, name: string) => known[name] ?? `no-${name}`);

test.each(places.map(({ path }) => path))(
  "%s opens and reloads without a complaint, fits 360 pixels, and axe finds nothing serious in light and dark",
  async (path) => {
    complaints.length = 0;
    await page.setViewportSize({ width: 1280, height: 800 });
    await goTo(withRecords(path));
    await shown(page);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    expect(await contrastFindings(page), "in the dark").toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    await shown(page);
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
  },
);
