// Orgs, users and permission sets as records: what is declared, what a change ends, and what stays apart.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { agentApiApp, openIdentity, type TestIdentity } from "../../test/support/identity.ts";
import { declareApp, listApps, setAppEnabled } from "./apps/apps.ts";
import { PLATFORM_CLI } from "./apps/platform-cli.ts";
import { orgAt } from "./orgs/domains.ts";
import { settingsOf } from "./orgs/org-settings.ts";
import { declareOrg } from "./orgs/orgs.ts";
import { declareMember, setMemberActive } from "./people/members.ts";
import { declarePermissionSet, heldBy, retirePermissionSets } from "./people/permission-sets.ts";
import { mayUseAgent, permittedBy, scopesAllowed } from "./people/permits.ts";
import { principalOf } from "./tokens/principal.ts";

const made = { madeBy: "project" } as const;
const by = { actor: "operator", address: "203.0.113.9" };

for (const database of databases) {
  describe(`on the ${database.name}`, () => {
    let room: TestIdentity;
    beforeAll(async () => {
      room = await openIdentity(database);
    });
    afterAll(() => room.close());

    const person = (username: string, change: Partial<Parameters<typeof declareMember>[2]> = {}) =>
      declareMember(room.identity, room.orgId, { username, name: "A person", kind: "standard", ...made, ...change });
    const set = (apiName: string, change: { scopes?: string[]; agents?: string[] } = {}) =>
      declarePermissionSet(room.identity, room.orgId, {
        apiName,
        label: apiName,
        scopes: [],
        agents: [],
        ...made,
        ...change,
      });

    describe("orgs", () => {
      test("with a domain of their own have users, apps and keys of their own; the same consumer key may be in both", async () => {
        const sales = await declareOrg(room.identity, { name: "Sales", myDomain: "sales.example.test", ...made });
        expect(sales.change).toBe("made");
        expect((await orgAt(room.identity, "sales.example.test"))?.id).toBe(sales.id);
        const username = agentApiApp.runAs!;
        await declareMember(room.identity, sales.id, { username, name: "Other", kind: "api_only", ...made });
        const consumerKey = "one.key.in.two.orgs";
        const here = await declareApp(room.identity, room.orgId, { ...agentApiApp, apiName: "Same", consumerKey });
        const there = await declareApp(room.identity, sales.id, { ...agentApiApp, apiName: "Same", consumerKey });
        expect(here.id).not.toBe(there.id);
        expect((await room.identity.records.client(sales.id, consumerKey))?.appId).toBe(there.id);
        expect((await room.identity.records.client(room.orgId, consumerKey))?.appId).toBe(here.id);
      });

      test("are found again by domain or id, and a domain belongs to one", async () => {
        const again = await declareOrg(room.identity, { name: "Sales", myDomain: "sales.example.test", ...made });
        expect(again.change).toBe("unchanged");
        const moved = await declareOrg(room.identity, {
          id: again.id,
          name: "Sales",
          myDomain: "sell.example.test",
          ...made,
        });
        expect(moved.what).toEqual(["myDomain: sales.example.test → sell.example.test"]);
        const taken = declareOrg(room.identity, {
          id: room.orgId,
          name: "Test",
          myDomain: "sell.example.test",
          ...made,
        });
        await expect(taken).rejects.toThrow(/is that of the org Sales .*give each org its own/);
        for (const myDomain of ["Sales.example.test", "https://sales.example.test", "sales/x", "a b"]) {
          await expect(declareOrg(room.identity, { name: "X", myDomain, ...made })).rejects.toThrow(/is not a domain/);
        }
      });

      test("keep the settings that a declaration does not decide", async () => {
        const settings = { profile: "strict", sessionMinutes: 30 } as const;
        const changed = await declareOrg(room.identity, { name: "Test", settings, ...made });
        expect(changed.what).toEqual(["profile: compat → strict", "sessionMinutes: 120 → 30"]);
        await declareOrg(room.identity, { name: "Test", settings: { profile: "compat" }, ...made });
        expect(settingsOf(await room.org())).toMatchObject({
          profile: "compat",
          sessionMinutes: 30,
          secretInRest: false,
        });
      });

      test("keep of the settings of a login those that a declaration does not decide", async () => {
        const decide = (login: object) => declareOrg(room.identity, { name: "Test", settings: { login }, ...made });
        await decide({ lockoutFailures: 3, sessionHours: 1 });
        await decide({ lockoutFailures: 5 });
        await declareOrg(room.identity, { name: "Test", settings: { secretInRest: true }, ...made });
        const { login } = settingsOf(await room.org());
        expect(login).toEqual({ lockoutFailures: 5, sessionHours: 1, lockoutMinutes: 15, passwordMinLength: 12 });
      });
    });

    describe("the command line's own app", () => {
      const platformCli = async () =>
        (await listApps(room.identity, room.orgId)).find(({ apiName }) => apiName === PLATFORM_CLI)!;

      test("is in every org: public, with PKCE, calling back to localhost", async () => {
        expect(await platformCli()).toMatchObject({
          enabled: true,
          consumerKey: "PlatformCLI",
          scopes: expect.arrayContaining(["refresh_token", "api", "web"]),
          settings: {
            callbackUrls: ["http://localhost:1717/OauthRedirect"],
            secretForWebServer: false,
            pkceRequired: true,
            clientCredentials: false,
          },
        });
      });

      test("goes with the org's setting and comes back with it; an operator's word outlives a start", async () => {
        const declare = (platformCliOn?: boolean) =>
          declareOrg(room.identity, {
            name: "Test",
            settings: platformCliOn === undefined ? {} : { platformCli: platformCliOn },
            ...made,
          });
        await declare(false);
        expect((await platformCli()).enabled).toBe(false);
        await declare(true);
        expect((await platformCli()).enabled).toBe(true);
        await setAppEnabled(room.identity, room.orgId, PLATFORM_CLI, false, by);
        await declare();
        expect((await platformCli()).enabled).toBe(false);
        await setAppEnabled(room.identity, room.orgId, PLATFORM_CLI, true, by);
      });
    });

    describe("users", () => {
      test("have what was declared, and keep what a later declaration does not say", async () => {
        await set("Readers");
        const all = { role: "builder", email: "eva@example.org", locale: "de_CH", timeZone: "Europe/Zurich" } as const;
        const { id } = await person("eva@example.org", { ...all, permissionSets: ["Readers"] });
        expect((await person("eva@example.org", { name: "Eva" })).what).toEqual(["name: A person → Eva"]);
        expect(await room.identity.records.member(id)).toMatchObject({ ...all, name: "Eva", active: true });
        expect(await heldBy(room.identity.db, room.orgId, id)).toEqual(["Readers"]);
      });

      test("cannot have what does not exist, in one sentence each", async () => {
        const wrong = { email: "eva", locale: "german", timeZone: "Mars/Base", permissionSets: ["Raeders"] };
        await expect(person("wrong@example.org", wrong)).rejects.toMatchObject({
          problems: [
            '"eva" is not an e-mail address',
            '"german" is not a locale: write a language and a country, such as en_US or de_CH',
            '"Mars/Base" is not a time zone: write its name, such as Europe/Zurich',
          ],
        });
        await expect(person("wrong@example.org", { permissionSets: ["Raeders"] })).rejects.toThrow(
          /did you mean Readers\?/,
        );
        await expect(person("bot@example.org", { kind: "api_only", role: "admin" })).rejects.toThrow(
          /only users of kind standard/,
        );
        expect(await setMemberActive(room.identity, room.orgId, "wrong@example.org", true, by)).toBeUndefined();
      });

      test("who are deactivated have no tokens and no grants any more", async () => {
        const app = await room.declare({
          apiName: "Ends",
          settings: { callbackUrls: ["https://x.example/cb"] },
          policies: {},
        });
        const { id: memberId } = await person("ends@example.org");
        await room.authorize(app, { memberId });
        const grants = () =>
          room.store.db
            .selectFrom("oauth_grant")
            .select(["ended_at", "end_reason"])
            .where("member_id", "=", memberId)
            .execute();
        expect(await grants()).toEqual([{ ended_at: null, end_reason: null }]);
        await setMemberActive(room.identity, room.orgId, "ENDS@example.org", false, by);
        expect(await grants()).toEqual([{ ended_at: expect.any(Date), end_reason: "the user was deactivated" }]);
        await setMemberActive(room.identity, room.orgId, memberId, true, by);
        const member = await room.identity.records.member(memberId);
        expect(member?.notBefore?.getTime()).toBeGreaterThan(room.clock.now);
      });
    });

    describe("permission sets", () => {
      test("pre-authorize their holders for an app, and nobody else", async () => {
        await set("Callers");
        const { id: holder } = await person("holder@example.org", { permissionSets: ["Callers"] });
        const { id: stranger } = await person("stranger@example.org");
        const app = {
          ...agentApiApp,
          apiName: "Pre",
          policies: { permittedUsers: "pre_authorized" as const, permissionSets: ["Callers"] },
        };
        await declareApp(room.identity, room.orgId, { ...app, runAs: undefined });
        const { consumerKey } = (await listApps(room.identity, room.orgId)).find(({ apiName }) => apiName === "Pre")!;
        const client = (await room.identity.records.client(room.orgId, consumerKey))!;
        expect(await permittedBy(room.identity, client, holder)).toBe("pre_authorized");
        expect(await permittedBy(room.identity, client, stranger)).toBe("refused");
        const open = { ...client, policies: { ...client.policies, permittedUsers: "self_authorized" as const } };
        expect(await permittedBy(room.identity, open, stranger)).toBe("may_self_authorize");
        const unknown = { ...app, runAs: undefined, policies: { ...app.policies, permissionSets: ["Caller"] } };
        await expect(declareApp(room.identity, room.orgId, unknown)).rejects.toThrow(/did you mean Callers\?/);
      });

      test("keep the scopes they name for their holders; the others are for everyone", async () => {
        const { id: holder } = await person("holder@example.org", { permissionSets: ["Callers"] });
        const { id: stranger } = await person("stranger@example.org");
        const allowed = (id: string) => scopesAllowed(room.identity, room.orgId, id, ["api", "web", "sfap_api"]);
        expect(await allowed(stranger)).toEqual(["api", "web", "sfap_api"]);
        await set("Callers", { scopes: ["web"] });
        expect(await allowed(stranger)).toEqual(["api", "sfap_api"]);
        expect(await allowed(holder)).toEqual(["api", "web", "sfap_api"]);
        await expect(set("Callers", { scopes: ["wev"] })).rejects.toThrow(/is not a scope/);
      });

      test("once one names an agent, close every agent to those whose sets do not name it", async () => {
        const { id: holder } = await person("holder@example.org");
        const { id: stranger } = await person("stranger@example.org");
        const may = (id: string, agent: string) => mayUseAgent(room.identity, room.orgId, id, agent);
        expect(await may(stranger, "Desk")).toBe(true);
        await set("Callers", { scopes: ["web"], agents: ["Desk"] });
        expect(await Promise.all([may(holder, "Desk"), may(holder, "Other"), may(stranger, "Desk")])).toEqual([
          true,
          false,
          false,
        ]);
      });

      test("taken away end the grants of whoever held them; out of the project, nobody holds them and what they name stays closed", async () => {
        const app = await room.declare({
          apiName: "Taken",
          settings: { callbackUrls: ["https://x.example/cb"] },
          policies: {},
        });
        const { id: memberId } = await person("holder@example.org");
        const open = async () =>
          (
            await room.store.db.selectFrom("oauth_grant").selectAll().where("member_id", "=", memberId).execute()
          ).filter(({ ended_at }) => ended_at === null).length;
        await room.authorize(app, { memberId });
        await person("holder@example.org", { permissionSets: ["Callers", "Readers"] });
        expect(await open()).toBe(1);
        await person("holder@example.org", { permissionSets: ["Callers"] });
        expect(await open()).toBe(0);
        await room.authorize(app, { memberId });
        const retire = () => retirePermissionSets(room.identity, room.orgId, ["Readers"], "project");
        expect(await retire()).toEqual([{ apiName: "Callers", closed: ["web", "Desk"] }]);
        expect(await open()).toBe(0);
        expect(await heldBy(room.identity.db, room.orgId, memberId)).toEqual([]);
        expect(await scopesAllowed(room.identity, room.orgId, memberId, ["api", "web"])).toEqual(["api"]);
        expect(await mayUseAgent(room.identity, room.orgId, memberId, "Desk")).toBe(false);
        await person("holder@example.org", { permissionSets: ["Callers"] });
        expect(await retire()).toEqual([]);
        expect(await mayUseAgent(room.identity, room.orgId, memberId, "Desk")).toBe(true);
        await person("holder@example.org", { permissionSets: [] });
        await set("Callers");
        expect(await scopesAllowed(room.identity, room.orgId, memberId, ["api", "web"])).toEqual(["api", "web"]);
        expect(await retire()).toEqual([{ apiName: "Callers", closed: [] }]);
        expect(await room.identity.records.permissionSets(room.orgId)).not.toContainEqual(
          expect.objectContaining({ apiName: "Callers" }),
        );
      });

      test("take a scope from the tokens that were given before, those of an app that acts for itself too", async () => {
        const app = await room.declare({ apiName: "Acts_For_Itself" });
        const token = JSON.parse((await room.post(app.form)).body).access_token as string;
        expect((await principalOf(room.identity, token)).scopes).toContain("chatbot_api");
        await set("Talkers", { scopes: ["chatbot_api"] });
        expect((await principalOf(room.identity, token)).scopes).not.toContain("chatbot_api");
        const asked = { token, client_id: app.consumerKey, client_secret: app.consumerSecret };
        expect(JSON.parse((await room.introspect(asked)).body).scope).not.toContain("chatbot_api");
        await retirePermissionSets(room.identity, room.orgId, [], "project");
      });
    });

    test("a declaration that says nothing of trusted ranges leaves them", async () => {
      const policies = { ...agentApiApp.policies, trustedRanges: ["203.0.113.0/24"] };
      await room.declare({ apiName: "Ranged", policies });
      const changed = await declareApp(room.identity, room.orgId, { ...agentApiApp, apiName: "Ranged" });
      expect(changed.change).toBe("unchanged");
      const none = { ...policies, trustedRanges: [] };
      const emptied = await declareApp(room.identity, room.orgId, {
        ...agentApiApp,
        apiName: "Ranged",
        policies: none,
      });
      expect(emptied.what).toEqual(["policies.trustedRanges: 203.0.113.0/24 → none"]);
    });

    test("an app of metadata files keeps them; a change of an element without a meaning here is a change", async () => {
      const files = (text: string) => ({
        ExternalClientApplication: { name: "Filed", attributes: { xmlns: "x" }, elements: [{ name: "logoUrl", text }] },
      });
      await room.declare({ apiName: "Filed", metadata: files("one") });
      const declare = (metadata?: ReturnType<typeof files>) =>
        declareApp(room.identity, room.orgId, { ...agentApiApp, apiName: "Filed", metadata });
      expect((await declare(files("one"))).change).toBe("unchanged");
      expect((await declare(files("two"))).what).toEqual(["metadata: as it was → changed"]);
      expect((await declare()).change).toBe("unchanged");
      const { metadata } = (await listApps(room.identity, room.orgId)).find(({ apiName }) => apiName === "Filed")!;
      expect(metadata).toEqual(files("two"));
    });

    test("an app that loses a scope ends what its users were given; one that gains one does not", async () => {
      const settings = { callbackUrls: ["https://x.example/cb"] };
      const app = await room.declare({ apiName: "Loses", settings, policies: {}, scopes: ["api", "web"] });
      const memberId = await room.person("loses@example.org");
      await room.authorize(app, { memberId });
      const ended = async () =>
        (await room.store.db.selectFrom("oauth_grant").selectAll().where("app_id", "=", app.id).execute()).map(
          ({ end_reason }) => end_reason,
        );
      await room.declare({ apiName: "Loses", settings, policies: {}, scopes: ["api", "web", "id"] });
      expect(await ended()).toEqual([null]);
      await room.declare({ apiName: "Loses", settings, policies: {}, scopes: ["api"] });
      expect(await ended()).toEqual(["the app lost a right"]);
    });
  });
}
