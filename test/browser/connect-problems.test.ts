// A test of a connection names every known problem in a sentence, and what it offers cures it.
import { request as callBackend, createServer as createStranger } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Config, loadConfig } from "../../src/config.ts";
import type { Fix } from "../../src/contract/setup-connect.ts";
import { createServer, type RunningServer } from "../../src/server.ts";
import { activeAgent, failureIn, TESTED_APP, testConnection } from "../support/connection.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const APP = TESTED_APP;
const USER = "api.user@conformance.example";

type Given = Readonly<Record<string, string>>;
const run = (given: Given = {}, agent = "Desk") => testConnection(server, { agent, given });
const change = (fields: Readonly<Record<string, unknown>>) => server.operate(`/apps/${APP}`, { fields });

/** What a fix asks for, carried out as a page would. */
const paths: {
  readonly [Call in Exclude<Fix["call"], "visit">]: (params: Readonly<Record<string, string>>) => string;
} = {
  changeApp: ({ app }) => `/apps/${app}`,
  enableApp: ({ app }) => `/apps/${app}/enabled`,
  activate: ({ agent }) => `/agents/${agent}/activate`,
  activateUser: ({ user }) => `/users/${encodeURIComponent(user ?? "")}/active`,
};
async function carryOut(fix: Fix): Promise<void> {
  if (fix.call === "visit") throw new Error("a page to visit is no call");
  expect((await server.operate(paths[fix.call](fix.params), fix.body)).status).toBe(200);
}

const startAt = (project: string, more: Partial<Config>) =>
  createServer(loadConfig({}, { port: 0, data: ":memory:", logLevel: "silent", ...more }).config, { project, env: {} });

/** The events of a test, asked for where the server listens. */
async function askAt({ address, operatorToken }: RunningServer): Promise<string> {
  const reply = await fetch(`${address}/dragoman/v1/connect/test`, {
    method: "POST",
    headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
    body: JSON.stringify({ app: APP, agent: "Desk", text: "Hello" }),
  });
  return reply.text();
}

interface Case {
  readonly problem: string;
  readonly step: string;
  readonly sentence: RegExp;
  readonly make: () => Promise<unknown>;
}

const cured: readonly Case[] = [
  {
    problem: "app_disabled",
    step: "token",
    sentence: /is disabled/,
    make: () => server.operate(`/apps/${APP}/enabled`, { enabled: false }),
  },
  {
    problem: "flow_off_in_settings",
    step: "token",
    sentence: /settings of Second Client do not have/,
    make: () => change({ clientCredentials: { settings: false, policies: true } }),
  },
  {
    problem: "flow_off_in_policies",
    step: "token",
    sentence: /policies of Second Client do not allow/,
    make: () => change({ clientCredentials: { settings: true, policies: false } }),
  },
  {
    problem: "run_as_inactive",
    step: "token",
    sentence: /api\.user@conformance\.example, is inactive/,
    make: () => server.operate(`/users/${USER}/active`, { active: false }),
  },
  {
    problem: "token_opaque",
    step: "start",
    sentence: /opaque tokens/,
    make: () => change({ namedUserJwt: false }),
  },
  {
    problem: "scope_missing",
    step: "start",
    sentence: /lacks the scope chatbot_api/,
    make: () => change({ scopes: ["api", "sfap_api"] }),
  },
  {
    problem: "agent_inactive",
    step: "start",
    sentence: /No version of the agent Desk is active/,
    make: () => server.operate("/agents/Desk/deactivate", {}),
  },
];

