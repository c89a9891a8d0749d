// Metadata files of external client apps: read, kept whole, and written again byte for byte.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentApiApp } from "../../../../test/support/identity.ts";
import { type AppDeclaration, noticesOf, recordOf } from "../app-declaration.ts";
import type { ListedApp } from "../apps.ts";
import { exportApp } from "./export.ts";
import { type MetadataFile, readMetadata } from "./import.ts";
import { parseXml, writeXml } from "./xml.ts";

const file = (path: string, root: string, elements: string, namespaces = ""): MetadataFile => ({
  path,
  text: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata"${namespaces}>\n${elements
    .trim()
    .split("\n")
    .map((line) => `    ${line.trimEnd()}\n`)
    .join("")}</${root}>\n`,
});

/** The set of one app, in the form in which the original's tools write it. */
const canonical = [
  file(
    "externalClientApps/MyBot.eca-meta.xml",
    "ExternalClientApplication",
    `<contactEmail>ops@example.org</contactEmail>
<description>Bots &amp; clients &lt;of ours&gt;, the &apos;new&apos; ones</description>
<distributionState>Local</distributionState>
<isProtected>false</isProtected>
<label>My Bot</label>
<orgScopedExternalApp>00D000000000001:MyBot</orgScopedExternalApp>`,
  ),
  file(
    "extlClntAppGlobalOauthSets/MyBot_glbloauth.ecaGlblOauth-meta.xml",
    "ExtlClntAppGlobalOauthSettings",
    `<callbackUrl>https://example.org/cb
https://example.org/other</callbackUrl>
<consumerKey>a.given.consumer.key</consumerKey>
<externalClientApplication>MyBot</externalClientApplication>
<idTokenConfig>
    <idTokenIncludeStandardClaims>true</idTokenIncludeStandardClaims>
    <idTokenSomethingNew>kept</idTokenSomethingNew>
    <idTokenValidityInMinutes>5</idTokenValidityInMinutes>
</idTokenConfig>
<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
<isConsumerSecretOptional>false</isConsumerSecretOptional>
<isFirstPartyAppEnabled>true</isFirstPartyAppEnabled>
<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>
<isPkceRequired>true</isPkceRequired>
<label>My Bot global</label>
<shouldRotateConsumerKey>false</shouldRotateConsumerKey>`.replace(
      "\n    https://example.org/other",
      "\nhttps://example.org/other",
    ),
  ),
  file(
    "extlClntAppOauthPolicies/MyBot_oauthPlcy.ecaOauthPlcy-meta.xml",
    "ExtlClntAppOauthConfigurablePolicies",
    `<clientCredentialsFlowUser>bot-runner@example.org</clientCredentialsFlowUser>
<commaSeparatedPermissionSet>Bots,Support</commaSeparatedPermissionSet>
<customAttributes>
    <formula>$User.Id</formula>
    <key>who</key>
</customAttributes>
<customAttributes>
    <formula>1</formula>
    <key>one</key>
</customAttributes>
<externalClientApplication>MyBot</externalClientApplication>
<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>
<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
<label>My Bot policy</label>
<namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>
<namedUserJwtTimeout>15</namedUserJwtTimeout>
<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
<refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
<refreshTokenValidityPeriod>2</refreshTokenValidityPeriod>
<refreshTokenValidityUnit>Months</refreshTokenValidityUnit>
<startUrl/>`,
  ),
  file(
    "extlClntAppOauthSecuritySettings/MyBot_oauthSecurity.ecaOauthSecurity-meta.xml",
    "ExtlClntAppOauthSecuritySettings",
    `<externalClientApplication>MyBot</externalClientApplication>
<label>My Bot security</label>
<somethingNew xsi:nil="true"/>`,
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ),
  file(
    "extlClntAppOauthSettings/MyBot_oauth.ecaOauth-meta.xml",
    "ExtlClntAppOauthSettings",
    `<commaSeparatedOauthScopes>Api,Chatbot, SFApiPlatform,  RefreshToken</commaSeparatedOauthScopes>
<externalClientApplication>MyBot</externalClientApplication>
<label>My Bot oauth</label>`,
  ),
  file(
    "extlClntAppPolicies/MyBot_plcy.ecaPlcy-meta.xml",
    "ExtlClntAppConfigurablePolicies",
    `<externalClientApplication>MyBot</externalClientApplication>
<isEnabled>true</isEnabled>
<isOauthPluginEnabled>true</isOauthPluginEnabled>
<label>My Bot</label>`,
  ),
];

const listed = (app: AppDeclaration, change: Partial<ListedApp> = {}): ListedApp => ({
  ...recordOf(app, null, 0),
  id: "0xI000000000001AAA",
  apiName: app.apiName,
  consumerKey: app.consumerKey ?? "3MVG9minted",
  runAs: app.runAs ?? null,
  metadata: app.metadata ?? {},
  madeBy: app.madeBy,
  ...change,
});

const read = (files: readonly MetadataFile[]) => readMetadata(files, "operator");
const byPath = (files: readonly MetadataFile[]) => [...files].sort((a, b) => (a.path < b.path ? -1 : 1));

describe("the files of an app", () => {
  test("become one declaration", () => {
    const { apps, problems } = read(canonical);
    expect(problems.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(apps).toMatchObject([
      {
        apiName: "MyBot",
        label: "My Bot",
        description: "Bots & clients <of ours>, the 'new' ones",
        contactEmail: "ops@example.org",
        consumerKey: "a.given.consumer.key",
        scopes: ["api", "chatbot_api", "sfap_api", "refresh_token"],
        settings: {
          callbackUrls: ["https://example.org/cb", "https://example.org/other"],
          clientCredentials: true,
          secretForWebServer: true,
          namedUserJwt: true,
          idToken: { minutes: 5, standardClaims: true },
        },
        policies: {
          clientCredentials: true,
          permittedUsers: "pre_authorized",
          permissionSets: ["Bots", "Support"],
          jwtTimeoutMinutes: 15,
          refreshToken: { kind: "inactivity", hours: 1440 },
        },
        runAs: "bot-runner@example.org",
        enabled: true,
      },
    ]);
  });

  test("come back byte for byte, with what has no meaning here", () => {
    const [app] = read(canonical).apps;
    expect(byPath(exportApp(listed(app!)).files)).toEqual(byPath(canonical));
  });

  test("say what was changed, and nothing else differs", () => {
    const [app] = read(canonical).apps;
    const before = listed(app!);
    const changed = {
      ...before,
      scopes: ["api"],
      policies: { ...before.policies, refreshToken: { kind: "zero" } as const },
    };
    const files = new Map(exportApp(changed).files.map(({ path, text }) => [path, text]));
    for (const { path, text } of canonical) {
      if (path.includes("ecaOauth-")) expect(files.get(path)).toBe(text.replace(/>Api,.*</, ">Api<"));
      else if (path.includes("ecaOauthPlcy")) {
        const zero = text.replace("SpecificInactivity", "Zero").replace(/ {4}<refreshTokenValidity\w+>\w+<.*\n/g, "");
        expect(files.get(path)).toBe(zero);
      } else expect(files.get(path)).toBe(text);
    }
  });

  test("keep what is beside a value that changed", () => {
    const before = listed(read(canonical).apps[0]!);
    const idToken = { ...before.settings.idToken, minutes: 9 };
    const { files } = exportApp({ ...before, enabled: false, settings: { ...before.settings, idToken } });
    const textOf = (suffix: string) => files.find(({ path }) => path.endsWith(suffix))?.text;
    expect(textOf(".ecaGlblOauth-meta.xml")).toContain(
      `<idTokenSomethingNew>kept</idTokenSomethingNew>
        <idTokenValidityInMinutes>9</idTokenValidityInMinutes>`,
    );
    expect(read(files).apps[0]?.enabled).toBe(false);
    expect(textOf(".ecaPlcy-meta.xml")).toMatch(/<isEnabled>false<.*\n.*<isOauthPluginEnabled>true</);
  });

  test("name the elements without a meaning here, and the app what is kept without effect", () => {
    const odd = canonical.map((each) => ({
      ...each,
      text: each.text.replace(/<startUrl\/>/, "<somethingNew>1</somethingNew>"),
    }));
    const { apps, problems } = read(odd);
    expect(problems).toContainEqual({
      file: canonical[2]!.path,
      severity: "info",
      message: "has elements without effect here, which are kept and exported again: somethingNew",
    });
    expect(noticesOf(apps[0]!, 0).map(({ sentence }) => sentence)).toEqual([
      "The custom attributes of MyBot are in no token: turn idToken.attributes on to have them in ID tokens",
      "MyBot has custom attributes whose formulas are not understood here, and are in no token: one",
      "MyBot has what is kept and has no effect here: firstParty",
    ]);
  });

  test("say every setting and policy there is, and an app made of them says the same", () => {
    const settings: AppDeclaration["settings"] = {
      logoUrl: "https://x.example/logo.png",
      iconUrl: "https://x.example/icon.png",
      infoUrl: "https://x.example/about",
      codeCredentialsByPost: true,
      secretForTokenExchange: false,
      firstParty: true,
      singleLogoutUrl: "https://x.example/out",
      customAttributes: [{ key: "who", formula: "$User.Id" }],
    };
    const policies: AppDeclaration["policies"] = {
      guestCodeCredentials: true,
      tokenExchangeAllowed: true,
      profiles: ["Support"],
      guestJwtTimeoutMinutes: 5,
      guestJwtTimeoutFromSession: true,
      sessionLevelAction: "block",
      customScopes: ["orders"],
      orgCustomAttributes: [{ key: "org", formula: "$Organization.Id" }],
      orgSingleLogoutUrl: "https://x.example/gone",
      apexHandler: "Handler",
      apexHandlerRunsAs: "bot@example.org",
      startPage: "custom",
      startUrl: "/home",
    };
    const app = listed({ ...agentApiApp, settings, policies });
    const { files } = exportApp(app);
    const [again] = read(files).apps;
    const { metadata: _, ...same } = listed(again!, { madeBy: app.madeBy, id: app.id });
    expect(same).toEqual({ ...app, metadata: undefined, label: app.label });
    expect(exportApp(listed(again!)).files).toEqual(files);
  });

  test("may hold a consumer secret, which is taken, warned of, and never written or kept", () => {
    const secret = "a-secret-of-sixteen";
    const files = canonical.map((each) => ({
      ...each,
      text: each.text.replace("</consumerKey>", `</consumerKey>\n    <consumerSecret>${secret}</consumerSecret>`),
    }));
    const { apps, problems } = read(files);
    expect(apps[0]?.consumerSecret).toBe(secret);
    expect(JSON.stringify(apps[0]?.metadata)).not.toContain(secret);
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: "warning", message: expect.stringMatching(/secret in clear/) }),
    );
    expect(byPath(exportApp(listed(apps[0]!)).files)).toEqual(byPath(canonical));
  });

  test("of an app that was never imported are four, and make the same app again", () => {
    const app = listed(agentApiApp);
    const { files, notices } = exportApp(app);
    expect(files.map(({ path }) => path)).toEqual([
      "externalClientApps/Agent_API_Client.eca-meta.xml",
      "extlClntAppGlobalOauthSets/Agent_API_Client_glbloauth.ecaGlblOauth-meta.xml",
      "extlClntAppOauthSettings/Agent_API_Client_oauth.ecaOauth-meta.xml",
      "extlClntAppOauthPolicies/Agent_API_Client_oauthPlcy.ecaOauthPlcy-meta.xml",
    ]);
    expect(notices).toEqual([]);
    const [again] = read(files).apps;
    expect(listed(again!, { metadata: {}, madeBy: "project" })).toEqual(app);
    expect(JSON.stringify(files)).not.toContain(app.consumerKey);
  });

  test("cannot say trusted ranges, and the export says so", () => {
    const app = listed({ ...agentApiApp, policies: { ...agentApiApp.policies, trustedRanges: ["203.0.113.0/24"] } });
    expect(exportApp(app).notices).toEqual([expect.stringMatching(/have no place in metadata files/)]);
  });

  test("survive every change of settings and policies: export and import agree", () => {
    const hours = fc.integer({ min: 1, max: 5000 });
    const refreshToken = fc.oneof(
      fc.constantFrom({ kind: "infinite" as const }, { kind: "zero" as const }),
      fc.record({ kind: fc.constantFrom("lifetime" as const, "inactivity" as const), hours }),
    );
    const changes = fc.record({
      pkceRequired: fc.boolean(),
      secretForWebServer: fc.boolean(),
      callbackUrls: fc.uniqueArray(fc.constantFrom("https://a.example/cb", "app://cb", "http://localhost:1717/cb")),
      permittedUsers: fc.constantFrom("self_authorized" as const, "pre_authorized" as const),
      ipRelaxation: fc.constantFrom("enforce" as const, "bypass" as const, "bypass_second_factor" as const),
      sessionLevel: fc.constantFrom("low" as const, "standard" as const, "high" as const),
      jwtTimeoutMinutes: fc.constantFrom(1, 30, 720),
      refreshToken,
      enabled: fc.boolean(),
      imported: fc.boolean(),
    });
    fc.assert(
      fc.property(changes, ({ imported, enabled, pkceRequired, secretForWebServer, callbackUrls, ...policies }) => {
        const from = imported ? read(canonical).apps[0]! : { ...agentApiApp, policies: { clientCredentials: true } };
        const app = listed({
          ...from,
          enabled,
          settings: { ...from.settings, pkceRequired, secretForWebServer, callbackUrls },
          policies: { ...from.policies, ...policies },
        });
        const [again] = read(exportApp(app).files).apps;
        const { metadata: _, ...same } = listed(again!, { madeBy: app.madeBy });
        expect(same).toEqual({ ...app, metadata: undefined, id: same.id });
      }),
      { numRuns: 200 },
    );
  });
});

describe("a file is refused by name", () => {
  const one = (text: string, path = "externalClientApps/A.eca-meta.xml") => read([{ path, text }]).problems;
  const root = (elements: string, name = "ExternalClientApplication") =>
    `<${name} xmlns="http://soap.sforce.com/2006/04/metadata">${elements}</${name}>`;

  test.each([
    [
      "entities of its own",
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      /document type declaration/,
    ],
    [
      "entities that multiply",
      '<!DOCTYPE a [<!ENTITY x "&y;&y;"><!ENTITY y "zzz">]><a>&x;</a>',
      /document type declaration/,
    ],
    ["an entity nobody defined", root("<label>&secret;</label>"), /has the entity &secret;/],
    ["tags that do not match", "<a><b></a>", /is not well-formed XML: .*line 1/],
    [
      "another root element",
      root("", "CustomObject"),
      /has the root element CustomObject: expected ExternalClientApplication/,
    ],
    ["another namespace", "<ExternalClientApplication/>", /is not in the namespace/],
    ["too much text", `<a>${"x".repeat(1_000_001)}</a>`, /is longer than/],
  ])("with %s", (_, text, message) => {
    expect(one(text)).toEqual([
      { file: "externalClientApps/A.eca-meta.xml", severity: "error", message: expect.stringMatching(message) },
    ]);
  });

  test("with a value that is none", () => {
    const policies = file(
      "extlClntAppOauthPolicies/MyBot.ecaOauthPlcy-meta.xml",
      "ExtlClntAppOauthConfigurablePolicies",
      "<externalClientApplication>MyBot</externalClientApplication>\n<permittedUsersPolicyType>Everybody</permittedUsersPolicyType>",
    );
    const { apps, problems } = read([canonical[0]!, policies]);
    expect(apps).toEqual([]);
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: policies.path,
        severity: "error",
        message: 'permittedUsersPolicyType: "Everybody" is none of AllSelfAuthorized, AdminApprovedPreAuthorized',
      }),
    );
  });

  test("that belongs to no app, or to one that has such a file", () => {
    const [head, , , , settings] = canonical as readonly MetadataFile[];
    const stray = { path: settings!.path, text: settings!.text.replace(">MyBot<", ">MyBott<") };
    expect(read([head!, stray]).problems.filter(({ severity }) => severity === "error")).toEqual([
      expect.objectContaining({
        file: stray.path,
        message: expect.stringMatching(/belongs to the app MyBott.*did you mean MyBot\?/),
      }),
    ]);
    const twin = { path: "extlClntAppOauthSettings/Other.ecaOauth-meta.xml", text: settings!.text };
    expect(read([...canonical, twin]).problems).toContainEqual(
      expect.objectContaining({ file: twin.path, message: expect.stringMatching(/second file of its type/) }),
    );
  });

  test("not when its type means nothing here: it is left out with a notice", () => {
    const canvas = { path: "extlClntAppCanvasStngs/MyBot.ecaCanvas-meta.xml", text: "<whatever/>" };
    expect(read([canvas]).problems).toEqual([
      { file: canvas.path, severity: "info", message: "is of a type that has no meaning here and is left out" },
    ]);
  });
});

test("any text comes back from XML as it went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      fc.pre(text.trim() === text && !/\p{Cc}|\p{Cs}|\ufffe|\uffff/u.test(text));
      const tree = { name: "A", attributes: { xmlns: "x" }, children: [{ name: "b", text }] };
      expect(parseXml(writeXml(tree))).toEqual(tree);
    }),
  );
});
