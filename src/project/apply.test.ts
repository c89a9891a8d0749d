// Applying a project makes what is missing, changes what differs, and leaves alone what others made.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPorts, script } from "../../test/support/applied.ts";
import { databases } from "../../test/support/databases.ts";
import { findAgent, listAgents } from "../agents/catalogue.ts";
import { activate, deactivate, putAgent } from "../agents/lifecycle.ts";
import { listApps } from "../identity/apps/apps.ts";
import { findMember } from "../store/members.ts";
import type { Store } from "../store/open.ts";
import { type ApplyPorts, applyProject } from "./apply.ts";
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

  test("says what it made, and makes nothing the second time", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    const first = await apply();
    expect(first.problems).toEqual([]);
    expect(said(first)).toEqual([
      "made org Dragoman",
      "made user api.user@dragoman.example",
      "made app Agent_API_Client",
      "made agent Order_Desk: version 1 is active",
    ]);
    const second = await apply();
    expect(second).toEqual({ orgId: first.orgId, changes: [], problems: [] });
  });

  test("says what an edit changed, and keeps the consumer key", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    const { orgId } = await apply();
    const [before] = await listApps(ports.identity, orgId!);
    await write("dragoman.yaml", "org: { name: Dragoman }\napps: [{ name: Agent_API_Client, label: The web shop }]\n");
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk", "Good day."));
    expect(said(await apply())).toEqual([
      "changed app Agent_API_Client: label: Agent API Client → The web shop",
      "changed agent Order_Desk: version 2 is active",
    ]);
    const [after] = await listApps(ports.identity, orgId!);
    expect(after?.consumerKey).toBe(before?.consumerKey);
  });

  test("an agent with errors keeps its last good version; its problems carry the file and the place", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    const { orgId } = await apply();
    await write(
      "agents/Order_Desk/Order_Desk.agent",
      script("Order_Desk").replace("@actions.Find_Order", "@actions.Nope"),
    );
    const { changes, problems } = await apply();
    expect(changes).toEqual([]);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([
      expect.objectContaining({ file: "agents/Order_Desk/Order_Desk.agent", line: 28 }),
    ]);
    expect((await findAgent(store.db, orgId!, "Order_Desk"))?.activeVersionId).not.toBeNull();
  });

  test("an agent with errors keeps the user its last good version acts as", async () => {
    const service = (target: string) =>
      script("Order_Desk")
        .replace("AgentforceEmployeeAgent", "AgentforceServiceAgent")
        .replace("start_agent", 'access:\n    default_agent_user: "desk@dragoman.example"\n\nstart_agent')
        .replace("@actions.Find_Order", target);
    await write("agents/Order_Desk/Order_Desk.agent", service("@actions.Find_Order"));
    const { orgId } = await apply();
    await write("agents/Order_Desk/Order_Desk.agent", service("@actions.Nope"));
    expect(said(await apply())).toEqual([]);
    expect(await findMember(store.db, orgId!, "desk@dragoman.example")).toMatchObject({ active: true });
  });

  test("an action that leads nowhere is a warning at its declaration, and the agent is active all the same", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    ports = { ...ports, actions: { resolve: () => ({ resolved: false, why: "there is no actions/Find_Order.ts" }) } };
    const { changes, problems } = await apply();
    expect(changes.map(({ kind }) => kind)).toContain("agent");
    expect(problems).toEqual([
      expect.objectContaining({
        code: "action-unresolved",
        severity: "warning",
        file: "agents/Order_Desk/Order_Desk.agent",
      }),
    ]);
    expect(problems[0]?.message).toContain("flow://Find_Order leads nowhere: there is no actions/Find_Order.ts");
  });

  test("what the project made and no longer has is disabled, and returns with its file; what an operator made stays", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    await write("dragoman.yaml", "apps: [{ name: Web }, { name: Mobile }]\n");
    const { orgId } = await apply();
    const own = { developerName: "Own", source: script("Own"), madeBy: "operator" };
    await putAgent(ports.catalogue, orgId!, own);
    await rm(join(folder, "agents"), { recursive: true });
    await write("dragoman.yaml", "apps: [{ name: Web }]\n");
    expect(said(await apply())).toEqual([
      "changed app Mobile: disabled: the project no longer declares it",
      "changed agent Order_Desk: disabled: the project no longer declares it",
    ]);
    const active = async () =>
      (await listAgents(store.db, orgId!)).filter((agent) => agent.activeVersionId).map((agent) => agent.developerName);
    expect(await active()).toEqual(["Own"]);

    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    expect(said(await apply())).toEqual(["changed agent Order_Desk: version 1 is active"]);
    expect(await active()).toEqual(["Order_Desk", "Own"]);
  });

  test("an operator's activation outlives a second start", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    const { orgId } = await apply();
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk", "Good day."));
    await apply();
    await activate(ports.catalogue, orgId!, "Order_Desk", { version: 1, actor: "operator" });
    expect((await apply()).changes).toEqual([]);
    await deactivate(ports.catalogue, orgId!, "Order_Desk", "operator");
    expect((await apply()).changes).toEqual([]);
  });

  test("a dragoman.yaml that cannot be used declares nothing; agents are applied to the org that is there", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    const { orgId } = await apply();
    await write("dragoman.yaml", "apps: oops\n");
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk", "Good day."));
    const nowhere = await apply();
    expect(nowhere).toMatchObject({ changes: [], problems: [{ file: "dragoman.yaml", line: 1, column: 7 }] });
    expect(nowhere.orgId).toBeUndefined();
    expect(said(await apply(orgId))).toEqual(["changed agent Order_Desk: version 2 is active"]);
  });

  test("what identity refuses is a problem of dragoman.yaml, and the rest is applied", async () => {
    await write(
      "dragoman.yaml",
      "apps:\n  - { name: One, consumerKey: the-same-key }\n  - { name: Two, consumerKey: the-same-key }\n",
    );
    const { changes, problems } = await apply();
    expect(problems).toMatchObject([{ file: "dragoman.yaml", code: "undeclarable", severity: "error" }]);
    expect(changes.map(({ name }) => name)).toContain("One");
    expect(changes.map(({ name }) => name)).not.toContain("Two");
  });

  test("makes every org it declares, each with its own users, apps and agents", async () => {
    await write("agents/Order_Desk/Order_Desk.agent", script("Order_Desk"));
    await write("agents/Help/Help.agent", script("Help"));
    const sales = [
      "orgs:",
      "  - name: Sales",
      "    myDomain: sales.example.test",
      "    profile: strict",
      "    agents: [Help]",
      "    permissionSets: [{ name: Support, agents: [Help] }]",
      "    users: [{ username: sam@sales.example, permissionSets: [Support] }]",
      "    apps: [{ name: Sales_App }]",
    ].join("\n");
    await write("dragoman.yaml", sales);
    const first = await apply();
    expect(first.problems).toEqual([]);
    expect(said(first)).toEqual([
      "made org Dragoman",
      "made user api.user@dragoman.example",
      "made app Agent_API_Client",
      "made org Sales",
      "made permission set Support",
      "made user sam@sales.example",
      "made app Sales_App",
      "made agent Help: version 1 is active",
      "made agent Order_Desk: version 1 is active",
      "made agent Help: version 1 is active",
    ]);
    expect(said(await apply())).toEqual([]);
    const org = (await ports.identity.records.orgAt("sales.example.test"))!;
    expect(org).toMatchObject({ name: "Sales", settings: { profile: "strict" } });
    expect((await listAgents(store.db, org.id)).map(({ developerName }) => developerName)).toEqual(["Help"]);

    await write("dragoman.yaml", "");
    expect(said(await apply())).toEqual(["changed org Sales: disabled: the project no longer declares it"]);
    const apps = await listApps(ports.identity, org.id);
    expect(apps.map(({ apiName, enabled }) => `${apiName} ${enabled}`)).toEqual([
      "PlatformCLI true",
      "Sales_App false",
    ]);
  });

  test("makes apps of metadata files, with the user they run as, and disables them when the files are gone", async () => {
    const xml = (root: string, body: string) =>
      `<?xml version="1.0"?><${root} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${root}>`;
    const app = "<externalClientApplication>MyBot</externalClientApplication>";
    const source = "force-app/main/default";
    await write(
      `${source}/externalClientApps/MyBot.eca-meta.xml`,
      xml("ExternalClientApplication", "<contactEmail>ops@example.org</contactEmail><label>My Bot</label>"),
    );
    await write(
      `${source}/extlClntAppOauthSettings/MyBot_oauth.ecaOauth-meta.xml`,
      xml("ExtlClntAppOauthSettings", `${app}<commaSeparatedOauthScopes>Api, Chatbot</commaSeparatedOauthScopes>`),
    );
    await write(
      `${source}/extlClntAppOauthPolicies/MyBot_oauthPlcy.ecaOauthPlcy-meta.xml`,
      xml(
        "ExtlClntAppOauthConfigurablePolicies",
        `${app}<clientCredentialsFlowUser>bot@example.org</clientCredentialsFlowUser>
         <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>`,
      ),
    );
    const { changes, problems, orgId } = await apply();
    expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "org Dragoman",
      "user api.user@dragoman.example",
      "user bot@example.org",
      "app MyBot",
    ]);
    expect(problems).toEqual([
      expect.objectContaining({
        severity: "info",
        message: "The policies of MyBot allow the client credentials flow, and its settings do not have it",
      }),
    ]);
    expect(await findMember(store.db, orgId!, "bot@example.org")).toMatchObject({ kind: "api_only", active: true });
    expect(said(await apply())).toEqual([]);

    await write(`${source}/extlClntAppOauthPolicies/MyBot_oauthPlcy.ecaOauthPlcy-meta.xml`, "<damaged");
    const damaged = await apply();
    expect(damaged.problems).toContainEqual(
      expect.objectContaining({ file: expect.stringMatching(/OauthPlcy-meta\.xml$/), severity: "error" }),
    );
    expect(damaged.changes).toEqual([]);
    expect(await findMember(store.db, orgId!, "bot@example.org")).toMatchObject({ active: true });

    await rm(join(folder, "force-app"), { recursive: true });
    expect(said(await apply())).toEqual([
      "made app Agent_API_Client",
      "changed app MyBot: disabled: the project no longer declares it",
      "changed user bot@example.org: disabled: the project no longer declares it",
    ]);
  });
});
