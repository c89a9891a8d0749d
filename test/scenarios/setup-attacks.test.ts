// What another site, a lesser role or a stranger tries at Setup's API and pages, tried and counted: nothing gets through.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setupEndpoints } from "../../src/contract/setup.ts";
import type { Endpoint } from "../../src/contract/setup-endpoint.ts";
import { SETUP_HOME } from "../../src/contract/setup-places.ts";
import { CSRF_HEADER } from "../../src/contract/setup-session.ts";
import { may, type Role } from "../../src/identity/people/roles.ts";
import { type Browser, openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const rows = Object.entries<Endpoint>(setupEndpoints);
const roles: readonly Role[] = ["admin", "builder", "viewer", "api"];
const PASSWORD = "a sentence for every one of them";

let server: TestServer;
let port: number;
let host: string;
const people = new Map<Role, { readonly browser: Browser; readonly word: string }>();
let tried = 0;

beforeAll(async () => {
  server = await startTestServer();
  host = new URL(server.origin).host;
  port = Number(new URL(server.origin).port);
  for (const role of roles) people.set(role, await logInAs(role));
});
afterAll(() => server.close());

async function logInAs(role: Role, name: string = role) {
  const username = `${name}@people.example.test`;
  await server.operate(`/users/${username}`, { fields: { name: role, kind: "standard", role } });
  const { url } = (await (await server.operate(`/users/${username}/password-link`, {})).json()) as { url: string };
  const browser = openBrowser(port, host);
  await browser.submit(await browser.visit(new URL(url).pathname), { password: PASSWORD, again: PASSWORD });
  const me = await browser.ask("/dragoman/v1/me");
  return { browser, word: role === "api" ? "" : (JSON.parse(me.html) as { csrf: string }).csrf };
}

/** A call of a row with nothing in it. Rights are asked before anything is read, so that nothing has to be. */
function attempt(browser: Browser, { method, path }: Endpoint, headers: Readonly<Record<string, string>>) {
  tried += 1;
  const at = `/dragoman/v1${path.replace(/:\w+/g, "x")}`;
  return browser.ask(at, { method, headers, ...(method === "POST" && { body: "{}" }) });
}

describe("Setup's API", () => {
  test("answers no row to a browser in which nobody is logged in", async () => {
    for (const [name, row] of rows) {
      const { status, html } = await attempt(openBrowser(port, host), row, {});
      expect([name, status], html).toEqual([name, 401]);
    }
  });

  test.each(roles)("refuses the role %s every row whose right it lacks, and says which", async (role) => {
    const { browser, word } = people.get(role)!;
    for (const [name, row] of rows.filter(([, { right }]) => !may(role, right))) {
      // Without rights there is no word to be had: a POST is refused for the want of it.
      const { status, html } = await attempt(browser, row, { [CSRF_HEADER]: word });
      expect([name, status], html).toEqual([name, 403]);
      if (word !== "" || row.method === "GET") expect(html).toContain(`lacks the right ${row.right}`);
    }
  });

  test("takes no POST without the word of the session, whoever's cookie comes with it", async () => {
    const { browser } = people.get("admin")!;
    const others = people.get("builder")!.word;
    for (const [name, row] of rows.filter(([, { method }]) => method === "POST")) {
      for (const word of [undefined, "", others, "x".repeat(43)]) {
        const { status, html } = await attempt(browser, row, word === undefined ? {} : { [CSRF_HEADER]: word });
        expect([name, status], html).toEqual([name, 403]);
      }
    }
  });

  test("knows the session of another org's host as nobody's", async () => {
    await server.operate("/users/x@people.example.test?org=none", {});
    const { browser, word } = people.get("admin")!;
    const stray = openBrowser(port, "elsewhere.example.test");
    for (const [name, value] of browser.cookies) stray.cookies.set(name, value);
    for (const [name, row] of rows) {
      const { status } = await attempt(stray, row, { [CSRF_HEADER]: word });
      expect([name, status >= 400 && status < 500]).toEqual([name, true]);
    }
  });

  test("sends no reply that another site may read", async () => {
    const { browser } = people.get("admin")!;
    const { headers } = await browser.ask("/dragoman/v1/me", { headers: { origin: "https://other.example.test" } });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("leaves no conversation in the cache of a browser", async () => {
    const { browser } = people.get("admin")!;
    const { status, headers } = await browser.ask("/dragoman/v1/logs/export?format=csv&what=sessions");
    expect([status, headers["cache-control"]]).toEqual([200, "no-store, no-transform"]);
  });
});

describe("a stream of Setup's API", () => {
  /** The live tail as a person reads it: resolves with all that was said, once the stream has ended. */
  async function watch({ browser }: { readonly browser: Browser }) {
    tried += 1;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${server.origin}/dragoman/v1/logs/tail`, { headers: { cookie } });
    expect(response.status).toBe(200);
    return { said: response.text() };
  }

  test("ends when its reader logs out, and says so", async () => {
    const reader = await logInAs("viewer", "leaving");
    const { said } = await watch(reader);
    await reader.browser.ask("/dragoman/v1/me/logout", {
      method: "POST",
      headers: { [CSRF_HEADER]: reader.word },
      body: "{}",
    });
    expect(await said).toMatch(/event: problem\n.*\ndata: .*log in/i);
  });

  test.each([
    ["loses the right to it", "", { fields: { role: "api" } }, /lacks the right see/],
    ["is deactivated", "/active", { active: false }, /log in/i],
  ] as const)("ends when its reader %s", async (_, path, change, why) => {
    const name = `reader${path.slice(1)}`;
    const { said } = await watch(await logInAs("viewer", name));
    expect((await server.operate(`/users/${name}@people.example.test${path}`, change)).status).toBe(200);
    expect(await said).toMatch(why);
  });
});

describe("what somebody said in a preview", () => {
  const SECRET = "my number is 4711";

  /** A person at a page, calling as the page does. */
  const asking =
    ({ browser, word }: { readonly browser: Browser; readonly word: string }) =>
    async (path: string, body?: unknown) => {
      tried += 1;
      const method = body === undefined ? "GET" : "POST";
      const sent = {
        method,
        headers: { [CSRF_HEADER]: word },
        ...(method === "POST" && { body: JSON.stringify(body) }),
      };
      return browser.ask(`/dragoman/v1${path}`, sent);
    };

  test("is for whoever made it and for administrators, wherever it is told", async () => {
    const maker = asking(people.get("builder")!);
    const [agent] = Object.values(server.agents);
    const begun = await maker(`/agents/${agent}/preview`, { mode: "simulate" });
    const { session } = JSON.parse(begun.html) as { session: string };
    const message = { type: "Text", sequenceId: 1, text: SECRET };
    const { html } = await maker(`/previews/${session}/messages`, { message });
    const turn = /"turn":"([^"]+)"/.exec(html)?.[1];
    const places = [
      `/logs/${session}`,
      `/logs/export?format=jsonl&what=moments&session=${session}`,
      `/sessions/${session}/turns/${turn}/trace`,
      `/previews/${session}`,
    ];
    const shows = async (ask: typeof maker) =>
      (await Promise.all(places.map((place) => ask(place)))).map(({ html }) => html.includes(SECRET));
    expect(await shows(maker)).toEqual([true, true, true, true]);
    expect(await shows(asking(people.get("admin")!))).toEqual([true, true, true, false]);
    expect(await shows(asking(await logInAs("builder", "another")))).toEqual([false, false, false, false]);
    expect(await shows(asking(people.get("viewer")!))).toEqual([false, false, false, false]);
  });
});

test.each([
  "/logs?from=0000-01-01T00:00:00Z",
  "/logs?after=2024-99-99T99:99:99.000000Z~00000000-0000-4000-8000-000000000000",
  "/logs?after=2024-02-30T00:00:00.000000Z~00000000-0000-4000-8000-000000000000",
  "/logs?after=0000-01-01T00:00:00.000000Z~00000000-0000-4000-8000-000000000000",
  "/logs/export?format=csv&what=sessions&to=0000-01-01T00:00:00Z",
  "/analytics?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&bucket=hour&zone=US/Pacific-New",
  "/analytics?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&bucket=hour&zone=%2B05:30",
])("no moment or zone that the database does not know breaks %s", async (path) => {
  tried += 1;
  const { status, html } = await people.get("viewer")!.browser.ask(`/dragoman/v1${path}`);
  expect(status, html).toBeLessThan(500);
});

describe("Setup's pages", () => {
  test("run no script but their own, stand in no frame, and send nothing elsewhere", async () => {
    const { headers } = await people.get("admin")!.browser.ask(SETUP_HOME);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    expect(headers).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
  });

  test("have a new nonce each time", async () => {
    const nonces = new Set<string>();
    for (let visit = 0; visit < 20; visit++) {
      const { headers } = await people.get("admin")!.browser.ask(SETUP_HOME);
      nonces.add(/'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))![1]!);
    }
    expect(nonces.size).toBe(20);
  });

  test.each([
    "../package.json",
    "..%2fpackage.json",
    "%2e%2e/%2e%2e/package.json",
    "....//package.json",
    "/etc/passwd",
    "..\\package.json",
    "%00",
    "index.html/../../package.json",
    "__proto__",
    "constructor",
  ])("no file of the server but their own comes by the name %s", async (name) => {
    tried += 1;
    const { status, html } = await people.get("admin")!.browser.ask(`/lightning/setup/assets/${name}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(html).not.toMatch(/"version"|root:/);
  });

  test.each([
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/lightning/setup/../../\\evil.example",
    "javascript:alert(1)",
  ])("a login leads nowhere else, such as to %s", async (to) => {
    tried += 1;
    const browser = openBrowser(port, host);
    const page = await browser.visit(`/login?to=${encodeURIComponent(to)}`);
    const after = await browser.submit(page, { username: "viewer@people.example.test", password: PASSWORD });
    expect([after.left, after.path]).toEqual([undefined, SETUP_HOME]);
  });
});

test("that is what was tried", () => {
  console.log(`Setup: ${tried} attempts, 0 through`);
  expect(tried).toBeGreaterThan(rows.length * 5);
});
