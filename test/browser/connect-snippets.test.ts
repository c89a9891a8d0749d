// The programs and files that Connect a client shows run as they stand.
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection } from "../../src/setup/pages/connect/connection.ts";
import type { postmanCollection } from "../../src/setup/pages/connect/postman.ts";
import { SECRET_PLACE, snippets } from "../../src/setup/pages/connect/snippets.ts";
import { makeFolder } from "../support/folder.ts";
import { hasPython } from "../support/has-python.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const run = promisify(execFile);

let server: TestServer;
let connection: Connection;
beforeAll(async () => {
  server = await startTestServer();
  connection = {
    origin: server.origin,
    consumerKey: server.consumerKey,
    consumerSecret: server.consumerSecret,
    agentId: server.agents.Desk!,
    agentLabel: 'The "desk" </script>',
    bypassUser: true,
  };
});
afterAll(() => server.close());

const textOf = (id: string, of = connection) => snippets.find((snippet) => snippet.id === id)!.text(of);

/** Commands by the programs they are for. */
const programs = { curl: "sh", node: process.execPath, ...(hasPython() && { python: "python3" }) };

describe("a snippet", () => {
  test.each(Object.entries(programs))("%s talks to the agent", async (id, program) => {
    const { file } = snippets.find((snippet) => snippet.id === id)!;
    const folder = await makeFolder({ [file]: textOf(id) });
    const { stdout } = await run(program, [join(folder, file)], { timeout: 30_000 });
    await rm(folder, { recursive: true });
    expect(stdout).toContain("this is the desk");
  });

  test(".env has what dragoman env prints", () => {
    const lines = Object.fromEntries(
      textOf("env")
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/).slice(0, 2)),
    );
    expect(lines).toEqual({
      MY_DOMAIN_URL: server.origin,
      API_BASE: `${server.origin}/einstein/ai-agent/v1`,
      CONSUMER_KEY: server.consumerKey,
      CONSUMER_SECRET: server.consumerSecret,
      AGENT_ID: server.agents.Desk,
    });
  });

  test("without a proof no snippet has the secret in it", () => {
    for (const { text } of snippets) {
      const shown = text({ ...connection, consumerSecret: null });
      expect(shown).not.toContain(server.consumerSecret);
      expect(shown).toContain(SECRET_PLACE);
    }
  });

  test("the Postman collection, sent from top to bottom, holds a conversation", async () => {
    const collection = JSON.parse(textOf("postman")) as ReturnType<typeof postmanCollection>;
    expect(collection.info).toMatchObject({ name: 'Agent API: The "desk" </script>' });
    const variables = new Map(collection.variable.map(({ key, value }) => [key, value]));
    const filled = (text: string): string =>
      text.replace(/\{\{(\$?\w+)\}\}/g, (_, name: string) => variables.get(name) ?? `a ${name}`);
    const replies: string[] = [];
    for (const { request, event } of collection.item as readonly PostmanItem[]) {
      const { body } = request;
      const form = body?.urlencoded?.map(({ key, value }): [string, string] => [key, filled(value)]);
      const reply = await fetch(filled(filled(request.url)), {
        method: request.method,
        headers: Object.fromEntries(request.header.map(({ key, value }) => [key, filled(value)])),
        ...(body && { body: form ? new URLSearchParams(form) : filled(body.raw ?? "") }),
      });
      expect(reply.status, request.url).toBe(200);
      const text = await reply.text();
      replies.push(text);
      const kept = /set\("(\w+)", pm\.response\.json\(\)\.(\w+)\)/.exec(event?.[0]?.script.exec[0] ?? "");
      if (kept) variables.set(kept[1]!, (JSON.parse(text) as Record<string, string>)[kept[2]!]!);
    }
    expect(replies[3]).toContain("event: END_OF_TURN");
  });
});

/** A request of a collection, in what is read of it here. */
interface PostmanItem {
  readonly event?: readonly { readonly script: { readonly exec: readonly string[] } }[];
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly header: readonly { readonly key: string; readonly value: string }[];
    readonly body?: {
      readonly raw?: string;
      readonly urlencoded?: readonly { readonly key: string; readonly value: string }[];
    };
  };
}
