// What an operator does with apps, users, keys and the audit trail, word for word as on a terminal.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Context, Failure } from "../../src/cli/command.ts";
import { writeOperatorFile } from "../../src/cli/operator-file.ts";
import { createOutput } from "../../src/cli/output.ts";
import { commands } from "../../src/cli/registry.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer({ project: "examples", config: { model: "matcher" } });
  folder = await mkdtemp(join(tmpdir(), "dragoman-records-"));
  await writeOperatorFile(folder, { url: server.running.address, token: server.running.operatorToken });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** What a command printed, by stream, and what it threw for people to read. */
interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  /** The lines of standard output as JSON. */
  readonly json: () => Record<string, unknown>[];
}

/** `dragoman <name> <args> --options`, in this process. */
async function dragoman(
  name: string,
  args: string[] = [],
  options: Record<string, string | boolean> = {},
): Promise<Said> {
  const streams = [new PassThrough(), new PassThrough()] as const;
  const [out, err] = streams.map((stream) => {
    stream.setEncoding("utf8");
    return stream;
  }) as [PassThrough, PassThrough];
  const context: Context = {
    output: createOutput(out, err, options.json === true),
    env: { DRAGOMAN_DATA: folder },
    cwd: folder,
    stdin: process.stdin,
    stopped: async () => {},
    self: "dragoman",
  };
  const command = commands.find((each) => each.name === name)!;
  let code = 0;
  let failure = "";
  try {
    code = await command.run(context, { args, options });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    code = error.exitCode;
    failure = error.message;
  }
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  const printed = text(out);
  return {
    out: printed,
    err: text(err) + failure,
    code,
    json: () =>
      printed
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
  };
}

describe("apps", () => {
  test("are made and changed field by field, in the words of dragoman.yaml", async () => {
    const fields = [
      "label=Field desk",
      "contactEmail=ops@x.example",
      "clientCredentials=false",
      "callbackUrls=[https://x.example/cb]",
    ];
    expect(await dragoman("app set", ["Field_Desk", ...fields])).toMatchObject({ code: 0, out: "made Field_Desk\n" });
    const changed = await dragoman("app set", ["Field_Desk", "refreshToken=zero", "description=For the desk"]);
    expect(changed.out).toContain('policies.refreshToken: {"kind":"infinite"} → {"kind":"zero"}');
    const [shown] = (await dragoman("app show", ["Field_Desk"], { json: true })).json();
    expect(shown).toMatchObject({
      fields: {
        label: "Field desk",
        description: "For the desk",
        callbackUrls: ["https://x.example/cb"],
        clientCredentials: { settings: false, policies: false },
        refreshToken: { kind: "zero" },
      },
      madeBy: "operator",
    });
    expect((await dragoman("app set", ["Field_Desk", "description=none"])).out).toMatch(
      /description: For the desk → none/,
    );
    expect((await dragoman("app show", ["Field_Desk"])).out).toMatch(/^label +Field desk$/m);
  });

  test("say what is wrong, and what was probably meant", async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [["Web_Shop", "calbackUrls=[]"], /"calbackUrls" is not a field of the app: did you mean callbackUrls\?/],
      [["Web_Shop", "callbackUrls=[http://x.example]"], /use https, or http on localhost/],
      [["Web_Shop", "jwtTimeoutMinutes=31"], /jwtTimeoutMinutes/],
      [["Web_Shop", "permissionSets=[Nope]"], /"Nope" is not a permission set of the org/],
      [["Web_Shop", "name=Other"], /The API name of Web_Shop cannot change/],
      [["Web_Shop", "label"], /write name=value/],
    ];
    for (const [args, sentence] of cases) {
      const { code, err } = await dragoman("app set", args);
      expect(code).not.toBe(0);
      expect(err).toMatch(sentence);
    }
    expect((await dragoman("app show", ["Web_Shpo"])).err).toMatch(/did you mean Web_Shop\?/);
  });

  test("are refused while they are disabled, and their tokens with them", async () => {
    const token = await server.token();
    expect((await dragoman("app disable", ["Web_Shop"])).out).toBe("changed Web_Shop: enabled: true → false\n");
    expect(await server.token()).toBeUndefined();
    const start = { externalSessionKey: "k", instanceConfig: { endpoint: server.origin } };
    const refused = await server.api(`/agents/${server.agents.Hut_Warden}/sessions`, {
      body: start,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(refused.status).toBe(401);
    expect((await dragoman("app enable", ["Web_Shop"])).out).toMatch(/^changed Web_Shop/);
    expect((await dragoman("app enable", ["Web_Shop"])).out).toBe("unchanged Web_Shop\n");
    expect(await server.token()).toEqual(expect.any(String));
  });

  test("get a second key and secret step by step, and each step names the next", async () => {
    const rotate = (options: Record<string, boolean> = {}) => dragoman("app rotate", ["Field_Desk"], options);
    expect((await rotate()).out).toMatch(/^in force {2}\S+\nNext: dragoman app rotate Field_Desk --stage\n$/);
    expect((await rotate({ rotate: true })).err).toMatch(/No pair is staged: stage one first/);
    expect((await rotate({ stage: true })).out).toMatch(/\nstaged +\S+, until .*\nNext: .* --rotate\n$/);
    const secret = (await dragoman("app secret", ["Field_Desk"], { staged: true })).out;
    expect(secret).toMatch(/^CONSUMER_KEY=3MVG9\S{80}\nCONSUMER_SECRET=[0-9A-F]{64}\n$/);
    expect((await rotate({ rotate: true })).out).toMatch(/\nrotated +\S+, until .*\nNext: .* --delete\n$/);
    expect((await dragoman("app secret", ["Field_Desk"])).out).toBe(secret);
    expect((await rotate({ stage: true })).err).toMatch(/delete it before you stage the next one/);
    expect((await rotate({ delete: true })).out).toMatch(/--stage\n$/);
    expect((await rotate({ stage: true, delete: true })).code).toBe(2);
  });

  test("go out as metadata files and come in again", async () => {
    const exported = await dragoman("app export", ["Field_Desk"], { out: "source" });
    expect(exported.out.split("\n")).toContain("source/externalClientApps/Field_Desk.eca-meta.xml");
    const first = await dragoman("app import", ["source"]);
    expect(first).toMatchObject({ code: 0, out: "changed Field_Desk: metadata: as it was → changed\n" });
    expect(await dragoman("app import", ["source"])).toMatchObject({ code: 0, out: "unchanged Field_Desk\n" });
    const file = join(folder, "source/extlClntAppOauthSettings/Field_Desk_oauth.ecaOauth-meta.xml");
    expect(await readFile(file, "utf8")).toContain(
      "<commaSeparatedOauthScopes>Api, RefreshToken, Chatbot, SFApiPlatform<",
    );
    const again = await dragoman("app export", ["Field_Desk"], { out: "again", json: true });
    expect(again.json()).toMatchObject([
      { files: expect.arrayContaining(["externalClientApps/Field_Desk.eca-meta.xml"]) },
    ]);
    expect((await dragoman("app import", ["nowhere"])).err).toMatch(/There is no folder/);
    expect((await dragoman("app import", ["."], { org: "Nobody" })).err).toMatch(
      /No org has the id, domain or name "Nobody"/,
    );
  });
});

