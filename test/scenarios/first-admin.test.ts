// A server that nobody can log in to yet: the link that `dragoman start` prints, and what `dragoman open` does later.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SETUP_HOME } from "../../src/contract/setup-places.ts";
import { type Browser, openBrowser } from "../support/browser.ts";
import { run } from "../support/run.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const root = resolve(import.meta.dirname, "../..");
const PASSWORD = "the mountains are far away";
const ADMIN = { username: "root@hexfell.example", name: "Root", password: PASSWORD, again: PASSWORD };

let server: StartedServer;
let data: string;
let browser: Browser;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "dragoman-admin-"));
  const env = { DRAGOMAN_LOG_LEVEL: "debug", DRAGOMAN_LOG_FORMAT: "json" };
  server = await startCommand({ project: join(root, "examples"), data, env });
  browser = open();
});
afterAll(async () => {
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const open = () => openBrowser(Number(new URL(server.origin).port), new URL(server.origin).host);
const link = async (...words: string[]) => {
  const { url } = (await server.ask("open", "--print", ...words)) as { url: string };
  return url.slice(server.origin.length);
};
const printedLink = () => new RegExp(`${server.origin}(/open/[\\w-]{43})`).exec(server.printed())?.[1];

test("start prints a link that makes the first admin, who is logged in then", async () => {
  await expect.poll(printedLink).toBeTruthy();
  const page = await browser.visit(printedLink()!);
  expect(page.html).toContain("The first admin of Hexfell Outfitters");
  const home = await browser.submit(page, ADMIN);
  expect(home.path).toBe(SETUP_HOME);
  expect([...browser.cookies.keys()]).toEqual(["sid"]);
});

test("open logs the operator in as that admin, or as the user who is named", async () => {
  for (const path of [await link(), await link("--user", ADMIN.username)]) {
    const other = open();
    const page = await other.visit(path);
    expect(page.html).toContain("This link logs you in as <strong>Root</strong>");
    expect((await other.submit(page)).path).toBe(SETUP_HOME);
  }
});

test("open --print prints the link and nothing else", async () => {
  const command = [process.execPath, join(root, "bin/dragoman.js"), "open", "--print"] as const;
  const { out, code } = await run(command, { env: server.env });
  expect(code).toBe(0);
  expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{43}\n$/);
});

test("open says why a user cannot log in", async () => {
  await expect(link("--user", "nobody@hexfell.example")).rejects.toThrow(
    "nobody@hexfell.example cannot log in to pages: name an active user of kind standard",
  );
});

test("the admin changes the password with a recent proof, and only the new one works", async () => {
  const page = await browser.visit("/password");
  expect(page.html).toContain("Choose a password");
  const next = "the mountains are near";
  expect((await browser.submit(page, { password: next, again: next })).path).toBe(SETUP_HOME);
  const other = open();
  expect((await other.submit(await other.visit("/login"), ADMIN)).status).toBe(403);
  expect((await other.submit(await other.visit("/login"), { ...ADMIN, password: next })).path).toBe(SETUP_HOME);
});

test("the log has neither a link, a password, a cookie nor a word of a form", async () => {
  const used = await link();
  const page = await open().visit(used);
  await open().visit(`${used}/more?otp=${used.slice(6)}`);
  const secrets = [
    used.slice("/open/".length),
    PASSWORD,
    ...browser.cookies.values(),
    /name="csrf" value="([^"]+)"/.exec(page.html)![1]!,
  ];
  const log = server.printed();
  expect(log).toContain('"route":"/open/:token"');
  for (const secret of secrets) expect(log).not.toContain(secret);
});
