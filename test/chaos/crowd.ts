// Ten thousand clients send to one session at once: the lease lets one in at a time, and turns the others away unharmed.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import type { MessagesResponse } from "../../src/contract/agent-api.ts";
import type { History } from "../../src/contract/extensions.ts";
import { checkStore } from "../../src/store/checks.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Experiment, measured, scaled } from "./experiment.ts";
import { openNodes } from "./nodes.ts";
import { onServer } from "./promises.ts";
import { API, type Door, openTalker } from "./talker.ts";
import { answerTo, openWorld, type World } from "./till-project.ts";

const CLIENTS = 10_000;

/** How often each client tries: all at once first, and those that were turned away again, within this many milliseconds. */
const TRIES = 3;
const AGAIN_MS = 5_000;

const PACE_MS = 2;

/** Milliseconds that a request may wait for its connection, and for its answer: a crowd has to queue. */
const PATIENCE_MS = 300_000;

interface Try {
  readonly status: number;
  /** The session is taken, or the server full and says when to come again. */
  readonly turnedAway: boolean;
}

/** A message of the crowd, and what came back. */
interface Sent {
  readonly note: string;
  /** Of each try. */
  readonly tries: readonly Try[];
  /** What the agent said; empty where it was not asked. */
  readonly text: string;
}

interface Seen {
  readonly sent: readonly Sent[];
  /** What users said, by the session's history. */
  readonly history: readonly string[];
  readonly world: World;
}

const OK = 200;
const LOCKED = 423;
const BUSY = 503;

const ran = ({ tries }: Sent) => tries.some(({ status }) => status === OK);
const times = (history: readonly string[], note: string) => history.filter((text) => text === note).length;

const checks: Readonly<Record<string, (seen: Seen) => number>> = {
  "turns of the session that ran beside another": ({ world }) => Math.max(0, world.target.atOnce() - 1),
  "sends neither run nor turned away, with 423 or with 503 and when to come again": ({ sent }) =>
    sent.flatMap(({ tries }) => tries).filter(({ status, turnedAway }) => status !== OK && !turnedAway).length,
  "answered messages that are not in the history exactly once": ({ sent, history }) =>
    sent.filter((each) => ran(each) && times(history, each.note) !== 1).length,
  "messages in the history that were turned away": ({ sent, history }) =>
    sent.filter((each) => !ran(each) && times(history, each.note) > 0).length,
  "answers that were not whole, or another message's": ({ sent }) =>
    sent.filter((each) => ran(each) && each.text !== answerTo(each.note).join("")).length,
  "actions that ran twice, or for a message that was turned away": ({ sent, world }) => {
    const answered = new Set(sent.filter(ran).map(({ note }) => note));
    return [...world.target.effects].filter(([note, effects]) => effects > 1 || !answered.has(note)).length;
  },
};

export const crowd: Experiment = {
  name: "crowd",
  about:
    "ten thousand clients send to one session at once, by way of two servers on one PostgreSQL; who is turned away tries again twice",
  promises: Object.keys(checks),
  run: async ({ closers, size, progress }) => {
    const clients = scaled(CLIENTS, size);
    const world = await openWorld(closers, PACE_MS);
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const nodes = await openNodes(closers, world, url);
    const doors = nodes.map(({ door }) => door);
    const { sessionId } = await openTalker(doors, nodes[0]!.agent);
    const dispatcher = closers.add(
      new Agent({ connect: { timeout: PATIENCE_MS }, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS }),
      (each) => each.destroy(),
    );
    let done = 0;
    const sent = await Promise.all(
      Array.from({ length: clients }, async (_, index) => {
        const one = await insist(doors[index % doors.length]!, sessionId, dispatcher);
        done += 1;
        if (done % 1000 === 0) progress(`${done} of ${clients} clients done`);
        return one;
      }),
    );
    const history = await historyOf(doors[0]!, sessionId);
    await Promise.all(nodes.map((node) => node.stop()));

    const seen = { sent, history, world };
    const statuses = sent.flatMap(({ tries }) => tries.map(({ status }) => status));
    const breaches = Object.fromEntries(Object.entries(checks).map(([promise, count]) => [promise, count(seen)]));
    return {
      breaches: { ...breaches, ...(await onServer(url, checkStore)) },
      measured: [
        measured("clients", clients),
        measured("sends", statuses.length),
        measured("turns run", sent.filter(ran).length),
        measured("turned away with 423", statuses.filter((status) => status === LOCKED).length),
        measured("turned away with 503", statuses.filter((status) => status === BUSY).length),
      ],
    };
  },
};

/** Send a message until it is answered, or was turned away often enough. */
async function insist(door: Door, sessionId: string, dispatcher: Agent): Promise<Sent> {
  const note = randomUUID();
  const tries: Try[] = [];
  for (let text = ""; ; ) {
    const { status, reply, retryAfter } = await send(door, sessionId, note, dispatcher);
    const turnedAway = status === LOCKED || (status === BUSY && retryAfter !== undefined);
    tries.push({ status, turnedAway });
    if (status === OK) text = textOf(JSON.parse(reply) as MessagesResponse);
    if (!turnedAway || tries.length === TRIES) return { note, tries, text };
    await sleep(Math.random() * AGAIN_MS);
  }
}

async function send({ origin, token }: Door, sessionId: string, note: string, dispatcher: Agent) {
  const {
    statusCode: status,
    headers,
    body,
  } = await request(`${origin}${API}/sessions/${sessionId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ message: { type: "Text", sequenceId: 1, text: note } }),
    dispatcher,
  });
  return { status, reply: await body.text(), retryAfter: headers["retry-after"] };
}

const textOf = ({ messages }: MessagesResponse) =>
  messages.map((message) => (message.type === "Inform" ? message.message : "")).join("");

/** Everything users said in a session, as its history tells it. */
async function historyOf({ origin, token }: Door, sessionId: string): Promise<readonly string[]> {
  const said: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { body } = await request(`${origin}${API}/sessions/${sessionId}/messages?after=${after}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await body.json()) as History;
    said.push(...page.messages.flatMap(({ role, text }) => (role === "user" ? [text] : [])));
    after = page.nextAfter;
  }
  return said;
}