test("orgs are listed with where they are reached", async () => {
  expect((await dragoman("org list")).out).toBe(
    `${server.running.summary.org.id}  ${server.origin}  Hexfell Outfitters\n`,
  );
});

describe("users", () => {
  test("are made, changed, kept out and let in again, and get a link for a password", async () => {
    expect((await dragoman("user set", ["ana@x.example", "role=builder", "email=ana@x.example"])).out).toBe(
      "made ana@x.example\n",
    );
    expect((await dragoman("user set", ["ana@x.example", "role=admin"])).out).toBe(
      "changed ana@x.example: role: builder → admin\n",
    );
    expect((await dragoman("user list")).out).toMatch(/^ana@x\.example +standard +admin +active/m);
    const [link] = (await dragoman("user link", ["ana@x.example"], { json: true })).json();
    expect(link).toEqual({ url: expect.stringContaining(server.origin), expiresAt: expect.any(String) });
    expect((await dragoman("user link", ["shop.web@hexfell.example"])).err).toMatch(/cannot log in to pages/);
    expect((await dragoman("user deactivate", ["ana@x.example"])).out).toMatch(/active: true → false/);
    expect((await dragoman("user link", ["ana@x.example"])).code).toBe(1);
    await dragoman("user set", ["ana@x.example", "email=ana@y.example"]);
    expect((await dragoman("user list")).out).toMatch(/^ana@x\.example .* inactive /m);
    expect((await dragoman("user activate", ["ana@x.example"])).code).toBe(0);
    expect((await dragoman("user deactivate", ["anna@x.example"])).err).toMatch(/did you mean ana@x\.example\?/);
  });

  test("and their logins are listed, the newest first, refused ones too", async () => {
    const [own] = (await dragoman("app secret", ["Web_Shop"], { json: true })).json();
    const { consumerKey: client_id, consumerSecret: client_secret } = own as Record<string, string>;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client_id!,
      client_secret: client_secret!,
    });
    expect((await fetch(`${server.origin}/services/oauth2/token`, { method: "POST", body })).status).toBe(200);
    const { out } = await dragoman("user logins");
    expect(out.split("\n")[0]).toMatch(
      /^20\S+Z +shop\.web@hexfell\.example +client_credentials +ok +Web_Shop +127\.0\.0\.1$/,
    );
    expect((await dragoman("user logins", [], { json: true })).out).not.toContain(client_secret);
  });

  test("are logged in by a link of the operator, and the audit trail says which of them", async () => {
    await dragoman("user set", ["bo@x.example", "role=admin", "kind=standard"]);
    const { out } = await dragoman("open", [], { print: true, user: "bo@x.example" });
    expect(out).toContain(`${server.origin}/open/`);
    const [users] = (await dragoman("user list", [], { json: true })).json() as unknown as {
      id: string;
      username: string;
    }[][];
    const { id } = users!.find(({ username }) => username === "bo@x.example")!;
    expect((await dragoman("audit")).out).toMatch(new RegExp(`operator +user\\.open_link +${id}$`, "m"));
    expect((await dragoman("open", [], { print: true, org: "Nobody" })).err).toMatch(
      /No org has the id, domain or name/,
    );
  });
});

