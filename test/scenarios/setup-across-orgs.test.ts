// Two orgs on one server: an administrator of one tries every row of Setup's API with the ids and names of the other.
import { afterAll, beforeAll, expect, test } from "vitest";
import { SETUP_PATH, type SetupCall, setupEndpoints } from "../../src/contract/setup.ts";
import type { Endpoint } from "../../src/contract/setup-endpoint.ts";
import { CSRF_HEADER } from "../../src/contract/setup-session.ts";
import { openBrowser } from "../support/browser.ts";
import { projectOf } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** Stands in every text and name of the first org. */
const MARK = "Zanzibar";
const PASSWORD = "a sentence for both of them";

const script = `
system:
    instructions: "You are ${MARK}."
    messages:
        welcome: "Welcome to ${MARK}."
        error: "Closed."
config:
    developer_name: "${MARK}_desk"
    agent_label: "${MARK} desk"
    agent_type: "AgentforceEmployeeAgent"
start_agent desk:
    description: "The desk"
    actions:
        Look:
            description: "Look"
            inputs:
                what: string
            target: "flow://Look"
    reasoning:
        instructions: ->
            | Help.
`;

const declared = `
org: { name: First }
users:
  - { username: api@first.example, name: API }
  - { username: boss@first.example, name: ${MARK} Boss, kind: standard, role: admin }
apps:
  - { name: Service }
orgs:
  - name: Second
    myDomain: second.example.test
    users:
      - { username: api@second.example, name: API }
      - { username: boss@second.example, name: Boss, kind: standard, role: admin }
    apps:
      - { name: Service }
`;

let project: Awaited<ReturnType<typeof projectOf>>;
let server: TestServer;
beforeAll(async () => {
  project = await projectOf({ "dragoman.yaml": declared });
  server = await startTestServer({ project: project.path });
});
afterAll(async () => {
  await server.close();
  await project.remove();
});

interface Answer {
  readonly status: number;
  readonly text: string;
}
type Ask = (method: Endpoint["method"], path: string, body?: unknown) => Promise<Answer>;

/** The administrator of an org, at its host. */
async function bossOf(org: "First" | "Second", host: string): Promise<Ask> {
  const link = await server.operate(`/users/boss@${org.toLowerCase()}.example/password-link?org=${org}`, {});
  const { url } = (await link.json()) as { url: string };
  const browser = openBrowser(Number(new URL(server.origin).port), host);
  await browser.submit(await browser.visit(new URL(url).pathname), { password: PASSWORD, again: PASSWORD });
  const { csrf } = JSON.parse((await browser.ask(`${SETUP_PATH}/me`)).html) as { csrf: string };
  return async (method, path, body = {}) => {
    const sent = { method, headers: { [CSRF_HEADER]: csrf }, ...(method === "POST" && { body: JSON.stringify(body) }) };
    const { status, html } = await browser.ask(`${SETUP_PATH}${path}`, sent);
    return { status, text: html };
  };
}

/** One of everything in the first org; gives what each is called by, by the name of the parameter. */
async function furnish(ask: Ask) {
  const made = async (path: string, body: unknown) => {
    const { status, text } = await ask("POST", path, body);
    expect(status, text).toBe(200);
    return text;
  };
  const idIn = (text: string) => (JSON.parse(text) as { id: string }).id;
  const agent = idIn(await made("/agents", { developerName: `${MARK}_desk`, source: script }));
  const draft = JSON.parse((await ask("GET", `/agents/${agent}/versions/draft`)).text) as { hash: string };
  const version = idIn(await made(`/agents/${agent}/commit`, { base: draft.hash, message: MARK }));
  await made(`/agents/${agent}/activate`, {});
  const { session } = JSON.parse(await made(`/agents/${agent}/preview`, { mode: "simulate" })) as { session: string };
  const message = { type: "Text", sequenceId: 1, text: `Hello ${MARK}` };
  const turn = /"turn":"([^"]+)"/.exec(await made(`/previews/${session}/messages`, { message }))![1]!;
  const fields = { contactEmail: "a@first.example", scopes: ["api"], runAs: "api@first.example" };
  const app = idIn(await made("/apps", { name: `${MARK}_app`, fields }));
  await made(`/apps/${app}/rotation`, { step: "stage" });
  const set = idIn(await made(`/permission-sets/${MARK}_set`, { label: MARK, scopes: [], agents: [] }));
  const who = JSON.parse((await ask("GET", "/me")).text) as { user: { id: string } };
  const keys = JSON.parse((await ask("GET", "/keys")).text) as { signing: readonly { kid: string }[] };
  const user = who.user.id;
  return { agent, version, session, turn, app, set, user, kid: keys.signing[0]!.kid, hash: draft.hash };
}
type Things = Awaited<ReturnType<typeof furnish>>;

