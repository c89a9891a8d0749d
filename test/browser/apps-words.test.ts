// Between the words of the forms and those of the server: a sentence stands at its field, and a form sends what was changed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Limits } from "../../src/contract/limits.ts";
import { isApiName } from "../../src/identity/apps/api-name.ts";
import { problemsOf } from "../../src/identity/apps/app-declaration.ts";
import { AppPolicies, AppSettings } from "../../src/identity/apps/app-settings.ts";
import { scopes } from "../../src/identity/apps/scopes.ts";
import { apiNameFrom } from "../../src/setup/kit/api-name.ts";
import { changesOf, fieldsOf, newApp, typedOf } from "../../src/setup/pages/apps/draft.ts";
import { policyGroups } from "../../src/setup/pages/apps/policies-fields.ts";
import { placeProblems } from "../../src/setup/pages/apps/problem-places.ts";
import { apiName, settingsGroups } from "../../src/setup/pages/apps/settings-fields.ts";

const fields = [apiName, ...fieldsOf(settingsGroups), ...fieldsOf(policyGroups)];
const names = fields.map(({ name }) => name);

/** An app with something wrong in every field that can be wrong. */
const wrong = {
  apiName: "7__x",
  label: " ",
  contactEmail: "nobody",
  scopes: ["chatbots"],
  settings: {
    callbackUrls: ["http://example.test/", "javascript:1", "x"],
    certificate: "no certificate",
    infoUrl: "ftp://example.test",
    idToken: { minutes: 9_000 },
  },
  policies: { trustedRanges: ["everywhere"], jwtTimeoutMinutes: 7, refreshToken: { kind: "lifetime", hours: 0 } },
  madeBy: "test",
} as const;

describe("a sentence of the server", () => {
  test("stands at the field that it is about", () => {
    const problems = problemsOf(structuredClone(wrong) as unknown as Parameters<typeof problemsOf>[0]);
    const placed = placeProblems(problems.join("\n"), names);
    expect(placed.others).toEqual([]);
    expect(Object.keys(placed.at).sort()).toEqual(
      [
        ...["callbackUrls", "certificate", "contactEmail", "idToken.minutes", "infoUrl", "jwtTimeoutMinutes", "label"],
        ...["name", "refreshToken.hours", "scopes", "trustedRanges"],
      ].sort(),
    );
  });

  test("does not say the name that the API has for the field it stands at", () => {
    const placed = placeProblems("contactEmail: Give the app an e-mail address", ["contactEmail"]);
    expect(placed.at).toEqual({ contactEmail: "Give the app an e-mail address" });
  });

  test("of no field is told by itself", () => {
    expect(placeProblems("The lamp is out", names)).toEqual({ at: {}, others: ["The lamp is out"] });
    expect(placeProblems("label: must not be empty", ["contactEmail"]).others).toEqual(["label: must not be empty"]);
  });
});

describe("a form", () => {
  const brief = {
    ...AppSettings.parse({}),
    ...AppPolicies.parse({ refreshToken: { kind: "lifetime", hours: 5 } }),
    label: "App",
    contactEmail: "ada@example.test",
    scopes: ["api"],
    clientCredentials: { settings: true, policies: false },
  };

  test("in which nothing was typed changes nothing", () => {
    expect(changesOf(fields, brief, typedOf(fields, brief))).toEqual({});
    expect(changesOf(fields, newApp, typedOf(fields, newApp))).toEqual({});
  });

  test("sends a field of an object with the object's others, and takes away what was emptied", () => {
    const typed = {
      ...typedOf(fields, brief),
      "clientCredentials.policies": true,
      "refreshToken.kind": "inactivity",
      contactPhone: "  ",
      contactEmail: "",
      customAttributes: "city = $User.City\n\n note = 'a = b'",
    };
    expect(changesOf(fields, brief, typed)).toEqual({
      clientCredentials: { settings: true, policies: true },
      refreshToken: { kind: "inactivity", hours: 5 },
      contactEmail: "",
      customAttributes: [
        { key: "city", formula: "$User.City" },
        { key: "note", formula: "'a = b'" },
      ],
    });
    const phone = { ...brief, contactPhone: "1" };
    expect(changesOf(fields, phone, { ...typedOf(fields, phone), contactPhone: "" })).toEqual({ contactPhone: null });
  });

  test("has a field for every setting and policy that an app has", () => {
    const tops = new Set(names.map((name) => name.split(".")[0]));
    const { notBefore: _, ...policies } = AppPolicies.shape;
    for (const name of Object.keys({ ...AppSettings.shape, ...policies })) expect(tops, name).toContain(name);
    for (const name of Object.keys(Limits.shape)) expect(names).toContain(`limits.${name}`);
  });

  test("makes an API name of every label that has a letter in it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120, unit: "grapheme" }), (label) => {
        const name = apiNameFrom(label);
        expect(name === "" || isApiName(name), JSON.stringify([label, name])).toBe(true);
      }),
    );
  });
});

test("each scope of the guide has the label that the guide gives it", () => {
  const guide = {
    api: "Manage user data via APIs",
    refresh_token: "Perform requests at any time",
    chatbot_api: "Access chatbot services",
    sfap_api: "Access the Salesforce API Platform",
  };
  for (const [value, label] of Object.entries(guide)) expect(scopes[value]?.label).toBe(label);
});
