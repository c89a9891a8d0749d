// Previews over HTTP: a script as it stands in an editor, tried out by whoever builds it.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestMessage } from "../../src/contract/agent-api.ts";
import { createSetupClient, type SetupClient } from "../../src/contract/setup-client.ts";
import type { PreviewEvent } from "../../src/contract/setup-preview.ts";
import { readConversation } from "../../src/rehearsal/conversation.ts";
import { rehearse } from "../../src/rehearsal/rehearse.ts";
import { readScript } from "../../src/script/read.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let setup: SetupClient;
let desk: string;
beforeAll(async () => {
  server = await startTestServer();
  const headers = () => ({ authorization: `Bearer ${server.running.operatorToken}` });
  setup = createSetupClient({ fetch, origin: server.origin, headers });
  desk = await readFile("test/fixtures/project/agents/Desk/Desk.agent", "utf8");
});
afterAll(() => server.close());

const agent = { agent: "Desk" };
const say = (text: string): RequestMessage => ({ type: "Text", text, sequenceId: 1 });
const start = async (mode: "live" | "simulate", more: object = {}) =>
  (await setup.call("startPreview", { params: agent, body: { mode, mocks: {}, variables: [], ...more } })).session;

async function send(session: string, message: RequestMessage, more: object = {}): Promise<readonly PreviewEvent[]> {
  return Array.fromAsync(setup.stream("sendPreview", { params: { session }, body: { message, ...more } }));
}

const messagesOf = (events: readonly PreviewEvent[]) =>
  events.flatMap((event) => (event.kind === "message" ? [event.message] : []));
const turnOf = (events: readonly PreviewEvent[]) => events.find((event) => event.kind === "turn")!.turn;
const traceOf = (events: readonly PreviewEvent[]) => events.find((event) => event.kind === "trace")!.trace;

