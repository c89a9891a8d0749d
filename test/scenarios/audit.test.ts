// The audit trail: every change of a record leaves its row, in its transaction, without a secret, and for good.
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openActions } from "../../src/actions/open.ts";
import { createCatalogue } from "../../src/agents/catalogue.ts";
import { activate, deactivate, putAgent } from "../../src/agents/lifecycle.ts";
import { operatorAt } from "../../src/http/setup-caller.ts";
import { declareApp, setAppEnabled } from "../../src/identity/apps/apps.ts";
import { readCredentials } from "../../src/identity/apps/credentials.ts";
import { deleteStaged, rotateCredentials, stageCredentials } from "../../src/identity/apps/rotate-credentials.ts";
import { withdrawKey } from "../../src/identity/keys/keys.ts";
import { reseal } from "../../src/identity/keys/reseal.ts";
import { rotateSigningKey } from "../../src/identity/keys/rotate-keys.ts";
import { declareOrg } from "../../src/identity/orgs/orgs.ts";
import { makeFirstAdmin } from "../../src/identity/people/first-admin.ts";
import { declareMember, setMemberActive } from "../../src/identity/people/members.ts";
import { declarePermissionSet, retirePermissionSets } from "../../src/identity/people/permission-sets.ts";
import { setPassword } from "../../src/identity/people/set-password.ts";
import { openModels } from "../../src/models/open.ts";
import { keptModels } from "../../src/operations/kept-models.ts";
import { operate } from "../../src/operations/operate.ts";
import { listAudit, writeAudit } from "../../src/store/audit.ts";
import { takeAttempt } from "../../src/store/logins.ts";
import { databases } from "../support/databases.ts";
import { agentApiApp, RUN_AS, random } from "../support/identity.ts";
import { openPeople, type People } from "../support/people.ts";
import { newSession, openSessions } from "../support/sessions.ts";

const SECRET = "a-given-secret-that-nobody-reads";
const PASSWORD = "a password that nobody reads";
const by = { actor: "operator", address: "203.0.113.9" };

const script = `system:
    instructions: "You greet."
    messages:
        welcome: "Hello."
        error: "Sorry."

config:
    developer_name: "Greeter"
    agent_type: "AgentforceEmployeeAgent"
    description: "Greets"

start_agent greeter:
    description: "Greets the visitor"
    actions:
        Greet:
            description: "Greets"
            target: "flow://Greet"
    reasoning:
        instructions: |
            Greet.
`;

