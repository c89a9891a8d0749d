// What is wrong with an app, and what is odd about it.
import { describe, expect, test } from "vitest";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { agentApiApp } from "../../../test/support/identity.ts";
import { type AppDeclaration, noticesOf, problemsOf, recordOf, viewOf } from "./app-declaration.ts";
import { certificateEnd, pemOf } from "./certificates.ts";

const app = (change: Partial<AppDeclaration> = {}): AppDeclaration => ({ ...agentApiApp, ...change });
const withSettings = (settings: AppDeclaration["settings"]) =>
  app({ settings: { ...agentApiApp.settings, ...settings } });
const withPolicies = (policies: AppDeclaration["policies"]) =>
  app({ policies: { ...agentApiApp.policies, ...policies } });

const HALF_A_YEAR_MS = 180 * 24 * 3_600_000;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const pemOfBits = (bits?: number) => makeCertificate(new Date(NOW), new Date(NOW + HALF_A_YEAR_MS), bits).pem;
const certificate = pemOfBits();

describe("an app cannot be declared", () => {
  const cases: readonly (readonly [what: string, AppDeclaration, RegExp])[] = [
    [
      "with a callback in clear",
      withSettings({ callbackUrls: ["http://shop.example/cb"] }),
      /use https, or http on localhost/,
    ],
    ["with a fragment in a callback", withSettings({ callbackUrls: ["https://shop.example/cb#x"] }), /has a fragment/],
    [
      "with more callbacks than there is room for",
      withSettings({
        callbackUrls: Array.from({ length: 60 }, (_, at) => `https://shop.example/a/long/callback/${at}`),
      }),
      /characters together: 2000 are the limit/,
    ],
    ["with a scope that is none", app({ scopes: ["chatbot"] }), /did you mean chatbot_api\?/],
    [
      "with a range that is none",
      withPolicies({ trustedRanges: ["203.0.113.7"] }),
      /for one address write 203\.0\.113\.7\/32/,
    ],
    [
      "with a refresh token that lives until there are no dates any more",
      withPolicies({ refreshToken: { kind: "inactivity", hours: 9_000_000_000_000_000 } }),
      /cannot have this refreshToken\.hours/,
    ],
    [
      "with a refresh token that lives no hours",
      withPolicies({ refreshToken: { kind: "lifetime", hours: 0 } }),
      /cannot have this refreshToken\.hours/,
    ],
    [
      "with an ID token that lives longer than half a day",
      withSettings({ idToken: { minutes: 721 } }),
      /cannot have this idToken\.minutes/,
    ],
    [
      "with a certificate that cannot be read",
      withSettings({ certificate: "MIIB" }),
      /has a certificate that cannot be read/,
    ],
    ["with a certificate of a short key", withSettings({ certificate: pemOfBits(1024) }), /a key of 1024 bits/],
  ];
  test.each(cases)("%s", (_, declared, sentence) => {
    expect(problemsOf(declared)).toEqual([expect.stringMatching(sentence)]);
  });

  test("and can with callbacks on https, on localhost and on a scheme of its own", () => {
    const callbackUrls = [
      "https://shop.example/cb?next=1",
      "http://localhost:1717/OauthRedirect",
      "com.example.app:/cb",
    ];
    expect(problemsOf(withSettings({ callbackUrls }))).toEqual([]);
  });
});

test("one app may be public for the code flow, hold a secret for client credentials and a certificate for assertions", () => {
  const all = withSettings({
    callbackUrls: ["myapp://cb"],
    secretForWebServer: false,
    clientCredentials: true,
    certificate,
  });
  expect(problemsOf(all)).toEqual([]);
  expect(noticesOf(all, NOW)).toEqual([]);
  expect(recordOf(all, null, 0).settings).toMatchObject({ secretForWebServer: false, clientCredentials: true });
});

test("a certificate is the same as PEM and as its body on one line, and is shown in words", () => {
  const pem = certificate;
  const body = pem.replace(/-----[^-]+-----|\s/g, "");
  expect(pemOf(body)).toBe(pemOf(pem));
  const view = viewOf(recordOf(withSettings({ certificate: body }), null, 0), undefined);
  expect(view["settings.certificate"]).toMatch(/^CN=test, until \d{4}-\d\d-\d\d, SHA-256 [0-9A-F:]{95}$/);
});

describe("what is odd is said", () => {
  const sentences = (declared: AppDeclaration, now = NOW) =>
    noticesOf(declared, now).map(({ severity, sentence }) => `${severity}: ${sentence}`);

  test.each([
    [withPolicies({ permittedUsers: "pre_authorized" }), /^warning: .* names no permission set, so nobody may use it$/],
    [withPolicies({ permissionSets: ["Support"] }), /^info: The permission sets of .* mean nothing/],
    [withPolicies({ clientCredentials: false }), /^info: .* in its settings, and its policies do not allow it$/],
    [withSettings({ clientCredentials: false }), /^info: The policies of .*, and its settings do not have it$/],
    [withSettings({ namedUserJwt: false }), /^info: .* gives opaque tokens/],
  ])("%#", (declared, sentence) => {
    expect(sentences(declared)).toEqual([expect.stringMatching(sentence)]);
  });

  test("of a certificate a month before its end, and after it", () => {
    const end = certificateEnd(certificate)!;
    expect(end).toBe(NOW + HALF_A_YEAR_MS);
    const declared = withSettings({ certificate });
    const day = 24 * 3_600_000;
    expect(sentences(declared, end - 31 * day)).toEqual([]);
    expect(sentences(declared, end - 29 * day)).toEqual([
      expect.stringMatching(/^warning: .* ends on .*: upload the next/),
    ]);
    expect(sentences(declared, end)).toEqual([
      expect.stringMatching(/^warning: .* ended on .*: its assertions are refused/),
    ]);
  });

  test("and of an app that is in order, nothing", () => {
    expect(sentences(app())).toEqual([]);
  });
});
