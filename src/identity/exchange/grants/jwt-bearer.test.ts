// The jwt-bearer grant and private_key_jwt: which assertions are believed, and that none is believed twice.
import type { KeyObject } from "node:crypto";
import { decodeJwt, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CALLBACK } from "../../../../test/support/callbacks.ts";
import { makeCertificate, type TestCertificate } from "../../../../test/support/certificate.ts";
import {
  granted,
  ORIGIN,
  openIdentity,
  RUN_AS,
  refusal,
  type TestApp,
  type TestIdentity,
} from "../../../../test/support/identity.ts";
import { saveApproval } from "../../../store/approvals.ts";
import type { AppDeclaration } from "../../apps/app-declaration.ts";
import { principalOf } from "../../tokens/principal.ts";
import { ASSERTION_TYPE } from "../identify-client.ts";

const ANN = "ann@example.org";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

let room: TestIdentity;
let memberId: string;
let certificate: TestCertificate;
let app: TestApp;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person(ANN);
  certificate = makeCertificate(new Date("2026-01-01"), new Date("2027-01-01"));
  app = await declareCli("Cli");
  await approve(app);
});
afterAll(() => room.close());

const declareCli = (apiName: string, change: Partial<AppDeclaration> = {}) =>
  room.declare({
    apiName,
    scopes: ["api", "web", "refresh_token"],
    ...change,
    settings: {
      certificate: certificate.pem,
      namedUserJwt: true,
      clientCredentials: true,
      callbackUrls: [CALLBACK],
      ...change.settings,
    },
  });

const approve = (whose: TestApp, scopes = ["api", "web", "refresh_token"]) =>
  saveApproval(room.store.db, { appId: whose.id, memberId, orgId: room.orgId }, scopes, new Date(room.clock.now));

const seconds = () => Math.floor(room.clock.now / 1000);

/** An assertion of the app for Ann; every one is another, as those of a client are. */
function sign(claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, key?: KeyObject | Uint8Array) {
  const standard = { iss: app.consumerKey, sub: ANN, aud: ORIGIN, exp: seconds() + 180, jti: crypto.randomUUID() };
  return new SignJWT({ ...standard, ...claims })
    .setProtectedHeader({ alg: "RS256", ...header })
    .sign(key ?? certificate.privateKey);
}

const bear = (assertion: string, request = {}) => room.post({ grant_type: JWT_BEARER, assertion }, request);
const invalid = [400, "invalid_grant", "invalid assertion"];
const foreign = [400, "invalid_grant", "audience is invalid"];
const unapproved = [400, "invalid_grant", "user hasn't approved this consumer"];