describe("keys", () => {
  test("that sign are listed, rotated with a day's notice, and withdrawn at once", async () => {
    const [before] = (await dragoman("key list", [], { json: true })).json();
    const [first] = before!.signing as { kid: string; signs: boolean }[];
    expect(first).toMatchObject({ signs: true });
    expect((await dragoman("key rotate")).out).toMatch(/^CORE_ATJWT\.\S+ signs from /);
    expect((await dragoman("key list")).out.match(/^CORE_ATJWT/gm)).toHaveLength(2);
    const token = await server.token();
    await dragoman("key withdraw", [first!.kid]);
    expect((await dragoman("key list")).out).toMatch(new RegExp(`^${first!.kid} .*  out of use$`, "m"));
    const start = { externalSessionKey: "k", instanceConfig: { endpoint: server.origin } };
    const { status } = await server.api(`/agents/${server.agents.Hut_Warden}/sessions`, {
      body: start,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(401);
    expect((await dragoman("key withdraw", ["CORE_ATJWT.nope"])).err).toMatch(/has no key/);
  });

  test("that seal secrets are told apart, and resealing with the same one does nothing", async () => {
    const [keys] = (await dragoman("key list", [], { json: true })).json();
    expect(Object.keys(keys!.sealed as object)).toEqual([keys!.secretKey]);
    expect((await dragoman("key reseal")).out).toMatch(/^0 secrets were sealed anew/);
  });
});

describe("the audit trail", () => {
  test("comes out as JSON lines, in order, with what was before and after, and without secrets", async () => {
    const entries = (await dragoman("audit", [], { json: true })).json();
    const numbers = entries.map(({ number }) => number as number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(entries).toContainEqual(
      expect.objectContaining({
        actor: "operator",
        action: "user.change",
        before: { role: "builder" },
        after: { role: "admin" },
      }),
    );
    expect(JSON.stringify(entries)).not.toContain(server.consumerSecret);
    expect((await dragoman("audit")).out).toMatch(
      / operator {2}user\.change {2}005\w{15} {2}role: "builder" → "admin"$/m,
    );
    expect((await dragoman("audit", [], { since: "2999-01-01" })).out).toBe("");
    expect((await dragoman("audit", [], { since: "yesterday" })).err).toMatch(/is not a time/);
  });
});

test("an agent that a permission set names is for its holders, and the others are told so", async () => {
  const project = await mkdtemp(join(tmpdir(), "dragoman-agents-"));
  const examples = join(import.meta.dirname, "../../examples/agents/Hut_Warden");
  await cp(examples, join(project, "agents/Hut_Warden"), { recursive: true });
  const sets = "permissionSets: [{ name: Wardens, agents: [Hut_Warden] }]\n";
  await writeFile(join(project, "dragoman.yaml"), sets);
  const refuses = async (yaml: string) => {
    await writeFile(join(project, "dragoman.yaml"), yaml);
    const root = join(import.meta.dirname, "../..");
    const own = await startTestServer({ project: relative(root, project), config: { model: "matcher" } });
    const body = { externalSessionKey: "k", instanceConfig: { endpoint: own.origin } };
    const response = await own.api(`/agents/${own.agents.Hut_Warden}/sessions`, { body });
    const said = [response.status, await response.text()] as const;
    await own.close();
    return said;
  };
  const [status, text] = await refuses(sets);
  expect(status).toBe(403);
  expect(text).toContain("no permission set of api.user@dragoman.example names the agent Hut_Warden");
  const users = "users: [{ username: api.user@dragoman.example, permissionSets: [Wardens] }]\n";
  expect((await refuses(sets + users))[0]).toBe(200);
  await rm(project, { recursive: true });
});
