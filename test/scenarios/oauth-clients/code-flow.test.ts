// Clients that a person has let in: jsforce as it comes from npm, and a plain HTTP client such as Postman or MuleSoft.
import jsforce from "jsforce";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOCAL } from "../../support/callbacks.ts";
import { formText, openOrgs, type TestOrg, type TestOrgs } from "../../support/orgs.ts";

let orgs: TestOrgs;
let org: TestOrg;
beforeAll(async () => {
  orgs = await openOrgs();
  org = orgs.compat;
});
afterAll(async () => {
  await orgs?.close();
});

describe("jsforce", () => {
  test("logs a user in by a code, with its own verifier, and refreshes by itself when the token is over", async () => {
    const { client_id: clientId, client_secret: clientSecret } = await org.credentials("Web");
    const settings = { loginUrl: org.origin, clientId, clientSecret, redirectUri: LOCAL, useVerifier: true };
    const oauth2 = new jsforce.OAuth2(settings);
    const { pathname, search, searchParams } = new URL(oauth2.getAuthorizationUrl({ scope: "id api refresh_token" }));
    expect(searchParams.get("code_challenge_method")).toBeNull();
    const browser = await org.adas();
    const { left } = await browser.submit(await browser.visit(pathname + search), { choice: "allow" });

    const connection = new jsforce.Connection({ oauth2 });
    const user = await connection.authorize(new URL(left!).searchParams.get("code")!);
    expect((await connection.identity()).username).toBe(org.ada.username);

    const first = connection.accessToken!;
    await org.post("/services/oauth2/revoke", { token: first });
    const refreshed: string[] = [];
    connection.on("refresh", (token: string) => refreshed.push(token));
    const { records } = await connection.query<{ Id: string }>(`SELECT Id FROM User WHERE Id = '${user.id}'`);
    expect(records.map(({ Id }) => Id)).toEqual([user.id]);
    expect(refreshed).toEqual([connection.accessToken]);
    expect(connection.accessToken).not.toBe(first);

    await connection.logoutByOAuth2(true);
    const later = new jsforce.Connection({ instanceUrl: org.origin, accessToken: refreshed[0]! });
    await expect(later.query("SELECT Id FROM User")).rejects.toMatchObject({ errorCode: "INVALID_SESSION_ID" });
  });
});

describe("a plain HTTP client", () => {
  const api = "/einstein/ai-agent/v1";

  /** Postman's and MuleSoft's way: key and secret as Basic, the grant in the form, and whatever else they add. */
  async function takeToken(): Promise<string> {
    const { client_id, client_secret } = await org.credentials("Service");
    const reply = await fetch(`${org.origin}/services/oauth2/token`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        "user-agent": "PostmanRuntime/7.43.0",
        accept: "*/*",
      },
      body: formText({ grant_type: "client_credentials", scope: "" }),
    });
    return ((await reply.json()) as { access_token: string }).access_token;
  }

  const call = (path: string, token: string, body?: object, more: Record<string, string> = {}) =>
    fetch(`${org.origin}${api}${path}`, {
      method: body ? "POST" : "DELETE",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...more },
      ...(body && { body: JSON.stringify(body) }),
    });

  test("talks to an agent, takes a new token when its own is over, and goes on where it was", async () => {
    const { agents } = (await org.operate("/agents")).json<{ agents: { id: string }[] }>();
    const token = await takeToken();
    const started = await call(`/agents/${agents[0]!.id}/sessions`, token, {
      externalSessionKey: crypto.randomUUID(),
      instanceConfig: { endpoint: org.origin },
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: false,
    });
    const { sessionId } = (await started.json()) as { sessionId: string };
    const message = { message: { type: "Text", sequenceId: 1, text: "Hello" } };

    await org.post("/services/oauth2/revoke", { token });
    expect((await call(`/sessions/${sessionId}/messages`, token, message)).status).toBe(401);
    const next = await takeToken();
    expect(next).not.toBe(token);
    expect((await call(`/sessions/${sessionId}/messages`, next, message)).status).toBe(200);
    const end = await call(`/sessions/${sessionId}`, next, undefined, { "x-session-end-reason": "UserRequest" });
    expect(end.status).toBe(200);
  });
});
