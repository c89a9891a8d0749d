// Rules about external client apps: which tokens they get, which they do not, and what a token may do (oauth spec §1-§3).
import { expect } from "vitest";
import type { TestServer } from "../support/server.ts";
import { minimal, open, send } from "./agent-api/talk.ts";
import { form, granted, refuses, TOKEN } from "./identity.rules.ts";
import { type Rule, rule } from "./rule.ts";

type Credentials = { readonly client_id: string; readonly client_secret: string };

/** Consumer key and secret of an app in test/fixtures/project. */
async function credentialsOf(server: TestServer, app: string): Promise<Credentials> {
  const reply = await server.operate(`/apps/${app}/credentials`, {});
  const { consumerKey, consumerSecret } = (await reply.json()) as { consumerKey: string; consumerSecret: string };
  return { client_id: consumerKey, client_secret: consumerSecret };
}

const tokenOf = async (server: TestServer, app: string) => {
  const { access_token } = await granted(await server.issue(await credentialsOf(server, app)));
  return { authorization: `Bearer ${access_token}` };
};

export const appRules: readonly Rule[] = [
  rule("oauth §2.15", "An app without the flow: client credentials flow not enabled", async (server) => {
    const credentials = await credentialsOf(server, "Flowless_Client");
    await refuses(await server.issue(credentials), "invalid_grant", "client credentials flow not enabled");
    const wrong = { ...credentials, client_secret: "wrong" };
    await refuses(await server.issue(wrong), "invalid_client", "invalid client credentials");
  }),
  rule("oauth §2.15", "The secret of another app is wrong", async (server) => {
    const { client_secret } = await credentialsOf(server, "Second_Client");
    await refuses(await server.issue({ client_secret }), "invalid_client", "invalid client credentials");
  }),
  rule("oauth §2.15", "A secret in another case, or with a line break, is wrong", async (server) => {
    for (const client_secret of [server.consumerSecret.toLowerCase(), `${server.consumerSecret}\n`]) {
      await refuses(await server.issue({ client_secret }), "invalid_client", "invalid client credentials");
    }
  }),
  rule("oauth §2.15", "Guessing a secret ends in rate_limit_exceeded, for this consumer key alone", async (server) => {
    const { client_id, client_secret } = await credentialsOf(server, "Guessed_Client");
    let last = await server.issue({ client_id, client_secret: "guess" });
    for (let tries = 1; last.status === 400 && tries < 50; tries++) {
      last = await server.issue({ client_id, client_secret: "guess" });
    }
    const seconds = last.headers.get("retry-after");
    expect(last.status).toBe(429);
    expect(seconds).toMatch(/^[1-9]\d*$/);
    expect(await last.json()).toEqual({
      error: "rate_limit_exceeded",
      error_description: `too many failed attempts, try again in ${seconds} s`,
    });
    expect((await server.issue({ client_id, client_secret })).status).toBe(429);
    await granted(await server.issue());
  }),
  rule(
    "oauth §5",
    "Parameters that clients add from other flows, such as redirect_uri, are ignored",
    async (server) => {
      const fields = { redirect_uri: "https://client.example/callback", format: "json" };
      await granted(await server.issue(fields));
    },
  ),
  rule("oauth §3.3", "An app's token cannot be got by naming its key in another case", async (server) => {
    const client_id = server.consumerKey.toLowerCase();
    await refuses(await server.issue({ client_id }), "invalid_client_id", "client identifier invalid");
  }),
  rule("RFC 9110 §15.5.6", "Every other method of the token endpoint is told that POST is allowed", async (server) => {
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
      const response = await server.fetch(TOKEN, { method });
      expect(response.status, method).toBe(400);
      expect(response.headers.get("allow"), method).toBe("POST");
    }
  }),
  rule("agent-api §4.2", "Token replies and refusals have an X-Request-ID", async (server) => {
    const replies = [await server.issue(), await server.issue({ client_secret: "wrong" })];
    const [one, two] = replies.map(({ headers }) => headers.get("x-request-id"));
    expect([one, two]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(one).not.toBe(two);
  }),
  rule(
    "oauth §2.13",
    "The OpenID configuration has what a reader of keys needs, and names no flow that is not there",
    async (server) => {
      const published = await granted(await server.fetch("/.well-known/openid-configuration"));
      expect(published).toMatchObject({
        issuer: server.origin,
        token_endpoint: `${server.origin}${TOKEN}`,
        jwks_uri: `${server.origin}/id/keys`,
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: expect.arrayContaining(["api", "chatbot_api", "sfap_api", "refresh_token"]),
        authorization_endpoint: `${server.origin}/services/oauth2/authorize`,
        response_types_supported: ["code"],
      });
      expect(published).not.toHaveProperty("registration_endpoint");
    },
  ),
  rule("oauth §3.1", "A signature is RSA with 2,048 bits", async (server) => {
    const { access_token } = await granted(await server.issue());
    expect(access_token!.split(".")[2]).toHaveLength(342);
  }),
  rule("oauth §2.3", "Two apps get two tokens, and each names its own key", async (server) => {
    const other = await credentialsOf(server, "Second_Client");
    const [mine, theirs] = [await granted(await server.issue()), await granted(await server.issue(other))];
    expect(theirs.access_token).not.toBe(mine.access_token);
    const claims = JSON.parse(Buffer.from(theirs.access_token!.split(".")[1]!, "base64url").toString());
    expect(claims.client_id).toBe(other.client_id);
  }),
  rule(
    "oauth §3.4",
    "A token without the scopes of the Agent API gets 403, insufficient_scope and the missing names",
    async (server) => {
      const headers = await tokenOf(server, "Narrow_Client");
      const path = `/agents/${server.agents.Desk}/sessions`;
      const response = await server.api(path, { body: minimal(server), headers });
      const challenge = response.headers.get("www-authenticate");
      expect(response.status).toBe(403);
      expect(challenge).toMatch(/^Bearer .*error="insufficient_scope".*scope="chatbot_api sfap_api"$/);
      expect(await response.json()).toMatchObject({
        error: "ForbiddenError",
        message: expect.stringMatching(
          /^User forbidden from accessing the resource: the token lacks the scope chatbot_api sfap_api .*Add it/,
        ),
      });
    },
  ),
  rule("oauth §3.4", "Which scopes are needed is a setting", async (_, switched) => {
    const headers = await tokenOf(switched, "Narrow_Client");
    const path = `/agents/${switched.agents.Desk}/sessions`;
    expect((await switched.api(path, { body: minimal(switched), headers })).status).toBe(200);
  }),
  rule("agent-api §11.4", "A session is unknown to another app than the one that started it", async (server) => {
    const { sessionId } = await open(server);
    const headers = await tokenOf(server, "Second_Client");
    expect((await send(server, sessionId, "hello", headers)).status).toBe(404);
    const end = { ...headers, "x-session-end-reason": "UserRequest" };
    expect((await server.api(`/sessions/${sessionId}`, { method: "DELETE", headers: end })).status).toBe(404);
    expect((await send(server, sessionId, "hello")).status).toBe(200);
  }),
  rule("oauth §4", "The reply's ids end in their checksum, and a JWT names the same org and user", async (server) => {
    const { id, access_token } = await granted(await server.issue());
    const [org, user] = id!.split("/").slice(-2);
    const [header, claims] = access_token!.split(".").map((part) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(header!).tnk).toBe(`core/prod/${org}`);
    expect(JSON.parse(claims!).sub).toBe(`uid:${user}`);
    for (const one of [org!, user!]) expect(one.slice(15)).toBe(checksumOf(one));
  }),
  rule("agent-api §3.1", "Credentials in the query work beside an empty form body", async (server) => {
    const query = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: server.consumerKey,
      client_secret: server.consumerSecret,
    });
    await granted(await server.fetch(`${TOKEN}?${query}`, form({})));
  }),
];

/** The last three characters of an 18-character id, by the published rule: for each five, which of them are capitals. */
function checksumOf(id: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  const capitals = (group: string) =>
    [...group].reduce((bits, char, at) => bits + (/[A-Z]/.test(char) ? 2 ** at : 0), 0);
  return [0, 5, 10].map((from) => letters[capitals(id.slice(from, from + 5))]).join("");
}