/** Bodies that name something of the first org, or that would change it; rows without one are sent `{}`. */
const bodiesOf = ({
  agent,
  version,
  turn,
  user,
  kid,
  hash,
}: Things): Partial<Record<SetupCall, readonly unknown[]>> => ({
  activate: [{}, { version }, { version: 1 }],
  deleteAgent: [{ name: `${MARK}_desk` }],
  saveDraft: [{ source: script, base: null }],
  discardDraft: [{ base: hash }],
  commitDraft: [{ base: hash, message: null }],
  cloneVersion: [{ base: null }],
  startPreview: [{ mode: "live" }, { mode: "simulate", versionId: version }],
  sendPreview: [{ message: { type: "Text", sequenceId: 2, text: "Hello" } }],
  forkPreview: [{ turn }],
  changeApp: [{ fields: { label: "Taken" } }],
  enableApp: [{ enabled: false }],
  rotateApp: [{ step: "rotate" }, { step: "delete" }],
  changeUser: [{ fields: { name: "Taken" } }],
  activateUser: [{ active: false }],
  withdrawKey: [{ kid }],
  rotateKey: [{ now: false }],
  makeApp: [{ name: "Mine", fields: { contactEmail: "a@second.example", scopes: ["api"], runAs: user } }],
  makeUser: [{ username: "new@second.example", fields: { name: "New", permissionSets: [`${MARK}_set`] } }],
  deleteLogsOf: [{ user }],
  tryAction: [{ agent, version, where: "desk", name: "Look", inputs: { what: "it" } }],
  testConnection: [
    { app: `${MARK}_app`, agent, text: "Hello" },
    { app: "Service", agent, text: "Hello" },
  ],
  prove: [{ password: PASSWORD }],
  audit: [{ after: 0 }],
});

const queriesOf = ({ agent, session, user }: Things): Partial<Record<SetupCall, readonly string[]>> => ({
  logs: ["preview=too", `preview=too&session=${session}`, `preview=too&agent=${agent}`, `preview=too&user=${user}`],
  logExport: [`format=jsonl&what=moments&session=${session}`, `format=csv&what=sessions&preview=too&agent=${agent}`],
  search: [MARK, agent, session, user].map((words) => `words=${words}`),
  runAsCandidates: [`words=${MARK}`],
  auditTrail: ["", "who=boss@first.example"],
});

/** A row's paths with what the first org's things are called by. */
function pathsOf({ path }: Endpoint, things: Things): readonly string[] {
  const called: Readonly<Record<string, readonly string[]>> = {
    agent: [things.agent, things.agent.slice(0, 15), `${MARK}_desk`],
    version: [things.version, "1"],
    app: [things.app, `${MARK}_app`],
    user: [things.user, "boss@first.example"],
    set: [things.set],
    session: [things.session, things.session.toUpperCase()],
    turn: [things.turn],
    name: ["OPENAI_API_KEY"],
  };
  const names = path.match(/(?<=:)\w+/g) ?? [];
  return names.reduce<readonly string[]>(
    (paths, name) => paths.flatMap((each) => called[name]!.map((value) => each.replace(`:${name}`, value))),
    [path],
  );
}

/** What the administrator of the first org sees. */
async function stateOf(ask: Ask, { agent, app, session }: Things) {
  const pages = [
    "/agents",
    `/agents/${agent}`,
    "/apps",
    `/apps/${app}`,
    "/people",
    "/permission-sets",
    "/org-settings",
  ];
  const told = await Promise.all(
    [...pages, "/logs?preview=too", `/previews/${session}`].map((path) => ask("GET", path)),
  );
  const trail = await ask("POST", "/audit", { after: 0 });
  return [...told, trail].map(({ text }) => text);
}

/** Ends the session of whoever tries, or the test itself. */
const untried: readonly string[] = ["logOut", "logTail"];

test("no row tells or changes anything of another org", async () => {
  const first = await bossOf("First", new URL(server.origin).host);
  const second = await bossOf("Second", "second.example.test");
  const things = await furnish(first);
  const before = await stateOf(first, things);
  // What was asked for is repeated in a refusal: names are no news to whoever gave them.
  const given = new RegExp(`${MARK}_(?:desk|app|set)`, "g");
  let tried = 0;
  for (const [name, row] of Object.entries<Endpoint>(setupEndpoints).filter(([call]) => !untried.includes(call))) {
    const call = name as SetupCall;
    for (const path of pathsOf(row, things)) {
      for (const query of queriesOf(things)[call] ?? [""]) {
        for (const body of bodiesOf(things)[call] ?? [{}]) {
          tried += 1;
          const { status, text } = await second(row.method, query ? `${path}?${query}` : path, body);
          expect([name, path, status < 500], text).toEqual([name, path, true]);
          expect(text.replaceAll(given, ""), `${name} ${path}?${query}`).not.toContain(MARK);
        }
      }
    }
  }
  expect(await stateOf(first, things)).toEqual(before);
  console.log(`Across orgs: ${tried} attempts, 0 through`);
  expect(tried).toBeGreaterThan(Object.keys(setupEndpoints).length);
});
