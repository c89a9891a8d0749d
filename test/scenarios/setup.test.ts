// The operator's API over HTTP: what it shows, what it changes, and whom it refuses.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiError } from "../../src/contract/agent-api.ts";
import { setupEndpoints } from "../../src/contract/setup.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ project: "examples", config: { model: "matcher" } });
});
afterAll(() => server.close());

const ask = async (path: string, body?: unknown) => {
  const response = await server.operate(path, body);
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe("the operator's API", () => {
  test.each(Object.entries(setupEndpoints))(
    "%s is refused without the operator's token",
    async (_, { method, path }) => {
      const url = `/dragoman/v1${path.replace(/:\w+/, "Hut_Warden")}`;
      expect((await server.fetch(url, { method })).status).toBe(401);
      for (const authorization of ["Bearer ", "Bearer wrong", `Bearer ${await server.token()}`]) {
        const response = await server.fetch(url, { method, headers: { authorization } });
        expect(response.status).toBe(401);
        const { error, message } = ApiError.parse(await response.json());
        expect(error).toBe("UnauthorizedException");
        expect(message).toContain("operator.json");
        expect(message).not.toContain(server.running.operatorToken);
      }
    },
  );

  test("the operator's token opens nothing of the Agent API", async () => {
    const { agents, running } = server;
    const path = `/agents/${agents.Hut_Warden}/sessions`;
    const { status } = await server.api(path, {
      body: { externalSessionKey: "k", instanceConfig: { endpoint: server.origin } },
      headers: { authorization: `Bearer ${running.operatorToken}` },
    });
    expect(status).toBe(401);
  });

  test("status says what runs here", async () => {
    expect((await ask("/status")).body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      origin: server.origin,
      org: { name: "Hexfell Outfitters", id: expect.stringMatching(/^00D/) },
      model: { why: expect.any(String) },
    });
  });

  test("agents are listed, and found by id of 15 or 18 characters or by name", async () => {
    const { body } = await ask("/agents");
    expect(body.agents.map((agent: { developerName: string }) => agent.developerName)).toEqual([
      "Hexfell_Service",
      "Hut_Warden",
      "Staff_Desk",
    ]);
    const id = server.agents.Hut_Warden!;
    for (const key of [id, id.slice(0, 15), "Hut_Warden"]) {
      expect((await ask(`/agents/${key}`)).body).toMatchObject({
        id,
        active: true,
        activeVersion: 1,
        versions: [{ number: 1, state: "committed", committedAt: expect.any(String) }],
      });
    }
    expect((await ask("/agents/Nobody")).status).toBe(404);
  });

  test("a script is checked without being kept", async () => {
    const { body } = await ask("/agents/Hut_Warden/validate", { source: "config:\n    developer_name Hut_Warden\n" });
    expect(body.valid).toBe(false);
    expect(body.problems).toContainEqual(expect.objectContaining({ severity: "error", line: 2 }));
    expect((await ask("/agents/Hut_Warden")).body.latestVersion).toBe(1);
  });

  test("deactivating refuses new sessions, activating allows them again, and repeating changes nothing", async () => {
    expect((await ask("/agents/Hut_Warden/deactivate", {})).body).toMatchObject({
      changed: true,
      agent: { active: false },
    });
    expect((await ask("/agents/Hut_Warden/deactivate", {})).body).toMatchObject({ changed: false });
    await expect(server.startSession("Hut_Warden")).rejects.toThrow(/start session: 422/);
    expect((await ask("/agents/Hut_Warden/activate", { version: 1 })).body).toMatchObject({
      changed: true,
      version: 1,
    });
    expect((await ask("/agents/Hut_Warden/activate", {})).body).toMatchObject({ changed: false, version: 1 });
    await server.startSession("Hut_Warden");
  });

  test("bodies are as strict as the Agent API's", async () => {
    expect(await ask("/agents/Hut_Warden/activate", { versoin: 1 })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Unrecognized field "versoin"') },
    });
    expect((await ask("/agents/Hut_Warden/activate", { version: 99 })).status).toBe(400);
  });

  test("apps are listed without secrets; reading a secret takes a POST", async () => {
    const { body } = await ask("/apps");
    expect(body.apps).toMatchObject([
      { apiName: "PlatformCLI", enabled: true, madeBy: "server" },
      { apiName: "Web_Shop", enabled: true, consumerKey: server.consumerKey },
    ]);
    expect(JSON.stringify(body)).not.toContain(server.consumerSecret);
    expect((await ask("/apps/Web_Shop/credentials", {})).body).toEqual({
      apiName: "Web_Shop",
      consumerKey: server.consumerKey,
      consumerSecret: server.consumerSecret,
    });
    expect((await ask("/apps/Web_Shop/credentials")).status).toBe(405);
    expect(await ask("/apps/Nope/credentials", {})).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("The apps are: PlatformCLI, Web_Shop") },
    });
  });

  test("doctor's facts name database, model and what leads nowhere", async () => {
    expect((await ask("/doctor")).body).toEqual({
      database: { engine: expect.any(String), reachable: true },
      model: { id: expect.any(String), why: expect.any(String) },
      unresolved: [],
    });
  });
});
