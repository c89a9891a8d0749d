// Whom a bearer token speaks for, and why it is refused.
import {
  type CryptoKey,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ORIGIN, openIdentity, RUN_AS, type TestApp, type TestIdentity } from "../../../test/support/identity.ts";
import { createIdentity } from "../identity.ts";
import { declareMember, retireMembers } from "../people/members.ts";
import { authenticate, requireScopes } from "./authenticate.ts";
import { bearerAt } from "./bearer.ts";

let room: TestIdentity;
beforeAll(async () => {
  room = await openIdentity();
});
afterAll(() => room.close());

const tokenOf = async (app: TestApp): Promise<string> => JSON.parse((await room.post(app.form)).body).access_token;
const HOST = new URL(ORIGIN).host;
const enter = (token: string, host = HOST) => authenticate(room.identity, `Bearer ${token}`, host);
const refusedBecause = (why: RegExp) => ({ code: "token_invalid", status: 401, message: expect.stringMatching(why) });

/** A token like ours, signed by ours or by another key, with these differences. */
async function forge(app: TestApp, claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key?: CryptoKey) {
  const signing = await room.identity.records.signingKey(room.orgId);
  const iat = Math.floor(room.clock.now / 1000);
  return new SignJWT({
    iss: ORIGIN,
    aud: [ORIGIN],
    sub: `uid:${room.memberId}`,
    client_id: app.consumerKey,
    scp: "api chatbot_api sfap_api",
    jti: "00",
    iat,
    nbf: iat - 15,
    exp: iat + 1800,
    ...claims,
  })
    .setProtectedHeader({ alg: "RS256", kid: signing.kid, ...header })
    .sign(key ?? signing.key);
}

describe("a bearer token", () => {
  test("speaks for the app's run-as user", async () => {
    const app = await room.declare();
    expect(await enter(await tokenOf(app))).toEqual({
      orgId: room.orgId,
      origin: ORIGIN,
      memberId: room.memberId,
      username: RUN_AS,
      appId: app.id,
      clientId: app.consumerKey,
      scopes: ["api", "chatbot_api", "sfap_api"],
      tokenId: expect.stringMatching(/^[0-9a-f]{32}$/),
      grantId: undefined,
      expiresAt: Math.floor(room.clock.now / 1000) * 1000 + 30 * 60_000,
    });
  });

  test("is taken under any spelling of the scheme", async () => {
    const token = await tokenOf(await room.declare());
    await expect(authenticate(room.identity, `bearer  ${token} `, HOST)).resolves.toBeDefined();
  });

  test("is needed", async () => {
    for (const nothing of [undefined, "", "  "]) {
      await expect(authenticate(room.identity, nothing, HOST)).rejects.toMatchObject({
        code: "token_missing",
        status: 401,
      });
    }
  });

  test.each(["Basic YTpi", "Bearer", "Bearer a b", "token"])("is not read from %j", async (header) => {
    await expect(authenticate(room.identity, header, HOST)).rejects.toMatchObject(
      refusedBecause(/not of the form 'Bearer/),
    );
  });

  test("that is opaque is refused with the setting that cures it, and not as one to be replaced", async () => {
    const settings = { clientCredentials: true, namedUserJwt: false };
    const token = await tokenOf(await room.declare({ apiName: "Opaque", settings }));
    await expect(enter(token)).rejects.toMatchObject({
      code: "forbidden",
      status: 403,
      message: expect.stringMatching(/opaque.*namedUserJwt: true/),
    });
    await expect(enter(`${token.slice(0, 16)}${"x".repeat(96)}`)).rejects.toMatchObject(
      refusedBecause(/no such token/),
    );
  });

  test.each(["abc", "a.b", "a.b.c", "a.b.c.d", `e30.e30.${"x".repeat(9000)}`, "..", "!!.!!.!!"])(
    "that is no JWT is refused: %.20s",
    async (token) => {
      await expect(enter(token)).rejects.toMatchObject(
        refusedBecause(/not a JWT|not base64url|longer than|signed with/),
      );
    },
  );

  test("that expired is refused with the moment it did, thirty seconds late at most", async () => {
    const token = await tokenOf(await room.declare({ apiName: "Expiring" }));
    await enter(token);
    const issuedAt = room.clock.now;
    room.clock.now = issuedAt + 30 * 60_000 + 29_000;
    await enter(token);
    room.clock.now = issuedAt + 30 * 60_000 + 30_000;
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/it expired \d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z/));
    const other = createIdentity(room.identity);
    await expect(authenticate(other, `Bearer ${token}`, HOST)).rejects.toMatchObject(refusedBecause(/it expired/));
  });

  test("from the future is refused, from a clock half a minute ahead it is not", async () => {
    const app = await room.declare();
    const now = Math.floor(room.clock.now / 1000);
    await expect(enter(await forge(app, { nbf: now + 60 }))).rejects.toMatchObject(refusedBecause(/not valid before/));
    await enter(await forge(app, { nbf: now + 29 }));
  });

  test("of another issuer is refused with both names", async () => {
    const app = await room.declare();
    const foreign = { iss: "https://other.example" };
    const why = refusedBecause(/issued by https:\/\/other\.example, and this server is https:\/\/org\.example\.test/);
    await expect(enter(await forge(app, foreign))).rejects.toMatchObject(why);
    const { privateKey } = await generateKeyPair("RS256");
    await expect(enter(await forge(app, foreign, { kid: "theirs" }, privateKey))).rejects.toMatchObject(why);
  });

  test("is refused at the domain of another org and at a host that is nobody's, by every endpoint", async () => {
    const token = await tokenOf(await room.declare());
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await room.store.db.insertInto("org").values(there).execute();
    const why = /meant for https:\/\/org\.example\.test, and this is https:\/\/other\.example\.test/;
    await expect(enter(token, there.my_domain)).rejects.toMatchObject(refusedBecause(why));
    await expect(bearerAt(room.identity, there.my_domain, token)).rejects.toMatchObject(refusedBecause(why));
    for (const nobodys of ["10.0.0.7:4080", "org.example.test.evil.example", "", undefined]) {
      const nowhere = refusedBecause(/meant for https:\/\/org\.example\.test, and this is a host that is no org's/);
      await expect(authenticate(room.identity, `Bearer ${token}`, nobodys)).rejects.toMatchObject(nowhere);
      await expect(bearerAt(room.identity, nobodys, token)).rejects.toMatchObject(nowhere);
    }
    for (const ours of [HOST, "localhost:4080", "127.0.0.1"]) {
      expect((await bearerAt(room.identity, ours, token)).principal).toEqual(await enter(token, ours));
    }
  });

  test("for another audience is refused", async () => {
    const token = await forge(await room.declare(), { aud: ["https://other.example"] });
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/meant for https:\/\/other\.example/));
  });

  test("signed by a key that is not ours is refused, under our kid or its own", async () => {
    const app = await room.declare();
    const { privateKey } = await generateKeyPair("RS256");
    await expect(enter(await forge(app, {}, {}, privateKey))).rejects.toMatchObject(refusedBecause(/signature/));
    const unknown = await forge(app, {}, { kid: 'x"\\\r\n' }, privateKey);
    await expect(enter(unknown)).rejects.toMatchObject(refusedBecause(/the key x\?\?\?\?, which this server does not/));
  });

  test("altered in a single letter is refused", async () => {
    const token = await tokenOf(await room.declare());
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const more = Buffer.from(JSON.stringify({ ...claims, scp: "full" })).toString("base64url");
    for (const altered of [`${header}.${more}.${signature}`, `${header}.${payload}.${signature.slice(0, -4)}`]) {
      await expect(enter(altered)).rejects.toMatchObject(refusedBecause(/signature does not match/));
    }
  });

  test("with another algorithm is refused, none and HMAC with our public key among them", async () => {
    const app = await room.declare();
    const [ours] = await room.identity.records.publicKeys();
    const secret = new TextEncoder().encode(JSON.stringify(ours!.jwk));
    const claims = { iss: ORIGIN, aud: ORIGIN, client_id: app.consumerKey };
    const hmac = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: ours!.kid }).sign(secret);
    await expect(enter(hmac)).rejects.toMatchObject(refusedBecause(/signed with HS256, and only RS256/));
    const none = new UnsecuredJWT(claims).encode();
    await expect(enter(none)).rejects.toMatchObject(refusedBecause(/signed with none, and only RS256/));
  });
});

