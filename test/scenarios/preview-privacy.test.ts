// Who reads what was said in a preview, over HTTP: its maker and the administrators, and others where the script says so.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSetupClient, type SetupClient } from "../../src/contract/setup-client.ts";
import { MASKED } from "../../src/contract/setup-logs.ts";
import { CSRF_HEADER } from "../../src/contract/setup-session.ts";
import type { Role } from "../../src/identity/people/roles.ts";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const PASSWORD = "a sentence for every one of them";
const SECRET = "my number is 4711";

let server: TestServer;
let maker: SetupClient;
let colleague: SetupClient;
let viewer: SetupClient;
let admin: SetupClient;
let desk: string;
beforeAll(async () => {
  server = await startTestServer();
  desk = await readFile("test/fixtures/project/agents/Desk/Desk.agent", "utf8");
  maker = await person("maker", "builder");
  colleague = await person("colleague", "builder");
  viewer = await person("viewer", "viewer");
  admin = await person("admin", "admin");
});
afterAll(() => server.close());

/** Setup's API as somebody who logged in calls it. */
async function person(name: string, role: Role): Promise<SetupClient> {
  const username = `${name}@people.example.test`;
  const { origin } = server;
  await server.operate(`/users/${username}`, { fields: { name, kind: "standard", role } });
  const { url } = (await (await server.operate(`/users/${username}/password-link`, {})).json()) as { url: string };
  const browser = openBrowser(Number(new URL(origin).port), new URL(origin).host);
  await browser.submit(await browser.visit(new URL(url).pathname), { password: PASSWORD, again: PASSWORD });
  const { csrf } = JSON.parse((await browser.ask("/dragoman/v1/me")).html) as { csrf: string };
  const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
  return createSetupClient({ fetch, origin, headers: () => ({ cookie, [CSRF_HEADER]: csrf }) });
}

/** A preview of the maker's, in which the secret was said. */
async function preview(source: string) {
  const body = { source, mode: "simulate" as const, mocks: {}, variables: [] };
  const { session } = await maker.call("startPreview", { params: { agent: "Desk" }, body });
  return { session, turn: await tell(session) };
}

async function tell(session: string): Promise<string> {
  const message = { type: "Text" as const, text: SECRET, sequenceId: 1 };
  const events = await Array.fromAsync(maker.stream("sendPreview", { params: { session }, body: { message } }));
  return events.find((event) => event.kind === "turn")!.turn;
}

/** All that somebody can find out about a preview: its log, its file, and its trace where their role has traces. */
async function readBy(who: SetupClient, { session, turn }: { readonly session: string; readonly turn: string }) {
  const query = { session, format: "jsonl" as const, what: "moments" as const };
  const found = [
    await who.call("log", { params: { session } }),
    await Array.fromAsync(who.stream("logExport", { query })),
    who === viewer ? null : await who.call("turnTrace", { params: { session, turn } }),
  ];
  return JSON.stringify(found);
}

/** What the tail of somebody tells of the next turn of a preview. */
async function tailedBy(who: SetupClient, session: string): Promise<string | null> {
  for await (const item of who.stream("logTail", { query: { preview: "only" } })) {
    if (item.kind === "listening") await tell(session);
    if (item.kind === "turn") return item.text;
  }
  return null;
}

describe("what was said in a preview", () => {
  test("is read by its maker and by an administrator, in the log, its file and the trace", async () => {
    const made = await preview(desk);
    for (const who of [maker, admin]) {
      const found = await readBy(who, made);
      expect(found).toContain("4711");
      expect(found).not.toContain(MASKED);
    }
  });

  test("is withheld from any other builder and from a viewer, who see what was done", async () => {
    const made = await preview(desk);
    for (const who of [colleague, viewer]) {
      const found = await readBy(who, made);
      expect(found).toContain(MASKED);
      expect(found).toContain("Model call in desk");
      for (const word of ["4711", "Welcome to the desk"]) expect(found).not.toContain(word);
    }
  });

  test("is read by everybody who reads logs where the script that runs asks for full logs", async () => {
    const open = desk.replace("config:\n", "config:\n    enable_enhanced_event_logs: True\n");
    expect(open).not.toBe(desk);
    const made = await preview(open);
    for (const who of [colleague, viewer]) expect(await readBy(who, made)).toContain("4711");
  });

  test("is told by the tail to whom the log tells it, and to nobody else", async () => {
    const { session } = await preview(desk);
    expect(await tailedBy(colleague, session)).toBe(MASKED);
    expect(await tailedBy(maker, session)).toBe(SECRET);
  });

  test("is gone on with by nobody but its maker", async () => {
    const { session, turn } = await preview(desk);
    const params = { session };
    for (const who of [colleague, admin]) {
      await expect(who.call("previewTalk", { params })).rejects.toMatchObject({ status: 404 });
      await expect(who.call("endPreview", { params })).rejects.toMatchObject({ status: 404 });
      await expect(who.call("previewTest", { params })).rejects.toMatchObject({ status: 404 });
      await expect(who.call("forkPreview", { params, body: { turn } })).rejects.toMatchObject({ status: 404 });
    }
    expect(await colleague.call("latestPreview", { params: { agent: "Desk" } })).toEqual({ session: null });
    expect(await maker.call("latestPreview", { params: { agent: "Desk" } })).toEqual({ session });
  });
});
