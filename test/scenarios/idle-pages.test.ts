// A login goes idle while nobody is at its pages, although the pages go on asking by themselves.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CSRF_HEADER, UNATTENDED_HEADER } from "../../src/contract/setup-session.ts";
import { type Browser, openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const MINUTE_MS = 60_000;
const PASSWORD = "a sentence for the one who watches";
const USERNAME = "watcher@people.example.test";

let server: TestServer;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  server = await startTestServer();
  await server.operate(`/users/${USERNAME}`, { fields: { name: "Watcher", kind: "standard", role: "admin" } });
});
afterAll(async () => {
  vi.useRealTimers();
  await server.close();
});

const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTE_MS);

async function logIn(): Promise<Browser> {
  const { url } = (await (await server.operate(`/users/${USERNAME}/password-link`, {})).json()) as { url: string };
  const browser = openBrowser(Number(new URL(server.origin).port), new URL(server.origin).host);
  await browser.submit(await browser.visit(new URL(url).pathname), { password: PASSWORD, again: PASSWORD });
  return browser;
}

const me = async (browser: Browser, headers = {}) => (await browser.ask("/dragoman/v1/me", { headers })).status;

test("what a page asks while nobody touches it keeps nobody logged in; what a person asks does", async () => {
  const browser = await logIn();
  later(119);
  expect(await me(browser)).toBe(200);
  later(119);
  expect(await me(browser, { [UNATTENDED_HEADER]: "1" })).toBe(200);
  later(2);
  expect(await me(browser)).toBe(401);
});

test("nor does a poll that is a POST", async () => {
  const browser = await logIn();
  const { csrf } = JSON.parse((await browser.ask("/dragoman/v1/me")).html) as { csrf: string };
  later(119);
  const headers = { [CSRF_HEADER]: csrf, [UNATTENDED_HEADER]: "1" };
  const asked = { method: "POST", headers, body: JSON.stringify({ targets: [] }) };
  expect((await browser.ask("/dragoman/v1/action-targets", asked)).status).toBe(200);
  later(2);
  expect(await me(browser)).toBe(401);
});

test("an open tail ends when its reader has been idle too long, and says so", async () => {
  const { settings } = (await (await server.operate("/org-settings")).json()) as { settings: object };
  await server.operate("/org-settings", { ...settings, sessionMinutes: 5 });
  const browser = await logIn();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${server.origin}/dragoman/v1/logs/tail`, { headers: { cookie } });
  // The stream asks every two seconds whether its reader may go on: four minutes pass between two of these questions.
  const clock = setInterval(later, 100, 0.2);
  const said = await response.text().finally(() => clearInterval(clock));
  expect(said).toMatch(/event: problem\n.*\ndata: .*log in/i);
});
