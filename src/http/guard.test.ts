// No route without a word on who may call it, and no body read before the caller is known.
import Fastify from "fastify";
import { expect, test } from "vitest";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import { callerOf, installGuard } from "./guard.ts";

const principal: Principal = {
  orgId: "00D000000000001",
  origin: "http://org.example.test",
  memberId: "005000000000001",
  username: "user@example.test",
  appId: "0xI000000000001",
  clientId: "key",
  scopes: [],
  tokenId: "token",
  grantId: undefined,
  expiresAt: 0,
};

/** A door that knows one token. */
function door() {
  const app = Fastify();
  installGuard(app, async (authorization) => {
    if (authorization !== "Bearer good") throw refused("token_missing");
    return principal;
  });
  return app;
}

test("a route that does not say who may call it is refused at start, inside plugins too", async () => {
  expect(() => door().get("/open", () => "")).toThrow("GET /open does not say who may call it");
  const app = door();
  app.register(async (scope) => scope.post("/open", () => ""));
  await expect(app.ready()).rejects.toThrow("POST /open does not say who may call it");
});

test("a guarded route serves the principal of the token", async () => {
  const app = door();
  app.get("/mine", { config: { access: "agent-api" } }, (request) => callerOf(request).username);
  const reply = await app.inject({ url: "/mine", headers: { authorization: "Bearer good" } });
  expect(reply.body).toBe("user@example.test");
});

test("a guarded route turns others away before it reads their body", async () => {
  const app = door();
  let parsed = false;
  app.addContentTypeParser("*", { parseAs: "string" }, async () => {
    parsed = true;
  });
  app.post("/mine", { config: { access: "agent-api" } }, () => "served");
  const reply = await app.inject({ method: "POST", url: "/mine", payload: "x", headers: { "content-type": "a/b" } });
  expect(reply.body).toContain("Access bearer token is missing");
  expect(parsed).toBe(false);
});

test("a public route asks nobody", async () => {
  const app = door();
  app.get("/open", { config: { access: "public" } }, (request) => String(request.principal));
  expect((await app.inject("/open")).body).toBe("null");
});