describe("an assertion", () => {
  test("gives an access token for the user it names, without a refresh token", async () => {
    const reply = granted(await bear(await sign()));
    expect(reply).toMatchObject({ scope: "api web", id: `${ORIGIN}/id/${room.orgId}/${memberId}` });
    expect(reply).not.toHaveProperty("refresh_token");
    expect(decodeJwt(reply.access_token)).toMatchObject({ sub: `uid:${memberId}`, client_id: app.consumerKey });
  });

  test("and the next one of the same app and user share a grant, and end with it", async () => {
    const first = granted(await bear(await sign())).access_token;
    const second = granted(await bear(await sign())).access_token;
    expect(decodeJwt(first).grant_id).toBe(decodeJwt(second).grant_id);
    expect(first).not.toBe(second);
  });

  test.each([
    ["the issuer", ORIGIN],
    ["the issuer with a slash", `${ORIGIN}/`],
    ["the token endpoint", `${ORIGIN}/services/oauth2/token`],
    ["another address of this server", "http://localhost:4080"],
    ["the original's login host", "https://login.salesforce.com"],
    ["the original's test host", "https://test.salesforce.com"],
    ["several, ours among them", ["https://elsewhere.example", ORIGIN]],
  ])("is for %s", async (_, aud) => {
    granted(await bear(await sign({ aud })));
  });

  test("may end in milliseconds from now, as the sf CLI's do", async () => {
    granted(await bear(await sign({ exp: room.clock.now + 300, iat: seconds() })));
    granted(await bear(await sign({ exp: room.clock.now + 300, iat: room.clock.now })));
    expect(refusal(await bear(await sign({ exp: room.clock.now - 31_000 })))).toEqual(invalid);
  });

  test("may live long, and is taken once all the same", async () => {
    const assertion = await sign({ exp: 9_007_199_254_740_991 });
    granted(await bear(assertion));
    room.clock.now += 18 * 24 * 3_600_000;
    expect(refusal(await bear(assertion))).toEqual(invalid);
  });

  test("names the client: a client_id beside it changes nothing", async () => {
    granted(await room.post({ grant_type: JWT_BEARER, assertion: await sign(), client_id: "nobody" }));
  });

  const refused: readonly (readonly [string, () => Promise<string> | string, unknown[]])[] = [
    ["for another server", () => sign({ aud: "https://other.example" }), foreign],
    ["for a domain that only begins like ours", () => sign({ aud: `${ORIGIN}.evil.example` }), foreign],
    ["that expired half a minute ago", () => sign({ exp: seconds() - 30 }), invalid],
    ["that is not valid yet", () => sign({ nbf: seconds() + 60 }), invalid],
    ["issued in the future", () => sign({ iat: seconds() + 60 }), invalid],
    ["without an end", () => sign({ exp: undefined }), invalid],
    ["with an end that is no number", () => sign({ exp: "soon" as unknown as number }), invalid],
    ["without an audience", () => sign({ aud: [] }), invalid],
    ["without a subject", () => sign({ sub: undefined }), invalid],
    ["for nobody we know", () => sign({ sub: "nobody@example.org" }), unapproved],
    ["for a subject no database takes", () => sign({ sub: "ann\0@example.org" }), unapproved],
    ["from nobody we know", () => sign({ iss: "nobody" }), [400, "invalid_client_id", "client identifier invalid"]],
    ["signed by somebody else", () => sign({}, {}, makeCertificate(new Date(0), new Date()).privateKey), invalid],
    [
      "without a signature",
      () => new UnsecuredJWT({ iss: app.consumerKey, sub: ANN, aud: ORIGIN, exp: 9e9 }).encode(),
      invalid,
    ],
    [
      "signed with the certificate as a shared secret",
      () => sign({}, { alg: "HS256" }, Buffer.from(certificate.pem)),
      invalid,
    ],
    ["of another RSA algorithm", () => sign({}, { alg: "RS512" }), invalid],
    ["that is no JWT", () => "a.b.c", invalid],
    ["that is very long", () => sign({ padding: "x".repeat(9000) }), invalid],
  ];
  test.each(refused)("%s is refused", async (_, make, expected) => {
    expect(refusal(await bear(await make()))).toEqual(expected);
  });

  test("is needed", async () => {
    expect(refusal(await room.post({ grant_type: JWT_BEARER }))).toEqual([
      400,
      "invalid_request",
      "missing required parameter: assertion",
    ]);
  });

  test("altered in its claims is refused", async () => {
    const [header, , signature] = (await sign()).split(".") as [string, string, string];
    const claims = { iss: app.consumerKey, sub: RUN_AS, aud: ORIGIN, exp: seconds() + 180 };
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    expect(refusal(await bear(`${header}.${payload}.${signature}`))).toEqual(invalid);
  });

  test("is taken once, however its signature is spelled, and by one of many at once", async () => {
    const assertion = await sign();
    granted(await bear(assertion));
    // The last letter of a 256-byte signature carries two bits that mean nothing.
    const spelled = ["A", "Q", "g", "w"].map((letter) => assertion.slice(0, -1) + letter);
    for (const again of [assertion, ...spelled]) expect(refusal(await bear(again))).toEqual(invalid);
    const another = await sign();
    const replies = await Promise.all(Array.from({ length: 5 }, () => bear(another)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("is refused at the domain of another org", async () => {
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await room.store.db.insertInto("org").values(there).execute();
    const reply = await bear(await sign(), { host: there.my_domain });
    expect(refusal(reply)).toEqual([400, "invalid_client_id", "client identifier invalid"]);
  });

  test("needs an app with a certificate that has not expired", async () => {
    const { id: _, ...bare } = await room.declare({ apiName: "NoCertificate" });
    const reply = await bear(await sign({ iss: bare.consumerKey }));
    expect(refusal(reply)).toEqual([400, "unsupported_grant_type", "grant type not supported"]);
    const old = makeCertificate(new Date("2025-01-01"), new Date("2026-01-01"));
    const expired = await declareCli("OldCertificate", { settings: { certificate: old.pem } });
    expect(refusal(await bear(await sign({ iss: expired.consumerKey }, {}, old.privateKey)))).toEqual(invalid);
  });
});

describe("the user of an assertion", () => {
  test("must have approved the app, and gets no more than was approved", async () => {
    const asking = await declareCli("Asking");
    const iss = asking.consumerKey;
    expect(refusal(await bear(await sign({ iss })))).toEqual(unapproved);
    await approve(asking, ["api"]);
    expect(granted(await bear(await sign({ iss }))).scope).toBe("api");
  });

  test("must be pre-authorized where the policy says so, and gets all of the app's scopes then", async () => {
    const policies = { permittedUsers: "pre_authorized" as const, permissionSets: ["Cli_Users"] };
    const set = { id: "0PS000000000001AAA", org_id: room.orgId, api_name: "Cli_Users", label: "CLI", made_by: "test" };
    await room.store.db
      .insertInto("permission_set")
      .values({ ...set, scopes: "[]", agents: "[]" })
      .execute();
    const strictly = await declareCli("PreAuthorized", { policies });
    const iss = strictly.consumerKey;
    await approve(strictly);
    const expected = [400, "invalid_app_access", "user is not admin approved to access this app"];
    expect(refusal(await bear(await sign({ iss })))).toEqual(expected);
    const held = { permission_set_id: set.id, org_id: room.orgId, member_id: memberId };
    await room.store.db.insertInto("permission_set_member").values(held).execute();
    room.clock.now += 1000;
    expect(granted(await bear(await sign({ iss }))).scope).toBe("api web");
  });

  test("must be active", async () => {
    await room.store.db.updateTable("member").set({ active: false }).where("id", "=", memberId).execute();
    room.clock.now += 1000;
    expect(refusal(await bear(await sign()))).toEqual([400, "inactive_user", "user is inactive"]);
    await room.store.db.updateTable("member").set({ active: true }).where("id", "=", memberId).execute();
    room.clock.now += 1000;
  });
});

describe("a client proves who it is by an assertion of its own", () => {
  const prove = async (client_assertion: string, more: Record<string, string> = {}) =>
    room.post({
      grant_type: "client_credentials",
      client_assertion_type: ASSERTION_TYPE,
      client_assertion,
      ...more,
    });
  const declareRobot = () => declareCli("Robot", { policies: { clientCredentials: true } });
  const own = (robot: TestApp, claims: JWTPayload = {}) =>
    sign({ iss: robot.consumerKey, sub: robot.consumerKey, ...claims });
  const unproven = [400, "invalid_client", "invalid client credentials"];

  test("in place of the secret, with or without its client_id", async () => {
    const robot = await declareRobot();
    const reply = granted(await prove(await own(robot)));
    expect((await principalOf(room.identity, reply.access_token)).username).toBe(RUN_AS);
    granted(await prove(await own(robot), { client_id: robot.consumerKey }));
  });

  test("which is refused when it is used twice, is for another server, or speaks of somebody else", async () => {
    const robot = await declareRobot();
    const used = await own(robot);
    granted(await prove(used));
    for (const assertion of [
      used,
      await own(robot, { aud: "https://other.example" }),
      await own(robot, { sub: ANN }),
      await own(robot, { iss: app.consumerKey }),
      "a.b.c",
    ]) {
      expect(refusal(await prove(assertion, { client_id: robot.consumerKey }))).toEqual(unproven);
    }
  });

  test("which is refused beside a secret, and under another type", async () => {
    const robot = await declareRobot();
    const twice = await prove(await own(robot), { client_secret: robot.consumerSecret });
    expect(refusal(twice)).toEqual([400, "invalid_request", "client credentials sent twice, and they differ"]);
    const mistyped = await prove(await own(robot), { client_assertion_type: "jwt" });
    expect(refusal(mistyped)).toEqual(unproven);
  });
});