/** Everything that changes a record, or shows a secret, by the row it leaves. */
const changes = async ({
  room,
  adaId,
  app,
  fresh,
  logIn,
  authorizeUrl,
}: People): Promise<Readonly<Record<string, () => Promise<unknown>>>> => {
  const { identity, orgId, store } = room;
  const settings = {
    setting: "compatible:none",
    fallback: [],
    baseUrl: "http://127.0.0.1:9/v1",
    timeoutMs: 1,
    retries: 0,
  };
  const kept = keptModels(identity);
  const models = await openModels(settings, () => ({}), {}, { now: Date.now, random: () => 0 }, kept.read);
  const catalogue = createCatalogue({ db: store.db, now: () => room.clock.now, random });
  const operations = operate({
    identity,
    catalogue,
    sessions: openSessions(catalogue),
    actions: openActions({ folder: ".", endpoints: () => ({}), allowPrivate: [], timeoutMs: 1000 }),
    folder: await mkdtemp(join(tmpdir(), "audit-")),
    version: "",
    engine: "",
    models: {
      models,
      kept,
      env: {},
      named: () => ({}),
      decidedBy: null,
      hasBaseUrl: false,
    },
    running: { startedAt: 0, keeps: "memory", publicUrl: false },
    kept: { sessionDays: 30, idleMinutes: 60, exportRows: 100 },
    prices: {},
    backup: { keeps: "memory", data: ":memory:", keyId: "", copy: undefined },
    reachable: async () => {},
  });
  const caller = operatorAt(orgId);
  const set = { apiName: "Support", label: "Support", scopes: [], agents: [], madeBy: "project" };
  const given = { ...agentApiApp, apiName: "Given", consumerSecret: SECRET };
  const slot = async () => (await stageCredentials(identity, orgId, app.id, by))!.id;
  return {
    "org.make": () => declareOrg(identity, { name: "Other", myDomain: "other.example.test", madeBy: "operator" }, by),
    "org.change": () => declareOrg(identity, { name: "Renamed", madeBy: "operator" }, by),
    "permission_set.make": () => declarePermissionSet(identity, orgId, set, by),
    "permission_set.change": () => declarePermissionSet(identity, orgId, { ...set, scopes: ["web"] }, by),
    "permission_set.retire": () => retirePermissionSets(identity, orgId, [], "project"),
    "permission_set.delete": async () => {
      await declarePermissionSet(identity, orgId, { ...set, apiName: "Passing" }, by);
      await operations.deletePermissionSet(caller, asked({ set: "Passing" }, undefined));
    },
    "user.make": async () => {
      await declareMember(
        identity,
        orgId,
        { username: "eve@x.test", name: "Eve", kind: "standard", madeBy: "operator" },
        by,
      );
      const first = { username: "first@x.test", name: "First", password: PASSWORD };
      await makeFirstAdmin(identity, await room.org(), first, "203.0.113.9");
    },
    "user.change": () => setMemberActive(identity, orgId, "eve@x.test", false, by),
    "user.password": async () => setPassword(identity, await room.org(), { memberId: adaId, password: PASSWORD }, by),
    "user.password_link": () => operations.passwordLink(caller, asked({ user: adaId }, undefined)),
    "user.unlock": async () => {
      await takeAttempt(store.db, adaId, {
        at: new Date(room.clock.now),
        limit: 1,
        lockUntil: new Date(room.clock.now),
      });
      await operations.unlockUser(caller, asked({ user: adaId }, undefined));
    },
    "user.open_link": () => operations.open(caller, asked({}, {})),
    "database.copy": async () => {
      for await (const _ of operations.copyDatabase(caller, asked({}, undefined))) break;
    },
    "user.delete_sessions": () => operations.deleteLogsOf(caller, asked({}, { user: adaId })),
    "session.delete": async () => {
      const { id } = await newSession(store.db, orgId);
      await operations.deleteLog(caller, asked({ session: id }, undefined));
    },
    "app.make": () => declareApp(identity, orgId, given, by),
    "app.change": async () => {
      await declareApp(identity, orgId, { ...given, label: "Other", consumerSecret: `${SECRET}-2` }, by);
      await setAppEnabled(identity, orgId, "Given", false, by);
    },
    "app.approve": async () => {
      const browser = fresh();
      await logIn(browser, { username: "ada@org.example.test", password: PASSWORD });
      await browser.submit(await browser.visit(authorizeUrl()), { choice: "allow" });
    },
    "credentials.read": () => readCredentials(identity, app.id, by),
    "credentials.stage": slot,
    "credentials.rotate": async () => rotateCredentials(identity, orgId, app.id, await slot(), by),
    "credentials.delete": async () => {
      const { staged } = await operations.app(caller, asked({ app: app.id }, undefined));
      await deleteStaged(identity, orgId, app.id, staged[0]!.id, by);
    },
    "key.rotate": () => rotateSigningKey(identity, orgId, "now", by),
    "key.withdraw": async () => {
      const { signing } = await operations.keys(caller, asked({}, undefined));
      await withdrawKey(identity, orgId, signing[0]!.kid, by);
    },
    "secrets.reseal": () => reseal(identity, orgId, by),
    "agent.commit": () => putAgent(catalogue, orgId, { developerName: "Greeter", source: script, madeBy: "operator" }),
    "agent.deactivate": () => deactivate(catalogue, orgId, "Greeter", "operator"),
    "preview.start": () =>
      operations.startPreview(
        caller,
        asked({ agent: "Greeter" }, { mode: "simulate" as const, mocks: {}, variables: [] }),
      ),
    "agent.activate": () => activate(catalogue, orgId, "Greeter", { actor: "operator" }),
    "agent.make": () => operations.makeAgent(caller, asked({}, { developerName: "Newcomer" })),
    "agent.functions": () => operations.makeAgent(caller, asked({}, { developerName: "Answers", template: "faq" })),
    "agent.draft": () =>
      operations.saveDraft(caller, asked({ agent: "Greeter" }, { source: `${script}# more\n`, base: null })),
    "agent.discard": async () => {
      const { hash } = await operations.agentVersion(caller, asked({ agent: "Greeter", version: "draft" }, undefined));
      await operations.discardDraft(caller, asked({ agent: "Greeter" }, { base: hash }));
    },
    "model_key.set": () => operations.setModelKey(caller, asked({ name: "OPENAI_API_KEY" }, { value: SECRET })),
    "model_key.delete": () => operations.deleteModelKey(caller, asked({ name: "OPENAI_API_KEY" }, undefined)),
    "model.choose": () => operations.chooseModel(caller, asked({}, { model: "compatible:other" })),
    "model.try": () => operations.tryModel(caller, asked({}, {})),
    "action.try": async () => {
      const { activeVersion, versions } = await operations.agent(caller, asked({ agent: "Greeter" }, undefined));
      const version = versions.find(({ number }) => number === activeVersion)!.id;
      const place = { agent: "Greeter", version, where: "greeter", name: "Greet" };
      await operations.tryAction(caller, asked({}, { ...place, inputs: {} }));
    },
    "agent.delete": () => operations.deleteAgent(caller, asked({ agent: "Newcomer" }, { name: "Newcomer" })),
  };
};

