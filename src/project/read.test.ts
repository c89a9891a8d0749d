// A project folder is read as it is, and what is wrong with it is told with its place.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readProject } from "./read.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-project-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const read = (env: Record<string, string> = {}) => readProject(folder, env);
const meta = (target = "") => `<AiAuthoringBundle><bundleType>AGENT</bundleType>${target}</AiAuthoringBundle>`;
const placeOf = ({ file, line, column }: { file: string; line: number; column: number }) => `${file}:${line}:${column}`;

describe("dragoman.yaml", () => {
  test.each([
    ["multiply beyond measure", `a: &a [x]\nb: &b [${"*a, ".repeat(99)}]\nc: [${"*b, ".repeat(99)}]`, "alias count"],
    ["lead nowhere", "org: *nobody", "Unresolved alias"],
  ])("aliases that %s are a problem of the file", async (_, text, message) => {
    await write({ "dragoman.yaml": text });
    const { declared, problems } = await read();
    expect(declared).toBeUndefined();
    expect(problems).toMatchObject([{ file: "dragoman.yaml", message: expect.stringContaining(message) }]);
  });

  test("an empty folder is a project: one org, one API-only user, one app that runs as that user", async () => {
    const { declared, agents, problems } = await read();
    expect(problems).toEqual([]);
    expect(agents).toEqual([]);
    expect(declared).toMatchObject({
      org: { name: "Dragoman" },
      users: [{ username: "api.user@dragoman.example", kind: "api_only" }],
      apps: [
        {
          apiName: "Agent_API_Client",
          label: "Agent API Client",
          scopes: ["api", "refresh_token", "chatbot_api", "sfap_api"],
          runAs: "api.user@dragoman.example",
          settings: { clientCredentials: true, namedUserJwt: true },
          policies: { clientCredentials: true, jwtTimeoutMinutes: 30 },
        },
      ],
    });
    expect(declared?.apps[0]?.consumerSecret).toBeUndefined();
  });

  test("secrets and headers come from the environment", async () => {
    await write({
      "dragoman.yaml": [
        "org: { name: Tidepool Surf Co. }",
        "apps:",
        "  - name: Web_Shop",
        "    consumerKey: $" + "{SHOP_KEY}",
        "    consumerSecret: $" + "{SHOP_SECRET}",
        "actions:",
        "  flow://Get_Order:",
        "    url: https://orders.example/get",
        "    headers: { Authorization: 'Bearer $" + "{ORDERS_TOKEN}' }",
      ].join("\n"),
    });
    const { declared, problems } = await read({
      SHOP_KEY: "shop-key-1",
      SHOP_SECRET: "s".repeat(32),
      ORDERS_TOKEN: "t",
    });
    expect(problems).toEqual([]);
    expect(declared?.apps[0]).toMatchObject({ consumerKey: "shop-key-1", consumerSecret: "s".repeat(32) });
    expect(declared?.users[0]?.username).toBe("api.user@tidepool-surf-co.example");
    expect(declared?.actions["flow://Get_Order"]).toEqual({
      url: "https://orders.example/get",
      method: "POST",
      headers: { Authorization: "Bearer t" },
    });
  });

  test("an app has its settings and policies in brief words, and one flow may be on in one half only", async () => {
    await write({
      "dragoman.yaml": [
        "permissionSets: [{ name: Support, scopes: [web] }]",
        "apps:",
        "  - name: Shop",
        "    callbackUrls: [https://shop.example/cb]",
        "    clientCredentials: { settings: true, policies: false }",
        "    secretForWebServer: false",
        "    refreshToken: { kind: lifetime, hours: 720 }",
        "    permittedUsers: pre_authorized",
        "    permissionSets: [Support]",
        "    trustedRanges: [203.0.113.0/24]",
        "  - name: Desk",
        "    refreshToken: zero",
      ].join("\n"),
    });
    const { declared, problems } = await read();
    expect(problems).toEqual([]);
    expect(declared?.apps).toMatchObject([
      {
        settings: { clientCredentials: true, secretForWebServer: false, callbackUrls: ["https://shop.example/cb"] },
        policies: {
          clientCredentials: false,
          refreshToken: { kind: "lifetime", hours: 720 },
          permissionSets: ["Support"],
          trustedRanges: ["203.0.113.0/24"],
        },
      },
      { policies: { clientCredentials: true, refreshToken: { kind: "zero" } }, runAs: "api.user@dragoman.example" },
    ]);
    expect(declared?.apps[0]?.runAs).toBeUndefined();
  });

  test("an org decides the settings it names, and no other", async () => {
    await write({ "dragoman.yaml": "org: { profile: strict, login: { lockoutFailures: 5 } }\n" });
    const { declared, problems } = await read();
    expect(problems).toEqual([]);
    expect(declared?.org.settings).toEqual({
      profile: "strict",
      login: { lockoutFailures: 5 },
    });
  });

  test("a user who no longer says what they may do in Setup may do nothing there that a viewer may not", async () => {
    const user = (rest: string) => `users: [{ username: a@b.example, kind: standard${rest} }]\n`;
    await write({ "dragoman.yaml": user(", role: admin") });
    expect((await read()).declared?.users[0]).toMatchObject({ role: "admin" });
    await write({ "dragoman.yaml": user("") });
    expect((await read()).declared?.users[0]).toMatchObject({ role: "viewer", permissionSets: [] });
  });

  test("a variable that is not set is a problem at its place, and nothing is declared", async () => {
    await write({ "dragoman.yaml": "org:\n  name: $" + "{ORG_NAME}\n" });
    const { declared, problems } = await read();
    expect(declared).toBeUndefined();
    expect(problems.map(placeOf)).toEqual(["dragoman.yaml:2:9"]);
    expect(problems[0]?.message).toContain("ORG_NAME is not set");
  });

  test("a secret written into the file is refused, and not repeated", async () => {
    await write({ "dragoman.yaml": "apps:\n  - name: Shop\n    consumerSecret: hunter2hunter2hunter2\n" });
    const { declared, problems } = await read();
    expect(declared).toBeUndefined();
    expect(problems).toMatchObject([{ code: "literal-secret", line: 3, column: 21 }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  test("an unknown key is named with the one that was probably meant", async () => {
    const quirks = "org:\n  quirks: { impled_s256: false }\n";
    await write({ "dragoman.yaml": quirks });
    expect((await read()).problems).toMatchObject([{ code: "unknown-key", fix: "Did you mean implied_s256?" }]);
    await write({ "dragoman.yaml": "org:\n  name: X\nuser:\n  - username: a@b.example\napps:\n  - nam: Shop\n" });
    const { problems } = await read();
    expect(problems.map((problem) => [placeOf(problem), problem.code, problem.fix])).toEqual(
      expect.arrayContaining([
        ["dragoman.yaml:3:1", "unknown-key", "Did you mean users?"],
        ["dragoman.yaml:6:5", "unknown-key", "Did you mean name?"],
      ]),
    );
  });

  test.each([
    ["org: [", "yaml"],
    ["users:\n  - username: a@b.example\n  - username: A@B.example\n", "duplicate"],
    ["apps:\n  - name: Shop\n    runAs: nobody@x.example\n", "unknown-user"],
    ["apps:\n  - name: 9lives\n", "invalid-app"],
    ["apps:\n  - name: Shop\n    scopes: [chatbot]\n", "invalid-value"],
    ["actions:\n  Get_Order: { url: 'https://x.example' }\n", "invalid-value"],
    ["actions:\n  flow://X: { url: 'file:///etc/passwd' }\n", "invalid-value"],
    ["users: []\n", "no-user"],
    ["users:\n  - { username: a@b.example, timeZone: Mars }\n", "invalid-user"],
    ["apps:\n  - { name: Shop, callbackUrls: ['http://shop.example/cb'] }\n", "invalid-app"],
    ["apps:\n  - { name: Shop, refreshToken: never }\n", "invalid-value"],
    ["permissionSets: [{ name: A }, { name: A }]\n", "duplicate"],
    ["orgs: [{ name: Sales }]\n", "invalid-value"],
    ["orgs: [{ name: Sales, myDomain: Sales.example }]\n", "invalid-domain"],
    ["orgs: [{ name: A, myDomain: a.example }, { name: B, myDomain: a.example }]\n", "duplicate"],
  ])("%j is a problem with the code %s", async (text, code) => {
    await write({ "dragoman.yaml": text });
    const { declared, problems } = await read();
    expect(declared).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
});

describe("agents", () => {
  test("are found in agents/ and in authoring bundles anywhere", async () => {
    await write({
      "agents/Order_Desk/Order_Desk.agent": "one",
      "force-app/main/default/aiAuthoringBundles/Billing/Billing.agent": "two",
      "force-app/main/default/aiAuthoringBundles/Billing/Billing.bundle-meta.xml": meta(),
      "node_modules/x/aiAuthoringBundles/No/No.agent": "no",
      ".cache/aiAuthoringBundles/No/No.agent": "no",
      "docs/agents/No/No.agent": "no",
    });
    const { agents, problems } = await read();
    expect(problems).toEqual([]);
    expect(agents).toEqual([
      {
        developerName: "Billing",
        file: "force-app/main/default/aiAuthoringBundles/Billing/Billing.agent",
        source: "two",
      },
      { developerName: "Order_Desk", file: "agents/Order_Desk/Order_Desk.agent", source: "one" },
    ]);
  });

  test("a published snapshot beside its agent is not a second agent", async () => {
    const bundles = "force-app/aiAuthoringBundles";
    await write({
      [`${bundles}/Billing/Billing.agent`]: "now",
      [`${bundles}/Billing/Billing.bundle-meta.xml`]: meta(),
      [`${bundles}/Billing_2/Billing_2.agent`]: "then",
      [`${bundles}/Billing_2/Billing_2.bundle-meta.xml`]: meta("<target>Billing.v2</target>"),
    });
    const { agents, problems } = await read();
    expect(problems).toEqual([]);
    expect(agents.map((agent) => agent.developerName)).toEqual(["Billing"]);
  });

  test("a file that is not named as its folder, a bundle without its meta file and a second of a name are problems", async () => {
    await write({
      "agents/Order_Desk/Orders.agent": "",
      "agents/Twin/Twin.agent": "",
      "app/aiAuthoringBundles/Twin/Twin.agent": "",
      "app/aiAuthoringBundles/Twin/Twin.bundle-meta.xml": meta(),
      "app/aiAuthoringBundles/Bare/Bare.agent": "",
    });
    const { agents, problems } = await read();
    expect(agents.map((agent) => agent.developerName)).toEqual(["Twin"]);
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      "agent-file-name",
      "bundle-meta-missing",
      "duplicate-agent",
    ]);
  });
});

test("a folder that does not exist is refused with a sentence", async () => {
  await expect(readProject(join(folder, "nowhere"), {})).rejects.toThrow(/There is no project folder .*nowhere/);
});
