// A project that is applied again leaves what was changed by hand, until its files say something else.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPorts, script } from "../../test/support/applied.ts";
import { databases } from "../../test/support/databases.ts";
import { findAgent } from "../agents/catalogue.ts";
import { activate, deactivate } from "../agents/lifecycle.ts";
import { declareApp, listApps, setAppEnabled } from "../identity/apps/apps.ts";
import { rotateCredentials, stageCredentials } from "../identity/apps/rotate-credentials.ts";
import { setMemberActive } from "../identity/people/members.ts";
import { mayUseAgent, scopesAllowed } from "../identity/people/permits.ts";
import { findMember } from "../store/members.ts";
import type { Store } from "../store/open.ts";
import { type ApplyPorts, applyProject } from "./apply.ts";
import { changedApp } from "./brief.ts";
import { readProject } from "./read.ts";

describe.each(databases)("a project in the $name", (database) => {
  let store: Store;
  let folder: string;
  let ports: ApplyPorts;
  beforeEach(async () => {
    store = await database.open();
    folder = await mkdtemp(join(tmpdir(), "dragoman-apply-"));
    ports = openPorts(store);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  const apply = async (orgId?: string) => applyProject(await readProject(folder, {}), ports, orgId);
  const said = ({ changes }: Awaited<ReturnType<typeof apply>>) =>
    changes.map(({ change, kind, name, what }) => `${change} ${kind} ${name}${what && `: ${what}`}`);

  describe("what was changed by hand stays until the file says something else", () => {
    const by = { actor: "operator" };
    const kept = async () => {
      const { problems, ...others } = await apply();
      return [...said({ problems, ...others }), ...problems.map(({ severity, message }) => `${severity} ${message}`)];
    };
    const yaml = (app: string, user = "") =>
      write("dragoman.yaml", `users: [{ username: a@x.example${user} }]\napps: [{ name: Web${app} }]\n`);
    const web = async (orgId: string) =>
      (await listApps(ports.identity, orgId)).find(({ apiName }) => apiName === "Web")!;
    const ana = async (orgId: string) => (await findMember(store.db, orgId, "a@x.example"))!;
    const same = "was changed by hand, and the file says the same as before";

    test("an app that is disabled and changed: a line says so, and the file decides what it says anew", async () => {
      await yaml(", label: One");
      const orgId = (await apply()).orgId!;
      const fields = { description: "By hand", pkceRequired: false };
      const changed = changedApp(await web(orgId), "Web", fields, { by: "operator", orgName: "Dragoman" });
      await declareApp(ports.identity, orgId, changed, by);
      await setAppEnabled(ports.identity, orgId, "Web", false, by);
      const line = `warning The app Web ${same}: description stays By hand (the file says none); enabled stays false (the file says true); settings.pkceRequired stays false (the file says true)`;
      expect(await kept()).toEqual([line]);
      expect(await kept()).toEqual([line]);
      await yaml(", label: Two");
      expect(await kept()).toEqual(["changed app Web: label: One → Two", line]);
      await yaml(", label: Two, enabled: false, pkceRequired: true, description: Filed");
      const filed = "description: By hand → Filed";
      const still = `warning The app Web ${same}: settings.pkceRequired stays false (the file says true)`;
      expect(await kept()).toEqual([`changed app Web: ${filed}`, still]);
      await yaml(", label: Two, enabled: true, pkceRequired: true, description: Filed");
      expect(await kept()).toEqual(["changed app Web: enabled: false → true", still]);
    });

    test("an app that is enabled again by hand after the file dropped it", async () => {
      await write("dragoman.yaml", "apps: [{ name: Web }, { name: Mobile }]\n");
      const orgId = (await apply()).orgId!;
      await write("dragoman.yaml", "apps: [{ name: Mobile }]\n");
      expect(await kept()).toEqual(["changed app Web: disabled: the project no longer declares it"]);
      await setAppEnabled(ports.identity, orgId, "Web", true, by);
      expect(await kept()).toEqual([]);
      expect(await web(orgId)).toMatchObject({ enabled: true });
      await setAppEnabled(ports.identity, orgId, "Web", false, by);
      await write("dragoman.yaml", "apps: [{ name: Web }, { name: Mobile }]\n");
      expect(await kept()).toEqual(["changed app Web: enabled: false → true"]);
    });

    test("key and secret that were rotated, although the file still gives the first ones", async () => {
      await write("dragoman.yaml", "apps: [{ name: Web, consumerKey: the-first-key }]\n");
      const orgId = (await apply()).orgId!;
      const { id } = await web(orgId);
      const [staged] = [await stageCredentials(ports.identity, orgId, id, by)];
      await rotateCredentials(ports.identity, orgId, id, staged!.id, by);
      expect(await kept()).toEqual([`warning The app Web ${same}: key and secret stay as they were rotated to`]);
      expect((await web(orgId)).consumerKey).toBe(staged!.consumerKey);
      await write("dragoman.yaml", "apps: [{ name: Web, consumerKey: another-key }]\n");
      expect(await kept()).toEqual([`changed app Web: consumerKey: ${staged!.consumerKey} → another-key`]);
    });

    test("a user who is deactivated or given a role, and the app that runs as them", async () => {
      await yaml("", ", kind: standard");
      const orgId = (await apply()).orgId!;
      await setMemberActive(ports.identity, orgId, "a@x.example", false, by);
      const line = `warning The user a@x.example ${same}: active stays false (the file says true)`;
      expect(await kept()).toEqual([line]);
      await yaml(", label: Shop", ", kind: standard");
      expect(await kept()).toEqual(["changed app Web: label: Web → Shop", line]);
      await yaml(", label: Shop", ", kind: standard, active: false");
      expect(await kept()).toEqual([]);
      await yaml(", label: Shop", ", kind: standard, role: builder");
      expect(await kept()).toEqual(["changed user a@x.example: role: viewer → builder; active: false → true"]);
      expect(await ana(orgId)).toMatchObject({ active: true, role: "builder" });
    });

    test("an agent's user who is deactivated, and an agent that is", async () => {
      const service = script("Order_Desk")
        .replace("AgentforceEmployeeAgent", "AgentforceServiceAgent")
        .replace("start_agent", 'access:\n    default_agent_user: "desk@dragoman.example"\n\nstart_agent');
      await write("agents/Order_Desk/Order_Desk.agent", service);
      const orgId = (await apply()).orgId!;
      await setMemberActive(ports.identity, orgId, "desk@dragoman.example", false, by);
      await deactivate(ports.catalogue, orgId, "Order_Desk", "operator");
      expect(await kept()).toEqual([
        `warning The user desk@dragoman.example ${same}: active stays false (the file needs this user)`,
        `warning The agent Order_Desk ${same}: it stays deactivated`,
      ]);
    });

    test("but a user whom only the project let go comes back with the file that needs them", async () => {
      const service = script("Order_Desk")
        .replace("AgentforceEmployeeAgent", "AgentforceServiceAgent")
        .replace("start_agent", 'access:\n    default_agent_user: "desk@dragoman.example"\n\nstart_agent');
      await write("agents/Order_Desk/Order_Desk.agent", service);
      const orgId = (await apply()).orgId!;
      const desk = async () => (await findMember(store.db, orgId, "desk@dragoman.example"))?.active;
      await rm(join(folder, "agents"), { recursive: true });
      expect(await kept()).toContain("changed user desk@dragoman.example: disabled: the project no longer declares it");
      expect(await desk()).toBe(false);
      await write("agents/Order_Desk/Order_Desk.agent", service);
      expect(await kept()).toEqual(["changed agent Order_Desk: version 1 is active"]);
      expect(await desk()).toBe(true);
    });

    test("an agent that is activated again after its file went", async () => {
      await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
      const orgId = (await apply()).orgId!;
      await rm(join(folder, "agents"), { recursive: true });
      expect(await kept()).toEqual(["changed agent Order_Desk: disabled: the project no longer declares it"]);
      await activate(ports.catalogue, orgId, "Order_Desk", { actor: "operator" });
      expect(await kept()).toEqual([]);
      expect((await findAgent(store.db, orgId, "Order_Desk"))?.activeVersionId).not.toBeNull();
    });
  });

  test("a permission set that the file drops opens nothing: it says what stays closed, and how to open it", async () => {
    const user = "users: [{ username: a@x.example, permissionSets: [Callers] }]\n";
    await write("dragoman.yaml", `permissionSets: [{ name: Callers, scopes: [web], agents: [Desk] }]\n${user}`);
    const orgId = (await apply()).orgId!;
    const { id } = (await findMember(store.db, orgId, "a@x.example"))!;
    const allowed = async () => [
      ...(await scopesAllowed(ports.identity, orgId, id, ["api", "web"])),
      ...((await mayUseAgent(ports.identity, orgId, id, "Desk")) ? ["Desk"] : []),
    ];
    expect(await allowed()).toEqual(["api", "web", "Desk"]);
    await write("dragoman.yaml", "users: [{ username: a@x.example }]\n");
    expect(said(await apply())).toEqual([
      "changed user a@x.example: permissionSets: Callers → none",
      "changed permission set Callers: taken from its holders: the project no longer declares it. What it names stays closed (web, Desk); to open that, declare the set once with empty lists",
    ]);
    expect(await allowed()).toEqual(["api"]);
    expect(said(await apply())).toEqual([]);
    await write("dragoman.yaml", "permissionSets: [{ name: Callers }]\nusers: [{ username: a@x.example }]\n");
    await apply();
    expect(await allowed()).toEqual(["api", "web", "Desk"]);
    await write("dragoman.yaml", "users: [{ username: a@x.example }]\n");
    expect(said(await apply())).toEqual(["changed permission set Callers: deleted: the project no longer declares it"]);
  });
});
