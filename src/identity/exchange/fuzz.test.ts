// Whatever is posted to the OAuth endpoints is answered: granted or refused in their shape, never a fault, never a secret.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openIdentity, type TestApp, type TestIdentity } from "../../../test/support/identity.ts";
import { OAuthError } from "../../contract/identity.ts";
import { grants } from "./token.ts";

let room: TestIdentity;
let app: TestApp;
beforeAll(async () => {
  room = await openIdentity();
  app = await room.declare();
});
afterAll(() => room.close());

const names = [
  ...["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "code", "redirect_uri"],
  ...["code_verifier", "refresh_token", "assertion", "scope", "token", "token_type_hint", "callback", "constructor"],
];

const jwtPart = fc.anything().map((value) => Buffer.from(JSON.stringify(value) ?? "").toString("base64url"));

/** Values that mean something here, and those that mean nothing anywhere. */
const value = () =>
  fc.oneof(
    fc.constantFrom(...grants.keys(), app.consumerKey, app.consumerSecret, "true", "__proto__", "\0", "\ud800", "%00"),
    fc.constantFrom(`5Aep8${"a".repeat(82)}`, `${room.orgId.slice(0, 15)}!${"a".repeat(96)}`, "v".repeat(171)),
    fc.tuple(jwtPart, jwtPart, jwtPart).map((parts) => parts.join(".")),
    fc.string({ unit: "binary", maxLength: 200 }),
  );

test("forms of known names with any values", async () => {
  const form = fc.dictionary(fc.constantFrom(...names), value(), { maxKeys: 8 });
  const sent = fc.record({ form, host: fc.constantFrom("org.example.test", "localhost", "evil.example", "") });
  await fc.assert(
    fc.asyncProperty(sent, async ({ form, host }) => {
      // Every guess comes from another address: this is about forms, not about throttles.
      const request = { host, address: `2001:db8:${(room.clock.now++ % 65536).toString(16)}::1` };
      for (const post of [room.post, room.introspect, room.revoke]) {
        const { status, body } = await post(form, request);
        expect([200, 400, 429]).toContain(status);
        expect(body).not.toContain(app.consumerSecret);
        if (status !== 200) OAuthError.parse(JSON.parse(body));
      }
    }),
    { numRuns: 300 },
  );
});

test("bodies, queries and headers of any bytes", async () => {
  const bytes = fc.string({ unit: "binary", maxLength: 300 });
  const sent = fc.record({ body: bytes, query: bytes, authorization: bytes, userAgent: bytes });
  await fc.assert(
    fc.asyncProperty(sent, async ({ authorization, ...request }) => {
      for (const header of [authorization, `Basic ${authorization}`]) {
        const { status, body } = await room.post({}, { ...request, authorization: header });
        expect([400, 429]).toContain(status);
        OAuthError.parse(JSON.parse(body));
      }
    }),
    { numRuns: 300 },
  );
});
