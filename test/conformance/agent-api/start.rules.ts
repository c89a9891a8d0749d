// Starting a session (agent-api spec §5.1, §4, §11.6, §11.7).
import assert from "node:assert/strict";
import type { StartSessionResponse } from "../../../src/contract/agent-api.ts";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { assertLinks, begin, EMPLOYEE, minimal, ok, only, refusal, SERVICE, told, UUID } from "./talk.ts";

const starts = async (server: TestServer, extra: object, agent = SERVICE): Promise<StartSessionResponse> =>
  ok(await begin(server, { ...minimal(server), ...extra }, agent));

export const startRules: readonly Rule[] = [
  rule(
    "agent-api §5.1",
    "externalSessionKey and instanceConfig.endpoint are enough to start a session",
    async (server) => {
      const started = await starts(server, {});
      assert.deepEqual(Object.keys(started).sort(), ["_links", "messages", "sessionId"]);
    },
  ),
  rule("agent-api §5.1", "the session id is a UUID", async (server) => {
    assert.match((await starts(server, {})).sessionId, UUID);
  }),
  rule("agent-api §5.1", "the greeting is one Inform with an empty feedbackId and planId", async (server) => {
    const { messages } = await starts(server, {});
    assert.equal(messages.length, 1);
    const greeting = only(messages, "Inform");
    const keys = ["citedReferences", "feedbackId", "id", "isContentSafe", "message", "metrics", "planId", "result"];
    assert.deepEqual(Object.keys(greeting).sort(), [...keys, "type"]);
    assert.match(greeting.id, UUID);
    assert.ok(greeting.message.length > 0);
    const { feedbackId, planId, isContentSafe, result, citedReferences } = greeting;
    assert.deepEqual(
      { feedbackId, planId, isContentSafe, result, citedReferences },
      { feedbackId: "", planId: "", isContentSafe: true, result: [], citedReferences: [] },
    );
  }),
  rule("agent-api §5.1", "there are five links, absolute on this server, and self is null", async (server) => {
    const { _links, sessionId } = await starts(server, {});
    assertLinks(server, _links, sessionId, server.agents[SERVICE]!);
  }),
  rule("agent-api §4.2", "a started session carries x-session-mode: default", async (server) => {
    assert.equal((await begin(server, minimal(server))).headers.get("x-session-mode"), "default");
  }),
  rule("agent-api §5.1", "the endpoint may end in a slash", async (server) => {
    await starts(server, { instanceConfig: { endpoint: `${server.origin}/` } });
  }),
  rule("agent-api §5.1", "the host of the endpoint decides, not its scheme: samples write https", async (server) => {
    await starts(server, { instanceConfig: { endpoint: server.origin.replace("http:", "https:") } });
  }),
  rule("agent-api §10.3", "an endpoint that is not My Domain is a 500 EngineConfigLookupException", async (server) => {
    const body = { ...minimal(server), instanceConfig: { endpoint: "https://other.lightning.force.test" } };
    await refusal(await begin(server, body), 500, { error: "EngineConfigLookupException", says: server.origin });
  }),
  rule("agent-api §5.1", "an endpoint with a line break says 'Bad force-config endpoint'", async (server) => {
    const body = { ...minimal(server), instanceConfig: { endpoint: `${server.origin}\n` } };
    await refusal(await begin(server, body), 500, { says: "Bad force-config endpoint" });
  }),
  rule("agent-api §5.1", "a missing endpoint is a 400", async (server) => {
    const body = { externalSessionKey: "key", instanceConfig: {} };
    await refusal(await begin(server, body), 400, { says: "Missing required creator property 'endpoint'" });
  }),
  rule("agent-api §5.1", "a missing externalSessionKey is a 400", async (server) => {
    const { instanceConfig } = minimal(server);
    await refusal(await begin(server, { instanceConfig }), 400, { says: "'externalSessionKey'" });
  }),
  rule("agent-api §13.12", "externalSessionKey may be any text that is not empty", async (server) => {
    for (const externalSessionKey of ["pipecat-1736902952-ab", "session_1234567890", "ключ 🔑", "x".repeat(300)]) {
      await starts(server, { externalSessionKey });
    }
    await refusal(await begin(server, { ...minimal(server), externalSessionKey: "" }), 400);
  }),
  rule("agent-api §5.1", "a key used before starts another session", async (server) => {
    const [one, two] = [await starts(server, {}), await starts(server, {})];
    assert.notEqual(one.sessionId, two.sessionId);
  }),
  rule("agent-api §4.3", "an unknown property is a 400 that names it", async (server) => {
    const body = { ...minimal(server), userId: "005" };
    await refusal(await begin(server, body), 400, { says: 'Unrecognized field "userId"' });
  }),
  rule("agent-api §5.1", "richContentCapabilities and referrers are unknown properties", async (server) => {
    for (const extra of [{ richContentCapabilities: {} }, { referrers: [] }]) {
      await refusal(await begin(server, { ...minimal(server), ...extra }), 400, { says: "Unrecognized field" });
    }
  }),
  rule("agent-api §4.3", "null stands for optional objects and lists", async (server) => {
    const all = ["tz", "variables", "featureSupport", "streamingCapabilities", "bypassUser"];
    await starts(server, Object.fromEntries(all.map((name) => [name, null])));
  }),
  rule("agent-api §4.3", "an unknown property inside an object of the request is a 400, too", async (server) => {
    const { instanceConfig } = minimal(server);
    for (const extra of [
      { instanceConfig: { ...instanceConfig, orgId: "00D" } },
      { streamingCapabilities: { chunkTypes: [], orgId: "00D" } },
    ]) {
      await refusal(await begin(server, { ...minimal(server), ...extra }), 400, { says: 'Unrecognized field "orgId"' });
    }
  }),
  rule(
    "agent-api §4.3",
    "a value of the wrong type is a 400 that names its place and what is expected",
    async (server) => {
      const wrong = [
        [{ tz: 5 }, "tz: expected string"],
        [{ variables: {} }, "variables: expected array"],
        [{ streamingCapabilities: { chunkTypes: "Text" } }, "streamingCapabilities.chunkTypes: expected array"],
        [{ externalSessionKey: 7 }, "externalSessionKey: expected string"],
      ] as const;
      for (const [extra, says] of wrong)
        await refusal(await begin(server, { ...minimal(server), ...extra }), 400, { says });
    },
  ),
  rule("agent-api §5.1", "tz, an empty variables list and the deprecated featureSupport are taken", async (server) => {
    for (const featureSupport of ["Sync", "Streaming"]) {
      await starts(server, { tz: "America/Los_Angeles", variables: [], featureSupport });
    }
  }),
  rule("agent-api §8.7", "the undocumented chunk type LightningChunk is taken", async (server) => {
    await starts(server, { streamingCapabilities: { chunkTypes: ["Text", "LightningChunk"] } });
  }),
  rule("agent-api §4.3", "bypassUser may be a text", async (server) => {
    for (const bypassUser of [true, false, "true", "false", "True", "FALSE"]) await starts(server, { bypassUser });
    await refusal(await begin(server, { ...minimal(server), bypassUser: "yes" }), 400, { says: "bypassUser" });
  }),
  rule(
    "agent-api §11.6",
    "an employee agent is served with bypassUser false, and without bypassUser",
    async (server) => {
      const { sessionId } = await starts(server, { bypassUser: false }, EMPLOYEE);
      only(await told(server, sessionId, "hello"), "Inform");
      await starts(server, {}, EMPLOYEE);
    },
  ),
  rule("agent-api §11.6", "an employee agent refuses bypassUser true with 'Invalid user ID'", async (server) => {
    for (const bypassUser of [true, "true"]) {
      const response = await begin(server, { ...minimal(server), bypassUser }, EMPLOYEE);
      const says = "Bad Request: Invalid user ID provided on start session: ";
      await refusal(response, 400, { error: "AgentApiException", says });
    }
  }),
  rule(
    "agent-api §11.6",
    "an agent of type Agentforce (Default) is not served: no script makes one",
    async (server) => {
      const source = 'config:\n    developer_name: "Old"\n    agent_type: "EinsteinCopilot"\n';
      const checked = await ok<{ valid: boolean; problems: { code: string }[] }>(
        await server.operate("/agents/Old/validate", { source }),
      );
      assert.equal(checked.valid, false);
      assert.ok(checked.problems.some(({ code }) => code === "agent-type-not-allowed"));
    },
  ),
  rule("agent-api §13.7", "an agent without an active version is a 422", async (server) => {
    await server.operate(`/agents/${SERVICE}/deactivate`, {});
    const response = await begin(server, minimal(server));
    await server.operate(`/agents/${SERVICE}/activate`, {});
    const says = "Cannot determine the active version for the agent";
    await refusal(response, 422, { error: "RequestProcessingException", says });
  }),
  rule("agent-api §11.7", "the 15-character form of an agent id works, and links carry 18", async (server) => {
    const id = server.agents[SERVICE]!;
    assert.match(id, /^0Xx[A-Za-z0-9]{15}$/);
    const response = await server.api(`/agents/${id.slice(0, 15)}/sessions`, { body: minimal(server) });
    const { _links } = await ok<StartSessionResponse>(response);
    assert.ok(_links.session.href.includes(id));
  }),
  rule("agent-api §11.7", "an 18-character id whose case was lost is found by its checksum", async (server) => {
    const id = server.agents[SERVICE]!;
    await ok(await server.api(`/agents/${id.toLowerCase()}/sessions`, { body: minimal(server) }));
  }),
  rule("agent-api §10.3", "a malformed agent id is a 400 '… is not a valid agent ID'", async (server) => {
    for (const id of ["sfd", "1bYed00000002Q1CAI", "Desk", "0Xx'%3B--", "%00", "0Xxed00000002Q1CAJ"]) {
      const response = await server.api(`/agents/${id}/sessions`, { body: minimal(server) });
      await refusal(response, 400, { says: `${decodeURIComponent(id)} is not a valid agent ID` });
    }
  }),
  rule("agent-api §13.6", "a well-formed agent id that nobody has is a 404", async (server) => {
    const response = await server.api("/agents/0Xxed00000002Q1CAI/sessions", { body: minimal(server) });
    await refusal(response, 404, { error: "NotFoundException", says: "0Xxed00000002Q1CAI" });
  }),
];
