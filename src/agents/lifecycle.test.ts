// Agents keep their ids, versions never change once committed, and exactly one of them is active.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { random } from "../../test/support/identity.ts";
import { mintId, normalizeId, prefixes } from "../contract/ids.ts";
import type { Store } from "../store/open.ts";
import {
  type Catalogue,
  createCatalogue,
  findAgent,
  listAgents,
  servable,
  versionById,
  versionsOf,
} from "./catalogue.ts";
import { commitDraft, deleteAgent, discardDraft, makeAgent, saveDraft } from "./drafts.ts";
import { activate, deactivate, putAgent } from "./lifecycle.ts";
import { VERSIONS_KEPT } from "./steps.ts";

const script = (name: string, words = "Greet the visitor.", type = "AgentforceEmployeeAgent") => `system:
    instructions: "You greet."
    messages:
        welcome: "Hello."
        error: "Sorry."

config:
    developer_name: "${name}"
    agent_label: "Greeter"
    agent_type: "${type}"
    description: "Greets"

start_agent greeter:
    description: "Greets the visitor"
    reasoning:
        instructions: |
            ${words}
`;
const broken = (name: string) => script(name).replace("start_agent greeter:", "start_agent greeter\n    nonsense ->");

for (const database of databases) {
  describe(`agents in the ${database.name}`, () => {
    let store: Store;
    let catalogue: Catalogue;
    let orgId: string;
    beforeAll(async () => {
      store = await database.open();
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      catalogue = createCatalogue({ db: store.db, now: Date.now, random });
      orgId = mintId(prefixes.org, random);
      await store.db.insertInto("org").values({ id: orgId, name: "Test" }).execute();
    });

    const put = (source: string, developerName = "Greeter") =>
      putAgent(catalogue, orgId, { developerName, source, madeBy: "project" });
    const audits = async () =>
      (
        await store.db
          .selectFrom("audit")
          .select(["actor", "action"])
          .where("org_id", "=", orgId)
          .orderBy("id")
          .execute()
      ).map(({ actor, action }) => `${actor} ${action}`);
    const session = (versionId: string, agentId: string, status: "open" | "ended") =>
      store.db
        .insertInto("session")
        .values({
          id: crypto.randomUUID(),
          org_id: orgId,
          agent_id: agentId,
          version_id: versionId,
          app_id: "c",
          member_id: "m",
          external_key: "k",
          streams_text: false,
          bypass_user: false,
          state: "{}",
          status,
        })
        .execute();

    test("a new script is committed as version 1 and active", async () => {
      const { agent, version, change, problems } = await put(script("Greeter"));
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(change).toBe("made");
      expect(agent).toMatchObject({ developerName: "Greeter", label: "Greeter", activeVersionId: version?.id });
      expect(version).toMatchObject({ number: 1, state: "committed" });
      expect(normalizeId(agent!.id, prefixes.agent)).toBe(agent!.id);
      expect(await audits()).toEqual(["project agent.commit", "project agent.activate"]);
    });

    test("the same script again changes nothing, an edited one becomes the next version under the same id", async () => {
      const first = await put(script("Greeter"));
      expect((await put(script("Greeter"))).change).toBe("unchanged");
      const second = await put(script("Greeter", "Say good day."));
      expect(second.change).toBe("changed");
      expect(second.version?.number).toBe(2);
      expect(second.agent?.id).toBe(first.agent?.id);
      expect(second.agent?.activeVersionId).toBe(second.version?.id);
      expect(await audits()).toHaveLength(4);
    });

    test("a script with errors changes nothing: the last good version stays active", async () => {
      const good = await put(script("Greeter"));
      const bad = await put(broken("Greeter"));
      expect(bad.change).toBe("unchanged");
      expect(bad.problems.some(({ severity }) => severity === "error")).toBe(true);
      expect((await findAgent(store.db, orgId, "Greeter"))?.activeVersionId).toBe(good.version?.id);
      expect(await versionsOf(store.db, good.agent!.id)).toHaveLength(1);
    });

    test("a script with errors under a new name makes no agent", async () => {
      const { agent, version } = await put(broken("Newcomer"), "Newcomer");
      expect(agent).toBeUndefined();
      expect(version).toBeUndefined();
      expect(await listAgents(store.db, orgId)).toEqual([]);
    });

    test("a script whose developer_name is not its folder's is an error at that line", async () => {
      const { change, problems } = await put(script("Somebody_Else"));
      expect(change).toBe("unchanged");
      const misnamed = problems.find(({ code }) => code === "developer-name-mismatch");
      expect(misnamed).toMatchObject({ severity: "error", span: { start: { line: 8, column: 21 } } });
    });

    test("twenty servers that put the same agent at once make one agent with one version", async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => put(script("Greeter"))));
      expect(results.filter(({ change }) => change === "made")).toHaveLength(1);
      expect(await listAgents(store.db, orgId)).toHaveLength(1);
      expect(await versionsOf(store.db, results[0]!.agent!.id)).toHaveLength(1);
    });

    test("commits at once get different numbers, and activations at once leave one of them active", async () => {
      const edits = Array.from({ length: 8 }, (_, at) => put(script("Greeter", `Say ${at}.`)));
      const [{ agent } = { agent: undefined }] = await Promise.all(edits);
      const numbers = (await versionsOf(store.db, agent!.id)).map(({ number }) => number);
      expect(numbers).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
      await Promise.all(
        numbers.map((version) => activate(catalogue, orgId, "Greeter", { version, actor: "operator" })),
      );
      const after = await findAgent(store.db, orgId, "Greeter");
      const ids = (await versionsOf(store.db, agent!.id)).map(({ id }) => id);
      expect(ids).toContain(after?.activeVersionId);
    });

    test("an agent that an operator deactivated stays so, whatever the project says", async () => {
      await put(script("Greeter"));
      expect((await deactivate(catalogue, orgId, "Greeter", "operator")).changed).toBe(true);
      expect((await deactivate(catalogue, orgId, "Greeter", "operator")).changed).toBe(false);
      expect((await put(script("Greeter"))).change).toBe("unchanged");
      const edited = await put(script("Greeter", "Say good day."));
      expect(edited).toMatchObject({ change: "changed", agent: { activeVersionId: null } });
      const { version } = await activate(catalogue, orgId, "Greeter", { actor: "operator" });
      expect(version?.number).toBe(2);
    });

    test("an agent that the project itself deactivated is active again when its file returns", async () => {
      await put(script("Greeter"));
      await deactivate(catalogue, orgId, "Greeter", "project");
      const back = await put(script("Greeter"));
      expect(back).toMatchObject({ change: "changed", version: { number: 1 } });
      expect(back.agent?.activeVersionId).toBe(back.version?.id);
    });

    test("an older version that an operator activated is not undone by the same script", async () => {
      await put(script("Greeter"));
      await put(script("Greeter", "Say good day."));
      await activate(catalogue, orgId, "Greeter", { version: 1, actor: "operator" });
      expect((await put(script("Greeter", "Say good day."))).change).toBe("unchanged");
      expect((await listAgents(store.db, orgId))[0]).toMatchObject({ activeNumber: 1, latestNumber: 2 });
    });

    const operator = { actor: "operator" };
    const save = (source: string, base: string | null, by = operator) =>
      saveDraft(catalogue, orgId, "Greeter", { source, base, by });
    const commit = (base: string | null, message: string | null = null) =>
      commitDraft(catalogue, orgId, "Greeter", { base, by: operator, message });

    test("a draft may have errors, is replaced when saved again, and is committed only without them", async () => {
      await makeAgent(catalogue, orgId, { developerName: "Greeter", source: broken("Greeter"), by: operator });
      const [bad] = await versionsOf(store.db, (await findAgent(store.db, orgId, "Greeter"))!.id);
      expect(bad).toMatchObject({ number: 1, state: "draft", createdBy: "operator" });
      await expect(commit(bad!.sourceHash)).rejects.toThrow(/cannot be committed: line 13/);
      await expect(activate(catalogue, orgId, "Greeter", { version: 1, actor: "operator" })).rejects.toThrow(
        /is a draft/,
      );
      const good = await save(script("Greeter"), bad!.sourceHash);
      expect(good.id).toBe(bad!.id);
      const committed = await commit(good.sourceHash, "Greets");
      expect(committed).toMatchObject({ state: "committed", committedBy: "operator", message: "Greets" });
      await expect(commit(good.sourceHash)).rejects.toThrow(/no draft/);
      expect(await audits()).toEqual(["operator agent.make", "operator agent.commit"]);
    });

    test("of two people who edit one draft, the second is told who saved it and when, and nothing is overwritten", async () => {
      await put(script("Greeter"));
      const mine = await save(script("Greeter", "Mine."), null);
      const theirs = await save(script("Greeter", "Theirs."), mine.sourceHash, { actor: "project" });
      await expect(save(script("Greeter", "Mine again."), mine.sourceHash)).rejects.toMatchObject({
        code: "edit_conflict",
        message: expect.stringMatching(/the project folder saved the draft at \d{4}-/),
      });
      await expect(save(script("Greeter", "Mine again."), null)).rejects.toMatchObject({ code: "edit_conflict" });
      await expect(commit(mine.sourceHash)).rejects.toMatchObject({ code: "edit_conflict" });
      expect((await versionsOf(store.db, theirs.agentId))[0]?.sourceHash).toBe(theirs.sourceHash);
      // Whoever has the same text already has nothing to lose.
      expect((await save(script("Greeter", "Theirs."), null)).sourceHash).toBe(theirs.sourceHash);
      expect((await save(script("Greeter", "Mine again."), theirs.sourceHash)).id).toBe(theirs.id);
    });

    test("whoever edits a draft that was committed or discarded meanwhile is told so", async () => {
      await put(script("Greeter"));
      const first = await save(script("Greeter", "One."), null);
      await commit(first.sourceHash);
      await expect(save(script("Greeter", "Late."), first.sourceHash)).rejects.toThrow(
        /committed the draft as version 2/,
      );
      const second = await save(script("Greeter", "Two."), null);
      await expect(
        discardDraft(catalogue, orgId, "Greeter", { base: first.sourceHash, by: operator }),
      ).rejects.toMatchObject({ code: "edit_conflict" });
      await discardDraft(catalogue, orgId, "Greeter", { base: second.sourceHash, by: operator });
      await expect(save(script("Greeter", "Late."), second.sourceHash)).rejects.toThrow(/the draft was discarded/);
    });

    test("twenty pages that begin a draft at once begin one", async () => {
      await put(script("Greeter"));
      const pages = Array.from({ length: 20 }, (_, at) => save(script("Greeter", `Page ${at}.`), null));
      const kept = (await Promise.allSettled(pages)).filter(({ status }) => status === "fulfilled");
      expect(kept).toHaveLength(1);
    });

    test("a draft that the project's file overtook becomes the newest version when it is committed", async () => {
      await put(script("Greeter"));
      const draft = await save(script("Greeter", "Mine."), null);
      expect((await put(script("Greeter", "The file."))).version?.number).toBe(3);
      expect((await commit(draft.sourceHash)).number).toBe(4);
    });

    test("what was committed in Setup stays active until the project's file itself changes", async () => {
      await put(script("Greeter"));
      await commit((await save(script("Greeter", "Setup."), null)).sourceHash);
      await activate(catalogue, orgId, "Greeter", { actor: "operator" });
      expect((await put(script("Greeter"))).change).toBe("unchanged");
      expect((await listAgents(store.db, orgId))[0]).toMatchObject({ activeNumber: 2, latestNumber: 2 });
      expect((await put(script("Greeter", "File."))).version?.number).toBe(3);
      expect((await listAgents(store.db, orgId))[0]).toMatchObject({ activeNumber: 3 });
      // The file was given the text of Setup's own version: nothing to do.
      await commit((await save(script("Greeter", "Setup again."), null)).sourceHash);
      expect((await put(script("Greeter", "Setup again."))).change).toBe("unchanged");
    });

    test("an agent is deleted by whoever gives its name, and leaves its sessions behind", async () => {
      const { agent, version } = await put(script("Greeter"));
      await session(version!.id, agent!.id, "ended");
      const [listed] = await listAgents(store.db, orgId);
      expect(listed?.lastUsedAt).toBeInstanceOf(Date);
      const remove = (name: string) => deleteAgent(catalogue, orgId, agent!.id, { name, by: operator });
      await expect(remove("greeter")).rejects.toThrow(/Nothing was deleted: type Greeter/);
      await remove("Greeter");
      expect(await listAgents(store.db, orgId)).toEqual([]);
      expect(await versionsOf(store.db, agent!.id)).toEqual([]);
      const left = await store.db.selectFrom("session").select("id").where("agent_id", "=", agent!.id).execute();
      expect(left).toHaveLength(1);
      expect((await audits()).at(-1)).toBe("operator agent.delete");
    });

    test("a name that is taken, or is no name, makes no agent", async () => {
      await put(script("Greeter"));
      const make = (developerName: string) =>
        makeAgent(catalogue, orgId, { developerName, source: script(developerName), by: operator });
      await expect(make("Greeter")).rejects.toThrow(/named Greeter already/);
      await expect(make("<img src=x>")).rejects.toThrow(/cannot name an agent/);
      expect(await listAgents(store.db, orgId)).toHaveLength(1);
    });

    test("of many versions the oldest go, but never the active one or one that an open session runs on", async () => {
      const first = await put(script("Greeter", "One."));
      const second = await put(script("Greeter", "Two."));
      const third = await put(script("Greeter", "Three."));
      await activate(catalogue, orgId, "Greeter", { version: 2, actor: "operator" });
      await session(first.version!.id, first.agent!.id, "open");
      await session(third.version!.id, first.agent!.id, "ended");
      for (let at = 0; at < VERSIONS_KEPT; at++) {
        await commit((await save(script("Greeter", `More ${at}.`), null)).sourceHash);
      }
      const numbers = (await versionsOf(store.db, first.agent!.id)).map(({ number }) => number);
      expect(numbers).toHaveLength(VERSIONS_KEPT + 2);
      expect(numbers.slice(-2)).toEqual([2, 1]);
      expect(numbers).not.toContain(3);
      expect(second.version?.number).toBe(2);
    });

    test("a session starts on the active version, by an id of 15 or 18 characters, and later turns find it again", async () => {
      const { agent, version } = await put(script("Greeter"));
      for (const id of [agent!.id, agent!.id.slice(0, 15), agent!.id.toLowerCase()]) {
        expect(await servable(catalogue, orgId, id)).toMatchObject({
          agentId: agent!.id,
          versionId: version!.id,
          developerName: "Greeter",
          kind: "employee",
        });
      }
      const elsewhere = createCatalogue({ db: store.db, now: Date.now, random });
      const compiled = await versionById(elsewhere, version!.id);
      expect(compiled.developerName).toBe("Greeter");
      expect(await versionById(elsewhere, version!.id)).toBe(compiled);
    });

    test("what cannot be served is refused with its reason", async () => {
      const { agent } = await put(script("Greeter"));
      const unknown = mintId(prefixes.agent, random);
      const codeOf = (id: string, unknownIs500?: boolean) =>
        servable(catalogue, orgId, id, unknownIs500).then(
          () => "served",
          (error: { code: string }) => error.code,
        );
      expect(await codeOf("Greeter")).toBe("agent_id_malformed");
      expect(await codeOf(unknown)).toBe("agent_not_found");
      expect(await codeOf(unknown, true)).toBe("agent_not_found_500");
      await deactivate(catalogue, orgId, "Greeter", "operator");
      expect(await codeOf(agent!.id)).toBe("agent_not_active");
      const other = mintId(prefixes.org, random);
      await expect(servable(catalogue, other, agent!.id)).rejects.toMatchObject({ code: "agent_not_found" });
    });
  });
}
