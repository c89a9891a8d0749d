// What every page says to the browser besides its words, over TLS and without.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { pageOperations } from "../../src/contract/page-operations.ts";
import { createServer, type RunningServer } from "../../src/server.ts";
import { LOCAL } from "../support/callbacks.ts";
import { askAt, challengeOf, verifier } from "../support/orgs.ts";

const PUBLIC = "https://agents.example.test";

/** What each page has. The style is the one that stands in it, by its hash; no script has a place. */
const always = {
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

const project = resolve(import.meta.dirname, "../fixtures/project");

async function open(reachedAt: { readonly publicUrl?: string }): Promise<RunningServer> {
  const { config } = loadConfig({}, { port: 0, data: ":memory:", logLevel: "silent", ...reachedAt });
  return createServer(config, { project, env: {} });
}

let secure: RunningServer;
let plain: RunningServer;
beforeAll(async () => {
  [secure, plain] = await Promise.all([open({ publicUrl: PUBLIC }), open({})]);
});
afterAll(() => Promise.all([secure?.close(), plain?.close()]));

const look = (server: RunningServer, path: string, method = "GET") => {
  const { port } = new URL(server.address);
  const { host } = new URL(server.origin);
  const headers = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
  return askAt(Number(port), host, path, { method, headers, ...(method === "POST" && { body: "" }) });
};

describe.each(pageOperations.map(({ method, path }) => [method.toUpperCase(), path.replace(/\{\w+\}/, "x")] as const))(
  "%s %s",
  (method, path) => {
    test("cannot be framed, scripted, cached, or read from another site", async () => {
      const { headers, text } = await look(secure, path, method);
      expect(headers).toMatchObject({ ...always, "strict-transport-security": "max-age=31536000" });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'none'; .*base-uri 'none'; form-action [^;]+; frame-ancestors 'none'$/);
      expect(policy).not.toMatch(/unsafe|script-src|\*/);
      const [, style] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
      if (style) expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
      expect(text).not.toMatch(/<script|\son\w+=|style="/);
      // Forms are checked by their Origin, which no-referrer would take away; neither tells another site anything.
      expect(headers["referrer-policy"]).toBe(text.includes("<form") ? "same-origin" : "no-referrer");
      const goesOn = headers.location !== undefined;
      expect(headers["cross-origin-opener-policy"]).toBe(goesOn ? "unsafe-none" : "same-origin");
    });

    test("says nothing of TLS where there is none", async () => {
      expect((await look(plain, path, method)).headers).not.toHaveProperty("strict-transport-security");
    });
  },
);

test("a page on the way to an app stays known to the window that opened it, and may be sent nowhere else", async () => {
  const code_challenge = challengeOf(verifier);
  const asked = { client_id: "PlatformCLI", redirect_uri: LOCAL, response_type: "code", code_challenge };
  const { headers, text } = await look(secure, `/services/oauth2/authorize?${new URLSearchParams(asked)}`);
  expect(text).toContain("Log in to");
  expect(headers).toMatchObject({ ...always, "cross-origin-opener-policy": "unsafe-none" });
  expect(headers["content-security-policy"]).toContain(`form-action 'self' ${new URL(LOCAL).origin};`);
});
