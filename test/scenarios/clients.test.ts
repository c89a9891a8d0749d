// The sample clients run unmodified against a server, and so do the public ways of calling this API.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createEventSource } from "eventsource-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPython } from "../support/has-python.ts";
import { run } from "../support/run.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const clients = resolve(import.meta.dirname, "../../examples/clients");
const replies = resolve(import.meta.dirname, "../../examples/replies.yaml");

const root = resolve(import.meta.dirname, "../..");

let data: string;
let server: StartedServer;
let env: Record<string, string>;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "dragoman-clients-"));
  server = await startCommand({ project: join(root, "examples"), data, model: `scripted:${replies}` });
  env = (await server.ask("env")) as Record<string, string>;
});
afterAll(async () => {
  await server?.stop();
  rmSync(data, { recursive: true, force: true });
});

const commands: readonly { name: string; command: [string, ...string[]]; conversation: readonly RegExp[] }[] = [
  {
    name: "curl",
    command: ["bash", join(clients, "curl.sh")],
    conversation: [
      /^scope .*chatbot_api/m,
      /"sessionId"/,
      /should arrive tomorrow/,
      /^event: END_OF_TURN$/m,
      /^--- feedback$/m,
      /"ClientRequest"/,
    ],
  },
  {
    name: "Node",
    command: [process.execPath, join(clients, "node/main.js")],
    conversation: talk(),
  },
  ...(hasPython()
    ? [
        {
          name: "Python",
          command: ["python3", join(clients, "python/client.py")] as [string, string],
          conversation: talk(),
        },
      ]
    : []),
];

function talk(): RegExp[] {
  return [
    /^agent +Hello, this is Hexfell Outfitters/m,
    /^agent +Order HX-1042 was shipped yesterday/m,
    /^agent +Delivery takes two to three working days in Great Britain\.$/m,
    /^feedback accepted$/m,
    /^session ended: ClientRequest$/m,
  ];
}

describe.each(commands)("the $name client", ({ command, conversation }) => {
  test("leads a conversation from token to end", async () => {
    const ran = await run(command, { env });
    expect(ran, ran.err).toMatchObject({ code: 0, err: "" });
    for (const line of conversation) expect(ran.out).toMatch(line);
    expect(ran.out).not.toContain(env.CONSUMER_SECRET!);
  });

  test("says which variables are missing", async () => {
    const { AGENT_ID: _, ...rest } = env;
    const ran = await run(command, { env: rest });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/AGENT_ID.*dragoman -- env/);
  });

  test("says that the secret is wrong, and stops", async () => {
    const ran = await run(command, { env: { ...env, CONSUMER_SECRET: "wrong" } });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/invalid client credentials/);
    expect(ran.out).not.toMatch(/Hexfell/);
  });
});

if (!hasPython()) {
  test("the Python client is not run: this machine has no python3", () => {
    console.warn("examples/clients/python/client.py was not run: this machine has no python3.");
  });
}

test("newman runs the Postman collection without a failure", async () => {
  const newman = createRequire(import.meta.url).resolve("newman/bin/newman.js");
  const collection = join(clients, "postman/dragoman.postman_collection.json");
  const variables = Object.entries(env).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]);
  const ran = await run([process.execPath, newman, "run", collection, "--color", "off", ...variables]);
  expect(ran.code, ran.out + ran.err).toBe(0);
  const requests = JSON.parse(readFileSync(collection, "utf8")).item.flatMap(
    (folder: { item: unknown[] }) => folder.item,
  );
  expect(ran.out.match(/^↳ /gm)).toHaveLength(requests.length);
});

test("a client that takes its base from the token streams with eventsource-client and leaves feedback without a content type", async () => {
  const reply = await fetch(`${server.origin}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: env.CONSUMER_KEY!,
      client_secret: env.CONSUMER_SECRET!,
    }),
  });
  const token = (await reply.json()) as { access_token: string; api_instance_url: string; scope: string };
  expect(token.scope.split(" ")).toEqual(expect.arrayContaining(["sfap_api", "chatbot_api", "api"]));
  const base = `${token.api_instance_url}/einstein/ai-agent/v1`;
  const headers = { Authorization: `Bearer ${token.access_token}`, "Content-Type": "application/json" };

  const started = await fetch(`${base}/agents/${env.AGENT_ID}/sessions`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      externalSessionKey: crypto.randomUUID(),
      instanceConfig: { endpoint: server.origin },
      featureSupport: "Streaming",
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: true,
    }),
  });
  const { sessionId } = (await started.json()) as { sessionId: string };

  const seen: { event: string | undefined; message: { type: string; message?: string; feedbackId?: string } }[] = [];
  await new Promise<void>((ended) => {
    const source = createEventSource({
      url: `${base}/sessions/${sessionId}/messages/stream`,
      method: "POST",
      headers,
      body: JSON.stringify({
        message: { sequenceId: Date.now(), type: "Text", text: "How long does delivery take?" },
        variables: [],
      }),
      onMessage: ({ event, data }) => seen.push({ event, message: JSON.parse(data).message }),
      // The server closes the stream after END_OF_TURN; a client that waits for that must not wait for ever.
      onDisconnect: () => {
        source.close();
        ended();
      },
    });
  });
  expect(seen.at(-1)?.event).toBe("END_OF_TURN");
  const said = seen.filter(({ message }) => message.type === "TextChunk").map(({ message }) => message.message);
  const inform = seen.find(({ message }) => message.type === "Inform")!.message;
  expect(said.length).toBeGreaterThan(1);
  expect(said.join("")).toBe(inform.message);

  const feedback = await fetch(`${base}/sessions/${sessionId}/feedback`, {
    method: "POST",
    headers: { Authorization: headers.Authorization },
    body: JSON.stringify({ feedbackId: inform.feedbackId, feedback: "GOOD", text: "Quick and clear" }),
  });
  expect(feedback.status).toBe(201);
});