/** The parts of a call that was not made over HTTP. */
const asked = <P, B>(params: P, body: B) => ({ params, body, query: undefined, signal: AbortSignal.timeout(60_000) });

describe("every change", () => {
  let people: People;
  let walk: Awaited<ReturnType<typeof changes>>;
  beforeAll(async () => {
    people = await openPeople();
    walk = await changes(people);
  });
  afterAll(() => people.close());

  const rows = () => people.room.store.db.selectFrom("audit").selectAll().orderBy("id").execute();

  test("leaves a row that says who did it, and to what", async () => {
    for (const [action, change] of Object.entries(walk)) {
      const before = await rows();
      people.room.clock.now += 1;
      await change();
      const made = (await rows()).slice(before.length);
      expect(
        made.map((row) => row.action),
        action,
      ).toContain(action);
      for (const { actor, subject } of made)
        expect([actor, subject], action).toEqual([expect.any(String), expect.stringMatching(/\S/)]);
    }
  }, 60_000);

  test("is in this walk: no other action is written anywhere", async () => {
    const written = new Set<string>();
    for (const file of await readdir("src", { recursive: true })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      const text = await readFile(`src/${file}`, "utf8");
      for (const [, action] of text.matchAll(/\baction: "([a-z_]+\.[a-z_]+)"/g)) written.add(action!);
    }
    expect([...written].sort()).toEqual(Object.keys(walk).sort());
  });

  test("says what was before and after, from where, and never a secret", async () => {
    const all = await rows();
    const { address, before, after } = all.findLast(({ action }) => action === "user.change")!;
    expect({ address, before, after }).toEqual({
      address: "203.0.113.9",
      before: { active: true },
      after: { active: false },
    });
    const changed = all.find(({ action, after: now }) => action === "app.change" && now && "label" in now)!;
    expect(changed.after).toEqual({ label: "Other", consumerSecret: "replaced" });
    const text = JSON.stringify(all);
    const { db, vault } = people.room.identity;
    const consumers = await db.selectFrom("consumer").selectAll().execute();
    const secrets = consumers.map(({ id, secret_sealed }) => vault.open(secret_sealed, id));
    for (const secret of [SECRET, PASSWORD, people.app.consumerSecret, ...secrets]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\$argon2|v1\.[0-9a-f]{8}\.|PRIVATE KEY|"d\\?":/);
  });

  test("a change that fails leaves no row", async () => {
    const { identity, orgId } = people.room;
    const before = (await rows()).length;
    const member = {
      username: "later@x.test",
      name: "Later",
      kind: "standard" as const,
      permissionSets: ["Nope"],
      madeBy: "x",
    };
    await expect(declareMember(identity, orgId, member)).rejects.toThrow(/not a permission set/);
    await expect(declareApp(identity, orgId, { ...agentApiApp, runAs: "nobody@x.test" })).rejects.toThrow(
      /cannot run as/,
    );
    expect((await rows()).length).toBe(before);
  });
});

for (const database of databases) {
  test(`on the ${database.name}, an entry cannot be changed or deleted, and is read in pages from a moment on`, async () => {
    const { db, close } = await database.open();
    const orgId = "00D000000000001AAA";
    for (const subject of ["1", "2", "3"]) await writeAudit(db, { orgId, actor: RUN_AS, action: "app.make", subject });
    await writeAudit(db, { orgId: "00D000000000002AAA", actor: RUN_AS, action: "app.make", subject: "other" });
    await expect(db.updateTable("audit").set({ actor: "nobody" }).execute()).rejects.toThrow(/append-only/);
    await expect(db.deleteFrom("audit").execute()).rejects.toThrow(/append-only/);
    const page = async (after: number, since = new Date(0)) =>
      (await listAudit(db, orgId, { after, since, limit: 2 })).map(({ number, subject }) => ({ number, subject }));
    const first = await page(0);
    expect(first.map(({ subject }) => subject)).toEqual(["1", "2"]);
    expect((await page(first.at(-1)!.number)).map(({ subject }) => subject)).toEqual(["3"]);
    expect(await page(0, new Date(Date.now() + 60_000))).toEqual([]);
    await close();
  });
}
