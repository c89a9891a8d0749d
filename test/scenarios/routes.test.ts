// Every way into the server is in the OpenAPI document, or in a list that says why not.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "../../src/contract/operations.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** What the document leaves out, and why. A `*` stands for any method, or for any path that begins so. */
const elsewhere: Readonly<Record<string, string>> = {
  "* /dragoman/v1/*": "Setup's own API, for its pages and for the dragoman command",
  "GET /lightning/setup*": "Setup's pages and their files, for people",
  "* /healthz": "a probe",
  "* /readyz": "a probe",
  "* /metrics": "figures for Prometheus, in a format of its own",
  "* /openapi.json": "the document itself",
  "GET /.well-known/oauth-protected-resource/*": "told with protectedResourceMetadata: the path of an API follows",
  "* /services/oauth2/token": "other methods are refused in the endpoint's own words",
  "* /services/oauth2/revoke": "GET is told with revokeToken, other methods are refused in the endpoint's own words",
  "* /services/oauth2/introspect": "other methods are refused in the endpoint's own words",
  "POST /services/oauth2/userinfo": "told with userInfo: the same, for clients that send forms",
  "POST /services/oauth2/singleaccess": "told with singleAccess: the same, for clients that send forms",
  "GET /services/data/": "the list of versions, for clients that write the slash",
  "GET /services/data/:version/queryAll": "the same as query: nothing deleted is kept",
};

const METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"];

/** Paths as they were registered. */
const registered = new Set<string>();
let server: TestServer;
beforeAll(async () => {
  const listen = (message: unknown) => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ url }) => void registered.add(url));
  };
  subscribe("fastify.initialization", listen);
  server = await startTestServer();
  unsubscribe("fastify.initialization", listen);
});
afterAll(() => server?.close());

/** A path with its parameters as blanks, however they are written. */
const blank = (path: string) => path.replace(/:\w+|\*|\{\w+\}/g, "{}");

const fits = (pattern: string, text: string) =>
  pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;

const isElsewhere = (method: string, path: string) =>
  Object.keys(elsewhere).some((known) => {
    const [methods = "", paths = ""] = known.split(" ");
    return fits(methods, method) && fits(paths, path);
  });

test("every method of every path is documented, refused, or named with the reason", async () => {
  const documented = new Set(operations.map(({ method, path }) => `${method.toUpperCase()} ${blank(path)}`));
  const open = [...registered].flatMap((path) => METHODS.map((method) => ({ method, path })));
  const unknown = [];
  for (const { method, path } of open) {
    if (documented.has(`${method} ${blank(path)}`) || isElsewhere(method, path)) continue;
    const { status } = await server.fetch(blank(path).replaceAll("{}", "x"), { method, redirect: "manual" });
    if (status !== 405) unknown.push(`${method} ${path} ${status}`);
  }
  expect(unknown).toEqual([]);
  expect(registered.size).toBeGreaterThan(50);
});

test("every documented operation has its route", () => {
  const paths = new Set([...registered].map(blank));
  expect(operations.map(({ path }) => blank(path)).filter((path) => !paths.has(path))).toEqual([]);
});
