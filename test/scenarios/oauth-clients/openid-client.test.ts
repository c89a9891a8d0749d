// openid-client as it comes from npm, against an org of each profile: whatever it checks, it checks here.
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSigner } from "../../support/assertions.ts";
import { LOCAL } from "../../support/callbacks.ts";
import { askAt, openOrgs, type TestOrg, type TestOrgs } from "../../support/orgs.ts";

let orgs: TestOrgs;
beforeAll(async () => {
  orgs = await openOrgs();
});
afterAll(async () => {
  await orgs?.close();
});

/** How this client reaches an org whose domain no name server knows. */
const fetchAt: client.CustomFetch = async (address, { method, headers, body }) => {
  const { host, pathname, search } = new URL(address);
  const sent = { method, headers: Object.fromEntries(new Headers(headers)) };
  const answer = await askAt(orgs.port, host, pathname + search, body ? { ...sent, body: String(body) } : sent);
  return new Response(answer.text || null, { status: answer.status, headers: new Headers(flat(answer.headers)) });
};

const flat = (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );

/** The server by its discovery document, and this client by the app of that name. */
async function discover(org: TestOrg, app: string, proof?: client.ClientAuth): Promise<client.Configuration> {
  const { client_id, client_secret } = await org.credentials(app);
  return client.discovery(new URL(org.origin), client_id, client_secret, proof, {
    execute: [client.allowInsecureRequests],
    [client.customFetch]: fetchAt,
  });
}

describe.each(["compat", "strict"] as const)("openid-client at a %s org", (profile) => {
  let org: TestOrg;
  beforeAll(() => {
    org = orgs[profile];
  });

  /** Log Ada in for the app: code, PKCE, state, nonce and iss. */
  async function logIn(config: client.Configuration) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: LOCAL,
      scope: "openid profile email api refresh_token",
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state: expectedState,
      nonce: expectedNonce,
    });
    const browser = await org.adas();
    const page = await browser.visit(address.pathname + address.search);
    const { left } = page.left === undefined ? await browser.submit(page, { choice: "allow" }) : page;
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    return client.authorizationCodeGrant(config, new URL(left!), checks);
  }

  test("logs a user in, reads userinfo, refreshes with rotation, introspects and revokes", async () => {
    const config = await discover(org, "Rotating");
    const tokens = await logIn(config);
    const { sub } = tokens.claims()!;
    const user = await client.fetchUserInfo(config, tokens.access_token, sub);
    expect(user).toMatchObject({ sub, preferred_username: org.ada.username });

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    const about = await client.tokenIntrospection(config, refreshed.access_token);
    expect(about).toMatchObject({ active: true, sub, username: org.ada.username });

    await client.tokenRevocation(config, refreshed.refresh_token!);
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(config, refreshed.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  test("refuses an answer that was meant for another request", async () => {
    const config = await discover(org, "Rotating");
    const { left } = await org.allow("Rotating", { redirect_uri: LOCAL, state: "another's" });
    const grant = client.authorizationCodeGrant(config, new URL(left!), { expectedState: "mine" });
    await expect(grant).rejects.toThrow();
  });

  test("gets a token for itself by each way of proving who it is", async () => {
    const signer = await openSigner(org);
    const key = await crypto.subtle.importKey(
      "pkcs8",
      signer.privateKey.export({ type: "pkcs8", format: "der" }),
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const proofs = [
      client.ClientSecretPost(signer.client_secret),
      client.ClientSecretBasic(signer.client_secret),
      client.PrivateKeyJwt(key),
    ];
    for (const proof of proofs) {
      const config = await discover(org, "Certified", proof);
      const { access_token, token_type } = await client.clientCredentialsGrant(config);
      expect(token_type).toBe("bearer");
      expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true });
    }
  });
});
