// Forms are read in one encoding: a multipart body is refused in words, by every endpoint that takes a form.
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "../../src/contract/operations.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const OF_FORMS = "application/x-www-form-urlencoded";
const forms = operations.filter(({ body }) => body?.type === OF_FORMS);

/** What each refuses with; the token endpoint as the original answers a body that it does not read (oauth spec §2.15). */
const refusals: Readonly<Record<string, readonly [status: number, says: RegExp]>> = {
  issueToken: [400, /"error":"unsupported_grant_type","error_description":"grant type not supported"/],
  revokeToken: [400, /"error":"\w+","error_description":"[^"]+"/],
  introspectToken: [400, /"error":"\w+","error_description":"[^"]+"/],
};
const page = [
  415,
  /Forms are read as application\/x-www-form-urlencoded here, and this one came as something else\./,
] as const;

test.each(forms)("$method $path", async ({ id, method, path, body }) => {
  const sent = new FormData();
  const fields = { ...(body!.example as Record<string, string>), client_id: server.consumerKey };
  for (const [name, value] of Object.entries({ ...fields, client_secret: server.consumerSecret }))
    sent.set(name, value);
  const answer = await server.fetch(path.replace(/\{\w+\}/, "x"), { method, body: sent, redirect: "manual" });
  const [status, says] = refusals[id] ?? page;
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(says)]);
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test("there are as many as there were when this was written, or more", () => {
  expect(forms.length).toBeGreaterThanOrEqual(9);
});