describe("a change of app or user ends tokens that were verified before", () => {
  test("when the app is disabled, and they stay ended when it is enabled again", async () => {
    const app = await room.declare({ apiName: "Ending" });
    const token = await tokenOf(app);
    await enter(token);
    await room.declare({ apiName: "Ending", enabled: false });
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/app it was issued to is disabled/));
    await room.declare({ apiName: "Ending" });
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/has lost a right since/));
    await enter(await tokenOf(app));
  });

  test("when the app loses a scope, but not when it gains one", async () => {
    const app = await room.declare({ apiName: "Scopes" });
    const token = await tokenOf(app);
    await room.declare({ apiName: "Scopes", scopes: ["api", "refresh_token", "chatbot_api", "sfap_api", "web"] });
    await enter(token);
    await room.declare({ apiName: "Scopes", scopes: ["chatbot_api", "sfap_api"] });
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/has lost a right/));
  });

  test("when the consumer key is replaced", async () => {
    const token = await tokenOf(await room.declare({ apiName: "Replaced" }));
    await room.declare({ apiName: "Replaced", consumerKey: "another.key" });
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/consumer key it was issued to is gone/));
  });

  test("when the user is deactivated", async () => {
    const member = { username: "temp@example.org", name: "Temp", kind: "standard", madeBy: "project" } as const;
    await declareMember(room.identity, room.orgId, member);
    const token = await tokenOf(await room.declare({ apiName: "Temp", runAs: member.username }));
    await enter(token);
    await retireMembers(room.identity, room.orgId, [RUN_AS], "project");
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/temp@example\.org is inactive/));
  });

  test("within a second when another server makes it", async () => {
    const app = await room.declare({ apiName: "Elsewhere" });
    const token = await tokenOf(app);
    await enter(token);
    await room.store.db.updateTable("client_app").set({ enabled: false }).where("id", "=", app.id).execute();
    await enter(token);
    room.clock.now += 1000;
    await expect(enter(token)).rejects.toMatchObject(refusedBecause(/disabled/));
  });
});

describe("scopes", () => {
  const principal = { scopes: ["api", "chatbot_api"] };

  test("must all be held by the token", () => {
    expect(() => requireScopes(principal, ["chatbot_api"])).not.toThrow();
    expect(() => requireScopes(principal, ["chatbot_api", "sfap_api"])).toThrow(
      expect.objectContaining({
        code: "scope_missing",
        status: 403,
        message: expect.stringMatching(/lacks the scope sfap_api \(it has: api chatbot_api\)/),
      }),
    );
  });
});