describe("a preview", () => {
  test("runs the text it is given, not the version that is active", async () => {
    const source = desk.replace("Welcome to the desk.", "Welcome to the draft.");
    const started = await setup.call("startPreview", {
      params: agent,
      body: { source, mode: "live", mocks: {}, variables: [] },
    });
    expect(started.greeting).toBe("Welcome to the draft.");
  });

  test("streams what a client gets, and ends with the trace of the turn", async () => {
    const events = await send(await start("live"), say("slow please"));
    const types = messagesOf(events).map(({ type }) => type);
    expect(types).toContain("ProgressIndicator");
    expect(types.filter((type) => type === "TextChunk").length).toBeGreaterThan(3);
    expect(types.slice(-2)).toEqual(["Inform", "EndOfTurn"]);
    const trace = traceOf(events);
    expect(trace).toMatchObject({ preview: true, masked: false, status: "done", number: 1, modelCalls: 2 });
    expect(trace.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["said", "entered", "tools", "model", "action", "answered"]),
    );
    const entered = trace.steps.find(({ kind }) => kind === "entered")!;
    expect(entered.why).toMatch(/begins here|start agent/);
    expect(desk.split("\n")[entered.line! - 1]).toContain("start_agent desk");
    const asked = trace.steps.find(({ kind }) => kind === "model")!.model!;
    expect(asked.prompt).toContain("You are the desk of a lending library.");
    expect(asked.tools.map(({ name }) => name)).toContain("look_up");
    expect(asked.messages.map(({ text }) => text)).toEqual(["Welcome to the desk.", "slow please"]);
  });

  test("asks for consent, and acts once it is given", async () => {
    const session = await start("live", { variables: [{ name: "copies", value: 2 }] });
    const confirm = messagesOf(await send(session, say("reserve it"))).find(({ type }) => type === "Confirm")!;
    const reply = { type: "Reply", reply: [], inReplyToMessageId: confirm.id, sequenceId: 2 } satisfies RequestMessage;
    const { steps, before } = traceOf(await send(session, reply));
    expect(before).toMatchObject({ copies: 2 });
    expect(steps.find(({ kind }) => kind === "action")).toMatchObject({
      title: "Reserve",
      action: { input: { copies: 2 } },
    });
  });

  test("that simulates calls nothing: actions give back what was written down, else made-up values", async () => {
    const session = await start("simulate");
    const shelf = async (more: object) =>
      traceOf(await send(session, say("slow"), more)).steps.find(({ kind }) => kind === "action")!.action!.output;
    expect(await shelf({})).toEqual({ shelf: "Sample shelf" });
    expect(await shelf({ mocks: { Look_Up: { shelf: "nine" } } })).toEqual({ shelf: "nine" });
    expect(await shelf({}), "what was written down stays").toEqual({ shelf: "nine" });
  });

  test("can be run again from any turn, with another message and another script", async () => {
    const session = await start("simulate");
    await send(session, say("hello"));
    const turn = turnOf(await send(session, say("slow")));
    const source = desk.replace("You are the desk", "You are the new desk");
    const forked = await setup.call("forkPreview", { params: { session }, body: { turn, source } });
    expect(forked.before).toBe(2);
    const trace = traceOf(await send(forked.session, say("pace")));
    expect(trace.number).toBe(2);
    const asked = trace.steps.find(({ kind }) => kind === "model")!.model!;
    expect(asked.prompt).toContain("You are the new desk");
    expect(asked.messages.map(({ text }) => text)).toEqual([
      "Welcome to the desk.",
      "hello",
      expect.stringContaining("what may I look up"),
      "pace",
    ]);
  });

  test("becomes a conversation that plays again without a server, also when it was run again from a turn", async () => {
    const session = await start("simulate", { variables: [{ name: "team_descriptor", value: "Ravens" }] });
    await send(session, say("slow"), { mocks: { Look_Up: { shelf: "nine" } } });
    const turn = turnOf(await send(session, say("hello")));
    const forked = await setup.call("forkPreview", { params: { session }, body: { turn } });
    const [confirm] = messagesOf(await send(forked.session, say("reserve")));
    await send(forked.session, { type: "Reply", reply: [], inReplyToMessageId: confirm!.id, sequenceId: 2 });
    const { fileName, text } = await setup.call("previewTest", { params: { session: forked.session } });
    expect(fileName).toMatch(/^Desk-.*\.yaml$/);
    const read = readConversation(text);
    if (!read.ok) throw new Error(read.why.join("\n"));
    expect(read.value.variables).toEqual({ team_descriptor: "Ravens" });
    expect(read.value.turns.map(({ user, approve }) => user ?? approve)).toEqual(["slow", "reserve", true]);
    const folder = await mkdtemp(join(tmpdir(), "preview-"));
    await writeFile(join(folder, fileName), text);
    expect((await rehearse(readScript(desk).agent!, read.value)).ok).toBe(true);
  });

  test("takes one message at a time", async () => {
    const session = await start("simulate");
    const both = await Promise.allSettled([send(session, say("pace")), send(session, say("pace"))]);
    const refusals = both.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refusals).toMatchObject([{ status: 423 }]);
  });

  test("is stopped when whoever watches it leaves, and goes on with the next message", async () => {
    const session = await start("simulate");
    let turn = "";
    for await (const event of setup.stream("sendPreview", { params: { session }, body: { message: say("pace") } })) {
      if (event.kind === "turn") turn = event.turn;
      else break;
    }
    const trace = await setup.call("turnTrace", { params: { session, turn } });
    expect(trace).toMatchObject({ status: "failed", failure: "stopped" });
    expect(messagesOf(await send(session, say("hello"))).at(-1)?.type).toBe("EndOfTurn");
  });

  test("is kept as it stands: its messages, and where it was left off", async () => {
    const session = await start("simulate");
    const events = await send(session, say("hello"));
    const talk = await setup.call("previewTalk", { params: { session } });
    expect(talk).toMatchObject({ mode: "simulate", greeting: "Welcome to the desk.", standing: "open" });
    expect(talk.turns).toMatchObject([{ id: turnOf(events), session, status: "done", message: { text: "hello" } }]);
    expect(talk.turns[0]!.messages).toEqual(messagesOf(events));
    expect(await setup.call("latestPreview", { params: agent })).toEqual({ session });
  });

  test("is one of at most twenty that one person leaves open: the oldest is ended", async () => {
    const oldest = await start("simulate");
    for (let more = 0; more < 20; more += 1) await start("simulate");
    const { standing } = await setup.call("previewTalk", { params: { session: oldest } });
    expect(standing).toBe("ended");
    await expect(send(oldest, say("hello"))).rejects.toMatchObject({ status: 404 });
  });

  test("is over when it is ended", async () => {
    const session = await start("live");
    await setup.call("endPreview", { params: { session } });
    await expect(send(session, say("hello"))).rejects.toMatchObject({ status: 404 });
  });

  test("does not start from a script with errors, and its form says which", async () => {
    const source = desk.replace("start_agent desk:", "start_agent desk");
    const body = { source, mode: "live" as const, mocks: {}, variables: [] };
    await expect(setup.call("startPreview", { params: agent, body })).rejects.toThrow("The script has errors");
    const { problems } = await setup.call("previewForm", { params: agent, body: { source } });
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
  });

  test("is no session of any client", async () => {
    const session = await start("live");
    expect((await server.api(`/sessions/${session}/messages`, { body: { message: say("hello") } })).status).toBe(404);
  });
});

describe("the form of a preview", () => {
  test("has the variables that may be given, typed, and the actions with results made from their outputs", async () => {
    const form = await setup.call("previewForm", { params: agent, body: {} });
    expect(form.source).toBe(desk);
    expect(form.variables).toEqual([
      expect.objectContaining({ name: "$Context.channel", input: "text", source: "MessagingSession.Id" }),
      expect.objectContaining({ name: "team_descriptor", input: "text", default: "none" }),
      expect.objectContaining({ name: "copies", input: "number", default: 1 }),
      expect.objectContaining({ name: "verified", input: "boolean", default: false }),
    ]);
    expect(JSON.stringify(form.variables)).not.toContain("shelf_note");
    expect(form.actions).toEqual([
      expect.objectContaining({ name: "Look_Up", mock: { shelf: "Sample shelf" }, resolved: true }),
      expect.objectContaining({ name: "Reserve", mock: { reserved: true }, resolved: true }),
    ]);
  });
});

describe("the trace of a real session", () => {
  test("withholds what was said, and shows what was done", async () => {
    const { sessionId } = await server.startSession("Desk");
    const sent = await server.api(`/sessions/${sessionId}/messages`, { body: { message: say("slow and secret") } });
    const { messages } = (await sent.json()) as { messages: { planId?: string }[] };
    const turn = messages.find(({ planId }) => planId)!.planId!;
    const trace = await setup.call("turnTrace", { params: { session: sessionId, turn } });
    expect(trace).toMatchObject({ masked: true, preview: false, modelCalls: 2 });
    expect(trace.steps.map(({ title }) => title)).toContain("Look_Up");
    expect(JSON.stringify(trace)).not.toMatch(/secret|second shelf|lending library/);
  });
});
