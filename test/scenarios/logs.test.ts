// Event logs over HTTP: what they tell, what they withhold, what goes out as files, and what is deleted.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cell } from "../../src/contract/csv.ts";
import { createSetupClient, type SetupClient } from "../../src/contract/setup-client.ts";
import type { FilePiece } from "../../src/contract/setup-file.ts";
import { MASKED, type TailItem } from "../../src/contract/setup-logs.ts";
import { loggedProject } from "../support/logged-project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const SECRET = "my number is 4711";
const ANSWER = "The vault has number nine.";

let project: Awaited<ReturnType<typeof loggedProject>>;
let server: TestServer;
let setup: SetupClient;
beforeAll(async () => {
  project = await loggedProject();
  server = await startTestServer({ project: project.path, config: { exportRows: 8 } });
  const headers = () => ({ authorization: `Bearer ${server.running.operatorToken}` });
  setup = createSetupClient({ fetch: (url, init) => fetch(url, init), origin: server.origin, headers });
});
afterAll(async () => {
  await server.close();
  await project.remove();
});

/** A session of one message. */
async function talk(agent: string, text: string, externalSessionKey = "logs"): Promise<{ id: string; turnId: string }> {
  const { sessionId } = await server.startSession(agent, { externalSessionKey, bypassUser: true });
  const message = { type: "Text", sequenceId: 1, text };
  const reply = await server.api(`/sessions/${sessionId}/messages`, { body: { message } });
  const { messages } = (await reply.json()) as { messages: readonly { planId?: string }[] };
  return { id: sessionId, turnId: messages.find(({ planId }) => planId)!.planId! };
}

const pieces = async (query: Parameters<typeof setup.stream<"logExport">>[1]) => {
  const all: FilePiece[] = [];
  for await (const piece of setup.stream("logExport", query)) all.push(piece);
  return { text: all.map(({ text }) => text).join(""), cut: all.some(({ cut }) => cut) };
};

