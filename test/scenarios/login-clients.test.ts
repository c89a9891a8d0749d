// Clients of others that log a person in, as they come from npm: openid-client, jsforce, and what the sf CLI sends.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsforce from "jsforce";
import * as oidc from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, openBrowser } from "../support/browser.ts";
import { LOCAL } from "../support/callbacks.ts";
import { pkce } from "../support/identity.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const ANN = "ann@harbour.example";
const ANOTHER_PORT = "http://localhost:8765/callback";

const CREDENTIALS = { WEB_APP_KEY: "harbour.web.app", WEB_APP_SECRET: "as-long-as-a-secret-has-to-be" };

const project = `org: { name: Harbour }
users:
  - { username: ${ANN}, name: Ann Example, kind: standard, role: admin }
apps:
  - name: Web_App
    consumerKey: \${WEB_APP_KEY}
    consumerSecret: \${WEB_APP_SECRET}
    callbackUrls: [${ANOTHER_PORT}]
    scopes: [openid, id, api, refresh_token]
    clientCredentials: false
    refreshRotation: true
settings: { model: matcher }
`;

let folder: string;
let server: StartedServer;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dragoman-clients-"));
  writeFileSync(join(folder, "dragoman.yaml"), project);
  server = await startCommand({ project: folder, data: join(folder, "data"), env: CREDENTIALS });
  // Ann's browser, logged in by the operator's link.
  const { host, port } = new URL(server.origin);
  browser = openBrowser(Number(port), host);
  const { url } = (await server.ask("open", "--print", "--user", ANN)) as { url: string };
  await browser.submit(await browser.visit(url.slice(server.origin.length)));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Go to the authorization endpoint and allow what is asked; where the browser is sent then. */
async function allow(authorizationUrl: URL | string): Promise<URL> {
  const { pathname, search } = new URL(authorizationUrl);
  const page = await browser.visit(pathname + search);
  const back = page.left === undefined ? await browser.submit(page, { choice: "allow" }) : page;
  return new URL(back.left!);
}

describe("openid-client", () => {
  let client: oidc.Configuration;
  beforeAll(async () => {
    const { WEB_APP_KEY, WEB_APP_SECRET } = CREDENTIALS;
    const onThisMachine = { execute: [oidc.allowInsecureRequests] };
    client = await oidc.discovery(new URL(server.origin), WEB_APP_KEY, WEB_APP_SECRET, undefined, onThisMachine);
  });

  test("discovers, logs in, checks every claim, renews and revokes", async () => {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const expected = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: ANOTHER_PORT,
      scope: "openid id api refresh_token",
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state: expected.expectedState,
      nonce: expected.expectedNonce,
      max_age: "3600",
    });
    const tokens = await oidc.authorizationCodeGrant(client, await allow(url), {
      pkceCodeVerifier,
      ...expected,
      maxAge: 3600,
      idTokenExpected: true,
    });
    const { sub, auth_time } = tokens.claims()!;
    expect(auth_time).toBeGreaterThan(Date.now() / 1000 - 60);
    const info = await oidc.fetchUserInfo(client, tokens.access_token, sub);
    expect(info).toMatchObject({ preferred_username: ANN });
    const renewed = await oidc.refreshTokenGrant(client, tokens.refresh_token!);
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    await oidc.tokenRevocation(client, renewed.refresh_token!);
    await expect(oidc.refreshTokenGrant(client, renewed.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  test("hears in its own words of a user who denies", async () => {
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: ANOTHER_PORT,
      scope: "openid",
      prompt: "consent",
      code_challenge: pkce.challenge,
      code_challenge_method: "S256",
    });
    const page = await browser.visit(url.pathname + url.search);
    const back = new URL((await browser.submit(page, { choice: "deny" })).left!);
    const grant = oidc.authorizationCodeGrant(client, back, { pkceCodeVerifier: pkce.verifier });
    await expect(grant).rejects.toMatchObject({ error: "access_denied" });
  });
});

describe("jsforce", () => {
  test("logs in with the code flow and a verifier of its own length, and asks who it is", async () => {
    const oauth2 = new jsforce.OAuth2({
      loginUrl: server.origin,
      clientId: "PlatformCLI",
      redirectUri: LOCAL,
      useVerifier: true,
    });
    const back = await allow(oauth2.getAuthorizationUrl({ scope: "api web refresh_token", state: "s" }));
    const connection = new jsforce.Connection({ oauth2 });
    await connection.authorize(back.searchParams.get("code")!);
    expect(await connection.identity()).toMatchObject({ username: ANN });
    expect(connection.refreshToken).toBeTruthy();
  });
});

describe("the login page of the sf CLI", () => {
  test("is reached with prompt=login and no challenge method, and its code is worth a token without a secret", async () => {
    const query = new URLSearchParams({
      state: "0123456789ab",
      prompt: "login",
      scope: "refresh_token api web",
      code_challenge: pkce.challenge,
      response_type: "code",
      client_id: "PlatformCLI",
      redirect_uri: LOCAL,
    });
    const page = await browser.visit(`/services/oauth2/authorize?${query}`);
    expect(page.html).toContain("Log in to Harbour");
    expect(page.html).toContain("to continue to <strong>");
  });
});
