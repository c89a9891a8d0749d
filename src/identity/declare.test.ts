// Orgs, users, apps and keys as a project declares them, on both databases.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { agentApiApp, ORIGIN, openIdentity, RUN_AS, random, type TestIdentity } from "../../test/support/identity.ts";
import { AppPolicies, AppSettings } from "./apps/app-settings.ts";
import { declareApp, listApps, retireApps } from "./apps/apps.ts";
import { readCredentials } from "./apps/credentials.ts";
import { createIdentity } from "./identity.ts";
import { ensureSigningKey, publicKeys } from "./keys/keys.ts";
import { createVault } from "./keys/vault.ts";
import { declareOrg } from "./orgs/orgs.ts";
import { declareMember, retireMembers } from "./people/members.ts";

for (const database of databases) {
  describe(`declared on the ${database.name}`, () => {
    let room: TestIdentity;
    const made = { madeBy: "project" } as const;
    beforeAll(async () => {
      room = await openIdentity(database);
    });
    afterAll(() => room.close());

    const member = (username: string, change: { name?: string; kind?: "agent" | "api_only" } = {}) =>
      declareMember(room.identity, room.orgId, { username, name: "A user", kind: "api_only", ...made, ...change });
    const app = (apiName: string, change: Partial<typeof agentApiApp> = {}) =>
      declareApp(room.identity, room.orgId, { ...agentApiApp, apiName, ...change });
    const audited = async (subject: string) => {
      const rows = await room.store.db.selectFrom("audit").selectAll().where("subject", "=", subject).execute();
      return rows.map(({ action, actor, detail, before, after }) => ({ action, actor, detail, before, after }));
    };

    test("an org without an id is the one that is there", async () => {
      const again = await declareOrg(room.identity, { name: "Test", ...made });
      expect(again).toEqual({ id: room.orgId, change: "unchanged", what: [] });
      const renamed = await declareOrg(room.identity, { name: "Renamed", ...made });
      expect(renamed).toEqual({ id: room.orgId, change: "changed", what: ["name: Test → Renamed"] });
      expect(await audited(room.orgId)).toContainEqual({
        action: "org.change",
        actor: "project",
        detail: {},
        before: { name: "Test" },
        after: { name: "Renamed" },
      });
    });

    test("an org may be given its id, in 15 or 18 characters", async () => {
      const id = "00DSG000009FYVd";
      const made18 = await declareOrg(room.identity, { id, name: "Given", madeBy: "project" });
      expect(made18).toEqual({ id: "00DSG000009FYVd2AO", change: "made", what: [] });
      expect((await declareOrg(room.identity, { id: "00DSG000009FYVd2AO", name: "Given", ...made })).change).toBe(
        "unchanged",
      );
      await expect(declareOrg(room.identity, { id: "005SG000009FYVd", name: "Given", ...made })).rejects.toThrow(
        /is not an org id/,
      );
    });

    test("of an org's settings a file that is read again decides what it says anew; what was changed by hand stays", async () => {
      const project = { actor: "project", repeats: true } as const;
      const org = { name: "Repeated", myDomain: "repeated.example.test", ...made };
      const say = (settings: Parameters<typeof declareOrg>[1]["settings"]) =>
        declareOrg(room.identity, { ...org, settings }, project);
      const { id } = await say({ sessionMinutes: 30, login: { lockoutFailures: 3, sessionHours: 2 } });
      const byHand = { sessionMinutes: 60, login: { lockoutFailures: 7 } };
      await declareOrg(room.identity, { id, name: org.name, settings: byHand, madeBy: "operator" });
      const again = await say({ sessionMinutes: 30, login: { lockoutFailures: 3, sessionHours: 2 } });
      expect(again).toMatchObject({
        change: "unchanged",
        kept: ["sessionMinutes stays 60 (the file says 30)", "lockoutFailures stays 7 (the file says 3)"],
      });
      const anew = await say({ sessionMinutes: 45, login: { lockoutFailures: 3, sessionHours: 2 } });
      expect(anew).toMatchObject({ what: ["sessionMinutes: 60 → 45"] });
    });

    test("an org gets one signing key, however many servers start at once", async () => {
      await room.store.db.deleteFrom("signing_key").where("org_id", "=", room.orgId).execute();
      const { db, vault } = room.identity;
      const starts = Array.from({ length: 4 }, (_, at) => ensureSigningKey(db, vault, room.orgId, room.clock.now + at));
      await Promise.all(starts);
      const ours = (await publicKeys(db, room.clock.now)).filter((key) => key.orgId === room.orgId);
      expect(ours.map((key) => key.kid)).toEqual([
        expect.stringMatching(new RegExp(`^CORE_ATJWT\\.${room.orgId.slice(0, 15)}\\.\\d{13}\\.[\\w-]{11}$`)),
      ]);
    });

    test("an org made by two servers at once is one org", async () => {
      const store = await database.open();
      const ports = { ...room.identity, db: store.db };
      const two = [createIdentity(ports), createIdentity(ports)];
      const declared = await Promise.all(two.map((identity) => declareOrg(identity, { name: "One", ...made })));
      expect(new Set(declared.map(({ id }) => id)).size).toBe(1);
      expect(declared.map(({ change }) => change).sort()).toEqual(["made", "unchanged"]);
      await store.close();
    });

    test("a server with another secret key is told so at start, and which key it needs", async () => {
      const vault = createVault(random(new Uint8Array(32)), random);
      const other = createIdentity({ ...room.identity, origin: () => ORIGIN, vault });
      await expect(declareOrg(other, { name: "Renamed", ...made })).rejects.toThrow(
        new RegExp(`sealed with the key ${room.identity.vault.keyId}`),
      );
    });

    test("private keys and consumer secrets are in the database only sealed", async () => {
      const { id } = await app("Sealed");
      const { consumerSecret } = (await readCredentials(room.identity, id, { actor: "test" }))!;
      const rows = [
        await room.store.db.selectFrom("signing_key").selectAll().execute(),
        await room.store.db.selectFrom("consumer").selectAll().execute(),
        await room.store.db.selectFrom("audit").selectAll().execute(),
      ];
      const stored = JSON.stringify(rows);
      expect(stored).not.toContain(consumerSecret);
      expect(stored).not.toMatch(/"(d|p|q|dp|dq|qi)\\?":/);
    });

    test("a user declared again is unchanged, and changed by what differs", async () => {
      const first = await member("Someone@example.org");
      expect(first).toMatchObject({ change: "made", id: expect.stringMatching(/^005\w{15}$/) });
      expect(await member("someone@example.org", { name: "New name" })).toEqual({
        id: first.id,
        change: "changed",
        what: ["username: Someone@example.org → someone@example.org", "name: A user → New name"],
      });
      expect((await member("someone@example.org", { name: "New name" })).change).toBe("unchanged");
      await expect(member("no at sign")).rejects.toThrow(/is not a username/);
    });

    test("users that the project made and no longer names are deactivated, and no other", async () => {
      const gone = await member("gone@example.org");
      await declareMember(room.identity, room.orgId, {
        username: "kept@example.org",
        name: "Kept",
        kind: "standard",
        madeBy: "operator",
      });
      const named = [RUN_AS, "SOMEONE@example.org"];
      expect(await retireMembers(room.identity, room.orgId, named, "project")).toEqual(["gone@example.org"]);
      expect(await retireMembers(room.identity, room.orgId, named, "project")).toEqual([]);
      expect(await member("gone@example.org")).toEqual({
        id: gone.id,
        change: "changed",
        what: ["active: false → true"],
      });
    });

    test("an app gets credentials in the documented shapes and keeps them", async () => {
      const first = await app("Minted");
      expect(first).toMatchObject({ change: "made", id: expect.stringMatching(/^0xI\w{15}$/) });
      const credentials = await readCredentials(room.identity, first.id, { actor: "operator" });
      expect(credentials).toEqual({
        consumerKey: expect.stringMatching(/^3MVG9[A-Za-z0-9._]{80}$/),
        consumerSecret: expect.stringMatching(/^[0-9A-F]{64}$/),
      });
      expect(await app("Minted")).toEqual({ id: first.id, change: "unchanged", what: [] });
      expect(await readCredentials(room.identity, first.id, { actor: "operator" })).toEqual(credentials);
    });

    test("reading a secret leaves an audit row with the reader, and without the secret", async () => {
      const { id } = await app("Read");
      const { consumerKey } = (await readCredentials(room.identity, id, { actor: "operator" }))!;
      expect(await audited(id)).toContainEqual({
        action: "credentials.read",
        actor: "operator",
        detail: { consumerKey, state: "primary" },
        before: null,
        after: null,
      });
      expect(await readCredentials(room.identity, "0xI000000000000AAA", { actor: "operator" })).toBeUndefined();
    });

    test("a person sees a secret only soon after proving who they are, and the audit trail says from where", async () => {
      const { id } = await app("Shown");
      const member = (await room.identity.records.member(room.memberId))!;
      const minutesAgo = (minutes: number) => ({
        session: { member, verifiedAt: room.clock.now - minutes * 60_000 },
        address: "203.0.113.8",
      });
      await expect(readCredentials(room.identity, id, minutesAgo(11))).rejects.toThrow(/a proof of who you are/);
      expect((await audited(id)).map(({ action }) => action)).not.toContain("credentials.read");
      expect(await readCredentials(room.identity, id, minutesAgo(9))).toMatchObject({
        consumerSecret: expect.any(String),
      });
      expect((await audited(id)).at(-1)).toMatchObject({ action: "credentials.read", actor: member.id });
    });

    test("an app says what changed, and never its secret", async () => {
      const { id } = await app("Changing", { consumerKey: "a.given.key", consumerSecret: "a-given-secret-0" });
      const change = {
        label: "Other",
        scopes: ["api", "chatbot_api"],
        policies: { clientCredentials: true, jwtTimeoutMinutes: 5 },
        consumerSecret: "a-given-secret-1",
      };
      expect(await app("Changing", change)).toEqual({
        id,
        change: "changed",
        what: [
          "label: Agent API Client → Other",
          "scopes: api refresh_token chatbot_api sfap_api → api chatbot_api",
          "policies.jwtTimeoutMinutes: 30 → 5",
          "consumerSecret: as it was → replaced",
        ],
      });
      expect(await readCredentials(room.identity, id, { actor: "test" })).toEqual({
        consumerKey: "a.given.key",
        consumerSecret: "a-given-secret-1",
      });
      expect(JSON.stringify(await audited(id))).not.toContain("a-given-secret");
    });

    test("a consumer key is never shared by two apps", async () => {
      await app("First", { consumerKey: "shared.key" });
      await expect(app("Second", { consumerKey: "shared.key" })).rejects.toThrow(/belongs to another app/);
      expect((await listApps(room.identity, room.orgId)).map(({ apiName }) => apiName)).not.toContain("Second");
    });

    test("a declaration that cannot be carried out names every problem and changes nothing", async () => {
      const wrong = {
        label: " ",
        contactEmail: "nobody",
        scopes: ["Chatbot"],
        policies: { clientCredentials: true, jwtTimeoutMinutes: 31 },
        consumerSecret: "short",
      };
      await expect(app("Wrong__Name", wrong)).rejects.toMatchObject({
        problems: [
          expect.stringMatching(/is not an API name/),
          expect.stringMatching(/needs a label/),
          expect.stringMatching(/needs a contact e-mail/),
          expect.stringMatching(/cannot live 31 minutes. Allowed: 1, 5, 10, 15, 30, 60/),
          '"Chatbot" is not a scope: did you mean chatbot_api?',
          expect.stringMatching(/consumer secret must have 16 to 255 characters/),
        ],
      });
    });

    test("metadata files without one of policies leave what the admin decided", async () => {
      const policies = {
        clientCredentials: true,
        permittedUsers: "pre_authorized",
        refreshToken: { kind: "zero" },
      } as const;
      const { id } = await app("Kept", { policies });
      const again = await app("Kept", { policies: {}, runAs: undefined, label: "Kept", metadata: {} });
      expect(again).toMatchObject({ id, change: "changed", what: ["label: Agent API Client → Kept"] });
      const listed = (await listApps(room.identity, room.orgId)).find((one) => one.id === id);
      expect(listed).toMatchObject({ policies, runAs: RUN_AS });
    });

    test("nor do those without the general policies enable an app that was disabled, or those without settings change them", async () => {
      const settings = { callbackUrls: ["https://x.example/cb"], pkceRequired: false };
      const { id } = await app("Off", { settings, enabled: false });
      const again = await app("Off", { settings: {}, enabled: undefined, metadata: {} });
      expect(again).toMatchObject({ id, change: "unchanged" });
      const listed = (await listApps(room.identity, room.orgId)).find((one) => one.id === id);
      expect(listed).toMatchObject({ settings, enabled: false });
      await app("Off", { settings, enabled: true });
      expect((await app("New", { enabled: undefined })).change).toBe("made");
      expect((await listApps(room.identity, room.orgId)).find(({ apiName }) => apiName === "New")?.enabled).toBe(true);
    });

    test("an app runs as an active user of the org who is not an agent's", async () => {
      await member("agent@example.org", { kind: "agent" });
      await member("leaving@example.org");
      await retireMembers(room.identity, room.orgId, [RUN_AS, "someone@example.org", "agent@example.org"], "project");
      const reasons = [
        ["nobody@example.org", /there is no such user/],
        ["leaving@example.org", /the user is inactive/],
        ["agent@example.org", /belongs to an agent/],
        [undefined, /needs a run-as user/],
      ] as const;
      for (const [runAs, why] of reasons) await expect(app("Unfit", { runAs })).rejects.toThrow(why);
    });

    test("apps that the project made and no longer names are disabled, and no other", async () => {
      await app("Gone");
      await app("Foreign", { madeBy: "operator" });
      const apps = await listApps(room.identity, room.orgId);
      const named = apps.map(({ apiName }) => apiName).filter((name) => name !== "Gone" && name !== "Foreign");
      expect(await retireApps(room.identity, room.orgId, named, "project")).toEqual(["Gone"]);
      const enabled = (await listApps(room.identity, room.orgId)).filter((listed) => listed.enabled);
      expect(enabled.map(({ apiName }) => apiName)).toEqual(expect.arrayContaining(["Foreign", ...named]));
      expect(enabled.map(({ apiName }) => apiName)).not.toContain("Gone");
    });

    test("a listed app has its consumer key and run-as user, and no secret", async () => {
      const { id } = await app("Listed");
      const listed = (await listApps(room.identity, room.orgId)).find((one) => one.id === id);
      expect(listed).toEqual({
        id,
        apiName: "Listed",
        label: "Agent API Client",
        contactEmail: "ops@org.example.test",
        contactPhone: null,
        description: null,
        distributionState: "Local",
        metadata: {},
        enabled: true,
        scopes: agentApiApp.scopes,
        settings: AppSettings.parse({ clientCredentials: true, namedUserJwt: true }),
        policies: AppPolicies.parse({ clientCredentials: true }),
        consumerKey: expect.stringMatching(/^3MVG9/),
        runAs: RUN_AS,
        madeBy: "project",
      });
    });
  });
}