describe("event logs", () => {
  test("a session is told in time order, with its words where its script asks for enhanced event logs", async () => {
    const { id, turnId } = await talk("Open_Desk", SECRET);
    const rated = { feedbackId: turnId, feedback: "BAD", text: "Wrong vault" };
    await server.api(`/sessions/${id}/feedback`, { body: rated });
    await server.api(`/sessions/${id}`, { method: "DELETE", headers: { "x-session-end-reason": "UserRequest" } });
    const { session, masked, moments, next } = await setup.call("log", { params: { session: id } });
    expect(session).toMatchObject({ id, turns: 1, status: "ended", endReason: "UserRequest", dropped: false });
    expect(session).toMatchObject({ connection: "Agent API", failedTurns: 0, escalated: false, preview: false });
    expect({ masked, next }).toEqual({ masked: false, next: null });
    const told = moments.filter(({ kind }) => kind !== "step").map(({ kind, text }) => [kind, text]);
    expect(told).toEqual([
      ["start", null],
      ["agent", "Welcome to the desk."],
      ["user", SECRET],
      ["agent", ANSWER],
      ["feedback", "Wrong vault"],
      ["end", null],
    ]);
    expect(moments.some(({ title }) => title === "Model call in desk")).toBe(true);
    expect([...moments].sort((a, b) => a.at.localeCompare(b.at))).toEqual(moments);
  });

  test("of any other session, no word leaves the server: in the timeline, the file, the tail and the trace", async () => {
    const stop = new AbortController();
    const tailed: TailItem[] = [];
    const listening = Promise.withResolvers<void>();
    const heard = (async () => {
      for await (const item of setup.stream("logTail", { signal: stop.signal })) {
        if (item.kind === "listening") listening.resolve();
        else tailed.push(item);
        if (item.kind === "turn") return;
      }
    })();
    await listening.promise;
    const { id, turnId } = await talk("Quiet_Desk", SECRET);
    await heard;
    stop.abort();
    expect(tailed).toMatchObject([
      { kind: "session", sessionId: id, turn: null, text: null },
      { kind: "turn", sessionId: id, turn: 1, text: MASKED },
    ]);
    const log = await setup.call("log", { params: { session: id } });
    expect(log.masked).toBe(true);
    expect(log.moments.find(({ kind }) => kind === "user")!.text).toBe(MASKED);
    const query = { session: id, format: "jsonl" as const, what: "moments" as const };
    const trace = await setup.call("turnTrace", { params: { session: id, turn: turnId } });
    const out = JSON.stringify([log, tailed, await pieces({ query }), trace]);
    expect(out).toContain(MASKED);
    for (const word of ["4711", "number nine", "Welcome to"]) expect(out).not.toContain(word);
  });

  test("a conversation that went to a person is found by that, and so is its session key", async () => {
    const { id } = await talk("Open_Desk", "human please", "order 66");
    const byStatus = await setup.call("logs", { query: { status: "escalated" } });
    expect(byStatus.sessions.map((each) => each.id)).toEqual([id]);
    const byKey = await setup.call("logs", { query: { key: "order 66" } });
    expect(byKey).toMatchObject({ sessions: [{ id, escalated: true }], next: null, count: { number: 1, more: false } });
    expect((await setup.call("logs", { query: { session: "not an id" } })).sessions).toEqual([]);
  });

  test("a conversation in which an action failed is marked, found by that, and says why, also where it is masked", async () => {
    const answered = [await talk("Quiet_Desk", "pay my fine"), await talk("Quiet_Desk", "open the vault")];
    const { sessions } = await setup.call("logs", { query: { status: "action_failed" } });
    expect(sessions.map(({ id, failedTurns, failedActions }) => [id, failedTurns, failedActions])).toEqual([
      [answered[1]!.id, 0, 1],
      [answered[0]!.id, 0, 1],
    ]);
    const errorsOf = async (session: string) =>
      (await setup.call("log", { params: { session } })).moments.filter(({ kind }) => kind === "error");
    expect(await errorsOf(answered[0]!.id)).toMatchObject([
      { title: "Action Pay is not set up.", text: null, turn: 1 },
    ]);
    expect(await errorsOf(answered[1]!.id)).toMatchObject([{ title: "Action Open_Vault failed.", text: null }]);
    const { points, totals, actions } = await setup.call("analytics", {
      query: {
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date(Date.now() + 3_600_000).toISOString(),
        bucket: "hour",
        zone: "UTC",
      },
    });
    expect(totals).toMatchObject({ failed: 0, failedActions: 2 });
    expect(points.reduce((sum, { failedActions }) => sum + failedActions, 0)).toBe(2);
    expect(actions.map(({ action, failed, lastSession }) => [action, failed, lastSession]).sort()).toEqual([
      ["Open_Vault", 1, answered[1]!.id],
      ["Pay", 1, answered[0]!.id],
    ]);
    const { text } = await pieces({ query: { format: "jsonl", what: "sessions", status: "action_failed" } });
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)["Failed Actions"]),
    ).toEqual([1, 1]);
    const query = { session: answered[1]!.id, format: "csv" as const, what: "moments" as const };
    const trace = await setup.call("turnTrace", { params: { session: answered[1]!.id, turn: answered[1]!.turnId } });
    expect(JSON.stringify([text, await pieces({ query }), trace, actions])).not.toContain("1729");
  });

  test("a turn without an answer counts as failed, though the client got the script's error message", async () => {
    const { id, turnId } = await talk("Quiet_Desk", "silence");
    const { sessions } = await setup.call("logs", { query: { status: "failed" } });
    expect(sessions.map((each) => [each.id, each.failedTurns, each.failedActions])).toEqual([[id, 1, 0]]);
    const { moments } = await setup.call("log", { params: { session: id } });
    const errors = moments.filter(({ kind }) => kind === "error").map(({ title }) => title);
    expect(errors).toEqual(["Model call in desk", "The agent had no answer"]);
    expect(await setup.call("turnTrace", { params: { session: id, turn: turnId } })).toMatchObject({
      ...{ status: "done", failure: "unanswered" },
    });
    const { matters } = await setup.call("home");
    expect(matters.find(({ kind }) => kind === "failed_turns")?.sentence).toMatch(/failed in one turn of the last day/);
  });

  test("files hold a row for each session, end where the setting says, and hold no formula", async () => {
    for (let each = 0; each < 8; each++)
      await server.startSession("Open_Desk", { externalSessionKey: '=1+1,"x"', bypassUser: true });
    const csv = await pieces({ query: { format: "csv", what: "sessions" } });
    const [head, ...rows] = csv.text.trimEnd().split("\r\n");
    expect(head).toMatch(/^Session ID,Start Time,/);
    expect(rows).toHaveLength(8);
    expect(csv.cut).toBe(true);
    expect(rows[0]).toContain(`,"'=1+1,""x""",`);
    const jsonl = await pieces({ query: { format: "jsonl", what: "sessions", key: "order 66" } });
    expect(JSON.parse(jsonl.text)).toMatchObject({ "External Session Key": "order 66", Escalated: true });
    expect(jsonl.cut).toBe(false);
  });

  test.each(["=cmd()", "+1", "-1", "@x", "\tx", " =1", "\r=1", "＝1"])(
    "the cell %j is text for a spreadsheet",
    (text) => {
      expect(cell(text).replace(/^"/, "")).toMatch(/^'/);
      expect(cell("plain")).toBe("plain");
      expect(cell(-1)).toBe("-1");
    },
  );

  test("one session is deleted, or all of a user, and the audit trail says who did it", async () => {
    const { id } = await talk("Open_Desk", SECRET);
    const session = { session: id };
    await setup.call("deleteLog", { params: session });
    await expect(setup.call("log", { params: session })).rejects.toMatchObject({ status: 404 });
    await expect(setup.call("deleteLog", { params: session })).rejects.toMatchObject({ status: 404 });
    const { users } = await setup.call("users");
    const user = users.find(({ username }) => username === "api.user@logs.example")!;
    const { deleted } = await setup.call("deleteLogsOf", { body: { user: user.id } });
    expect(deleted).toBeGreaterThan(0);
    expect((await setup.call("logs")).sessions).toEqual([]);
    expect(await setup.call("logRetention")).toMatchObject({ sessionDays: 30, oldest: null });
    const { entries } = await setup.call("audit", { body: { after: 0 } });
    expect(entries.map(({ action, subject }) => [action, subject])).toEqual(
      expect.arrayContaining([
        ["session.delete", id],
        ["user.delete_sessions", user.id],
      ]),
    );
  });

  test("the audit trail goes out as a file as well, the newest entry first, and ends where the setting says", async () => {
    const fileOf = async (query: Parameters<typeof setup.stream<"auditExport">>[1]) =>
      Array.fromAsync(setup.stream("auditExport", query));
    const [csv, ...none] = await fileOf({ query: { format: "csv" } });
    const [head, ...rows] = csv!.text.trimEnd().split("\r\n");
    expect(head).toBe("number,at,who,actor,action,subject,subjectName,address,before,after,detail");
    expect({ rows: rows.length, told: csv!.rows, cut: csv!.cut, none }).toEqual({
      rows: 8,
      told: 8,
      cut: true,
      none: [],
    });
    const numbers = rows.map((row) => Number(row.split(",")[0]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    const what = "user.delete_sessions";
    const [jsonl] = await fileOf({ query: { format: "jsonl", who: "operator", what } });
    expect(JSON.parse(jsonl!.text)).toMatchObject({
      action: what,
      who: "operator",
      detail: { deleted: expect.any(Number) },
    });
    expect(await fileOf({ query: { format: "csv", who: "nobody at all" } })).toEqual([
      { text: "", rows: 0, cut: false },
    ]);
  });

  test("a server stops while somebody watches", async () => {
    const watched = await startTestServer({ project: project.path });
    const headers = { authorization: `Bearer ${watched.running.operatorToken}` };
    const { body } = await fetch(`${watched.origin}/dragoman/v1/logs/tail`, { headers });
    const reader = body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain("listening");
    await watched.close();
    expect((await reader.read()).done).toBe(true);
  });
});
