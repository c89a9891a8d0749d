// A server with two orgs, for its operator: which addresses and links it starts with, and how commands name an org.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Failure } from "../../src/cli/command.ts";
import { writeOperatorFile } from "../../src/cli/operator-file.ts";
import { createOutput } from "../../src/cli/output.ts";
import { commands } from "../../src/cli/registry.ts";
import { SETUP_HOME } from "../../src/contract/setup-places.ts";
import { openBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const yaml = `
org: { name: Harbour }
users: [{ username: bot@harbour.example }, { username: ann@harbour.example, role: admin }]
apps: [{ name: Web }, { name: Mobile }]
orgs:
  - name: Lighthouse
    myDomain: lighthouse.example.test
    users: [{ username: bot@lighthouse.example }]
    apps: [{ name: Lamp }]
  - name: Pier
    myDomain: pier.example.test
    users: [{ username: pat@pier.example, role: admin }]
`;

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-orgs-"));
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "dragoman.yaml"), yaml);
  const root = join(import.meta.dirname, "../..");
  server = await startTestServer({ project: relative(root, folder), config: { model: "matcher" } });
  await writeOperatorFile(folder, { url: server.running.address, token: server.running.operatorToken });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** `dragoman <name> --options`, in this process: what it printed for programs, and its notes or its failure. */
async function dragoman(name: string, options: Record<string, string> = {}, args: string[] = []) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const context = { env: { DRAGOMAN_DATA: folder }, cwd: folder, stdin: process.stdin, self: "dragoman" };
  const output = createOutput(out, err, true);
  const command = commands.find((each) => each.name === name)!;
  const failure = await command.run({ ...context, output, stopped: async () => {} }, { args, options }).then(
    () => "",
    (error: unknown) => {
      if (error instanceof Failure) return error.message;
      throw error;
    },
  );
  const printed = String(out.read() ?? "null");
  return { data: JSON.parse(printed) as Record<string, string> | null, err: String(err.read() ?? "") + failure };
}

test("the start knows the address of every org", () => {
  const { protocol } = new URL(server.origin);
  expect(server.running.summary.otherOrgs).toMatchObject([
    { name: "Lighthouse", origin: `${protocol}//lighthouse.example.test` },
    { name: "Pier", origin: `${protocol}//pier.example.test` },
  ]);
});

test("an admin who was declared and has no password gets a link that sets one, in any org", async () => {
  const { adminLinks } = server.running;
  expect(adminLinks.map(({ org, username }) => `${org} ${username}`)).toEqual([
    "Harbour ann@harbour.example",
    "Pier pat@pier.example",
  ]);
  const { host, port } = new URL(server.origin);
  const browser = openBrowser(Number(port), host);
  const page = await browser.visit(new URL(adminLinks[0]!.url).pathname);
  const password = "the tide comes in at dawn";
  const home = await browser.submit(page, { password, again: password });
  expect(home.path).toBe(SETUP_HOME);
});

test("env and token are about the project's org and its first app, and say which others there are", async () => {
  const { data, err } = await dragoman("env").catch((error) => ({ data: null, err: String(error) }));
  expect(data).toBeNull();
  expect(err).toMatch(/This is the app Mobile; --app takes Web, too\n.*No agent is active/s);
  const { data: token } = await dragoman("token", { app: "Web" });
  expect(token).toMatchObject({ instance_url: server.origin, access_token: expect.any(String) });
});

test("an org is named by its host, its My Domain URL, its name or its id", async () => {
  const [, lighthouse] = (await dragoman("org list")).data as unknown as { id: string; origin: string }[];
  for (const org of ["lighthouse.example.test", lighthouse!.origin, "Lighthouse", lighthouse!.id]) {
    const { data, err } = await dragoman("token", { org });
    expect(err).toBe("");
    expect(data).toMatchObject({ instance_url: lighthouse!.origin });
  }
  const { host } = new URL(server.origin);
  expect((await dragoman("token", { org: host, app: "Web" })).data).toMatchObject({ instance_url: server.origin });
});

test("a name that is none is answered with those there are", async () => {
  expect((await dragoman("token", { org: "lighthouse.example.tset" })).err).toMatch(
    /No org has the id, domain or name "lighthouse\.example\.tset": did you mean lighthouse\.example\.test\?/,
  );
  expect((await dragoman("token", { org: "Nobody" })).err).toMatch(
    /there are Harbour, lighthouse\.example\.test, pier\.example\.test/,
  );
  expect((await dragoman("token", { org: "Lighthouse", app: "Web" })).err).toMatch(
    /No external client app is named Web\. The apps are: Lamp/,
  );
  expect((await dragoman("token", { org: "Pier" })).err).toMatch(/The org has no external client app for programs/);
});

test("a new app or user has the same defaults on the command line as in dragoman.yaml", async () => {
  await dragoman("app set", {}, ["By_Hand", "runAs=bot@harbour.example"]);
  const fields = async (app: string) =>
    ((await dragoman("app show", {}, [app])).data as unknown as { fields: Record<string, unknown> }).fields;
  const { name: _, label, ...byHand } = await fields("By_Hand");
  const { name: __, label: ___, ...declared } = await fields("Web");
  expect(label).toBe("By Hand");
  expect(byHand).toEqual(declared);
  expect((await dragoman("app set", {}, ["Nobodys", "label=X"])).err).toMatch(
    /needs a run-as user: name one of ann@harbour\.example, bot@harbour\.example/,
  );

  await dragoman("user set", {}, ["bot2@harbour.example", "name=bot@harbour.example"]);
  await dragoman("user set", {}, ["bea@harbour.example", "role=admin"]);
  const users = (await dragoman("user list")).data as unknown as Record<string, unknown>[];
  const { id, madeBy, username, ...made } = users.find((user) => user.username === "bot2@harbour.example")!;
  expect(users.find((user) => user.username === "bot@harbour.example")).toMatchObject(made);
  expect(users.find((user) => user.username === "bea@harbour.example")).toMatchObject({
    kind: "standard",
    role: "admin",
    name: "bea@harbour.example",
  });
});