describe("a test of a connection", () => {
  test("tells of each call with its time, and of the agent's words as they come", async () => {
    const events = await run();
    const done = events.flatMap((event) => (event.kind === "done" ? [event] : []));
    expect(done.map(({ step }) => step)).toEqual(["token", "start", "send", "end"]);
    expect(done.every(({ ms }) => ms >= 0 && ms < 60_000)).toBe(true);
    const said = events.flatMap((event) => (event.kind === "said" ? [event.text] : []));
    expect(said.length).toBeGreaterThan(2);
    expect(said.join("")).toContain("Hello, this is the desk: what may I look up for you today?");
  });

  test.each(cured)("$problem is said in a sentence, and its cure leads past it", async ({ make, ...expected }) => {
    await make();
    const failure = failureIn(await run());
    expect(failure).toMatchObject({ problem: expected.problem, step: expected.step });
    expect(failure!.sentence).toMatch(expected.sentence);
    await carryOut(failure!.fix!);
    expect(failureIn(await run())).toBeUndefined();
  });

  test("an app that names no Run As user leads to its policies", async () => {
    await change({ clientCredentials: { settings: true, policies: false }, runAs: null });
    const failure = failureIn(await run());
    expect(failure).toMatchObject({ problem: "no_run_as", fix: { call: "visit", right: "manage_apps" } });
    await change({ clientCredentials: true, runAs: USER });
  });

  test("a permitted user that the app does not know, and addresses it does not trust, are told apart", async () => {
    await change({ permittedUsers: "pre_authorized" });
    expect(failureIn(await run())).toMatchObject({ problem: "not_permitted" });
    await change({ permittedUsers: "self_authorized", trustedRanges: ["203.0.113.0/24"] });
    const failure = failureIn(await run());
    expect(failure).toMatchObject({ problem: "address_untrusted" });
    expect(failure!.sentence).toContain("203.0.113.0/24");
    await change({ trustedRanges: [] });
  });

  test("what a client sends is tested in place of what the app has", async () => {
    const wrong = { endpoint: "https://elsewhere.example" };
    expect(failureIn(await run(wrong))).toMatchObject({ problem: "wrong_endpoint", step: "start" });
    expect(failureIn(await run({ consumerKey: "3MVG9unknown" }))).toMatchObject({ problem: "key_unknown" });
    const secret = { consumerSecret: "F".repeat(64) };
    const failure = failureIn(await run(secret));
    expect(failure).toMatchObject({ problem: "secret_wrong", fix: { call: "visit" } });
    expect(JSON.stringify(failure)).not.toContain(secret.consumerSecret);
  });

  test("a rotated pair works until it is deleted, and is then named as the cause", async () => {
    const read = async () => (await (await server.operate(`/apps/${APP}/credentials`, {})).json()) as Given;
    const { consumerKey, consumerSecret } = await read();
    const former = { consumerKey: consumerKey!, consumerSecret: consumerSecret! };
    for (const step of ["stage", "rotate"]) await server.operate(`/apps/${APP}/rotation`, { step });
    expect(failureIn(await run(former))).toBeUndefined();
    await server.operate(`/apps/${APP}/rotation`, { step: "delete" });
    expect(failureIn(await run(former))).toMatchObject({ problem: "key_unknown", step: "token" });
    expect(failureIn(await run())).toBeUndefined();
  });

  test("an employee agent is talked to as the token's user", async () => {
    const { agents } = (await (await server.operate("/agents")).json()) as {
      agents: { developerName: string; agentType: string }[];
    };
    const employee = agents.find(({ agentType }) => /employee/i.test(agentType))!;
    expect(failureIn(await run({}, employee.developerName))).toBeUndefined();
  });

  test("a My Domain URL that leads to nobody, or to something else, is named as the cause", async () => {
    const stranger = createStranger((_, reply) => reply.writeHead(404).end("<h1>?</h1>"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const publicUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const lost = await startAt("test/fixtures/project", { publicUrl });
    const ask = () => askAt(lost);
    expect(await ask()).toContain('"problem":"not_this_server"');
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    const told = await ask();
    expect(told).toContain('"problem":"unreachable"');
    expect(told).toContain(`Nobody answers at ${publicUrl}`);
    await lost.close();
  });

  test("a proxy that passes on another host name is named as the cause", async () => {
    let backend = "";
    const proxy = createStranger((asked, reply) => {
      const headers = { ...asked.headers, host: "backend.internal" };
      asked.pipe(
        callBackend(`${backend}${asked.url}`, { method: asked.method, headers }, (answer) => {
          reply.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(reply);
        }),
      );
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const publicUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const behind = await startAt("test/fixtures/project", { publicUrl });
    backend = behind.address;
    const told = await askAt(behind);
    expect(told).toContain('"problem":"wrong_domain"');
    expect(told).toContain("has to pass on the Host header");
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await behind.close();
  });

  test("a scope or an agent that is for holders of a permission set is told apart from one that is missing", async () => {
    const keepers = (gives: { readonly scopes: readonly string[]; readonly agents: readonly string[] }) =>
      server.operate("/permission-sets/Keepers", { label: "Keepers", ...gives });
    const toSets = { call: "visit", path: "PermSets/home" };
    await keepers({ scopes: ["chatbot_api"], agents: [] });
    const withheld = failureIn(await run());
    expect(withheld).toMatchObject({ problem: "scope_withheld", step: "start", fix: toSets });
    expect(withheld!.sentence).toContain(
      `The scope chatbot_api is for holders of a permission set, and the Run As user ${USER}`,
    );
    await keepers({ scopes: [], agents: ["Desk"] });
    expect(failureIn(await run())).toMatchObject({ problem: "agent_kept", step: "start", fix: toSets });
    await server.operate("/permission-sets/Keepers/delete", {});
    expect(failureIn(await run())).toBeUndefined();
  });

  test("an agent of a type that the Agent API does not serve leads to its script", async () => {
    const { source } = (await (await server.operate("/agents/Stacks/versions/1")).json()) as { source: string };
    const unserved = source.replace('"Stacks"', '"Copilot"').replace("AgentforceEmployeeAgent", "Agentforce (Default)");
    const id = await activeAgent(server, "Copilot", unserved);
    const failure = failureIn(await run({}, "Copilot"));
    expect(failure).toMatchObject({
      problem: "agent_unserved",
      step: "start",
      fix: { path: `EinsteinCopilot/${id}/edit` },
    });
  });

  test("a client that guesses secrets is told to wait, and it is said why", async () => {
    const guess = () =>
      testConnection(server, { app: "Guessed_Client", given: { consumerSecret: "F".repeat(64) } }).then(failureIn);
    const guesses = [];
    while (guesses.at(-1)?.problem !== "too_many_failures" && guesses.length < 40) guesses.push(await guess());
    expect(guesses[0]).toMatchObject({ problem: "secret_wrong" });
    expect(guesses.at(-1)).toMatchObject({ problem: "too_many_failures", step: "token", fix: null });
    expect(guesses.at(-1)!.sentence).toMatch(/refused too often.* Correct what it sends, and wait/);
  });

  test("an app or an agent that is not there is refused before anything is called", async () => {
    expect((await server.operate("/connect/test", { app: "Nobody", agent: "Desk", text: "Hello" })).status).toBe(404);
    expect((await server.operate("/connect/test", { app: APP, agent: "Nobody", text: "Hello" })).status).toBe(404);
  });
});
