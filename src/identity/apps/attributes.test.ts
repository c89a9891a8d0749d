// Custom attributes: which formulas are understood, and what the ID tokens of an app say by them.
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { openIdentity } from "../../../test/support/identity.ts";
import { makeIdToken } from "../tokens/id-tokens.ts";
import { AppPolicies, AppSettings } from "./app-settings.ts";
import { unknownFormulas } from "./attributes.ts";

const policies = AppPolicies.parse({});

test("formulas are texts, fields of the user and the org, and & between them", () => {
  const unknown = (formula: string) =>
    unknownFormulas({ settings: AppSettings.parse({ customAttributes: [{ key: "a", formula }] }), policies });
  for (const formula of ["$User.Id", '"a & b"', "'x' & $User.Email", '$Organization.Name&"/"&$User.Username', "''"]) {
    expect(unknown(formula)).toEqual([]);
  }
  for (const formula of ["", "1", "$User.Salary", "$User.Id &", "& 'a'", "'a' 'b'", "UPPER($User.Id)", '"open']) {
    expect(unknown(formula)).toEqual(["a"]);
  }
});

test("an ID token has them where the app says so, the org's in place of the developer's", async () => {
  const room = await openIdentity(databases[0]!);
  const customAttributes = [
    { key: "who", formula: '"user:" & $User.Username & $User.Email' },
    { key: "desk", formula: "'one'" },
    { key: "odd", formula: "NOW()" },
  ];
  const orgCustomAttributes = [{ key: "desk", formula: "$Organization.Id" }];
  const member = (await room.identity.records.member(await room.person("ann@example.org")))!;
  const claims = async (attributes: boolean) => {
    const settings = { callbackUrls: ["https://x.example/cb"], customAttributes, idToken: { attributes } };
    const { consumerKey } = await room.declare({ apiName: "Told", settings, policies: { orgCustomAttributes } });
    const client = (await room.identity.records.client(room.orgId, consumerKey))!;
    return decodeJwt(await makeIdToken(room.identity, await room.org(), { client, member, accessToken: "t" }));
  };
  expect((await claims(true)).custom_attributes).toEqual({ who: "user:ann@example.org", desk: room.orgId });
  expect(await claims(false)).not.toHaveProperty("custom_attributes");
  await room.close();
});
