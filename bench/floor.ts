// The floor of `turns` and `tokens`: bare node:http and pg, with the writes of a durable turn and nothing else of ours. It
// sends the same packets, and keeps apart those that a known client would lose otherwise (`src/http/sse.ts`).
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { openEmbedded } from "../src/store/embedded.ts";
import { migrate } from "../src/store/migrate.ts";
import { openStore } from "../src/store/open.ts";
import { openServer } from "../src/store/server.ts";
import { announce } from "./serve-child.ts";

const claim = `with claimed as (
    update session set fence = fence + 1, turns = turns + 1, active_at = now(), lease_owner = 'floor'
    where id = $1 and lease_owner is null returning id, turns, fence, events
  ), opened as (
    insert into turn (id, org_id, session_id, number, fence, status, origin, request) select $2::uuid, 'o', id, turns, fence, 'running', 'floor', $3::jsonb from claimed
  ) select events, (select coalesce(jsonb_agg(m.message), '[]') from (select message from session_message where session_id = $1 order by seq desc limit 48) m) from claimed`;
const finish = `with freed as (
    update session set state = $2::jsonb, active_at = now(), lease_owner = null, events = events + $5, messages = messages + 2
    where id = $1 returning id, events, messages
  ), said as (
    insert into session_event (session_id, seq, org_id, turn_id, kind, data)
    select id, events - $5 + position, 'o', $3::uuid, 'K', data from freed, unnest($4::text[]) with ordinality as e (data, position)
  ), remembered as (
    insert into session_message (session_id, seq, org_id, turn_id, message)
    select id, messages - 2 + position, 'o', $3::uuid, m from freed, jsonb_array_elements($6::jsonb) with ordinality as e (m, position)
  ), closed as (
    update turn set status = 'done', plan = '[]', finished_at = now() from freed where turn.id = $3::uuid
  ) select 1 from freed`;
/** As the server does. */
const APART_MS = 2;

const nothingMore = { isContentSafe: true, result: [], citedReferences: [] };

const words =
  "Thank you for asking. Your parcel left the warehouse this morning and will be with you tomorrow before noon.";
const pieces = Array.from({ length: 20 }, (_, at) => words.slice(at * 6, at === 19 ? undefined : (at + 1) * 6));

async function openPool(): Promise<Pool> {
  const databaseUrl = process.env.DATABASE_URL;
  const data = await mkdtemp(join(tmpdir(), "dragoman-floor-"));
  const quiet = { data, databaseUrl, pool: 10, onNotice: () => {} };
  const store = await openStore(quiet);
  await migrate(store.db);
  await store.close();
  return (databaseUrl ? await openServer(databaseUrl, 10, () => {}) : await openEmbedded(data, () => {})).pool;
}

async function body(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let all = "";
  for await (const part of request) all += part;
  return all;
}

const pool = await openPool();
const token = randomBytes(300).toString("base64url");
const reply = JSON.stringify({
  access_token: token,
  signature: "",
  scope: "api",
  token_type: "Bearer",
  id: "",
  issued_at: "0",
});

async function startSession(response: ServerResponse): Promise<void> {
  const sessionId = randomUUID();
  await pool.query({
    name: "open",
    text: `insert into session (id, org_id, agent_id, version_id, app_id, member_id, external_key, streams_text, bypass_user, state)
      values ($1, 'o', 'a', 'v', 'p', 'm', 'k', true, true, '{}')`,
    values: [sessionId],
  });
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ sessionId }));
}

async function runTurn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sessionId = request.url!.split("/sessions/")[1]!.split("/")[0]!;
  const turnId = randomUUID();
  const sent = JSON.parse(await body(request)) as { message: { text: string } };
  await pool.query({ name: "claim", text: claim, values: [sessionId, turnId, JSON.stringify(sent.message)] });
  const id = `${Date.now()}-REQ`;
  const event = (name: string, offset: number, message: object) => ({
    name,
    data: JSON.stringify({
      timestamp: Date.now(),
      originEventId: id,
      traceId: turnId,
      offset,
      message: { id: randomUUID(), metrics: {}, ...message },
    }),
  });
  const events = [
    ...pieces.map((piece, at) =>
      event("TEXT_CHUNK", at + 1, { type: "TextChunk", offset: at + 1, message: piece, formatType: "Text" }),
    ),
    event("INFORM", 0, { type: "Inform", message: words, feedbackId: turnId, planId: turnId, ...nothingMore }),
    event("END_OF_TURN", 0, { type: "EndOfTurn" }),
  ];
  const messages = JSON.stringify([
    { role: "user", text: sent.message.text },
    { role: "assistant", text: words, calls: [] },
  ]);
  await pool.query({
    name: "finish",
    text: finish,
    values: [sessionId, "{}", turnId, events.map(({ data }) => data), events.length, messages],
  });
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const { name, data } of events) {
    if (name !== "TEXT_CHUNK") await pause(APART_MS);
    response.write(`event: ${name}\nid: ${id}\ndata: ${data}\n\n`);
  }
  response.end();
}

const server = createServer((request, response) => {
  const path = request.url ?? "";
  const work = path.endsWith("/token")
    ? body(request).then((form) => {
        new URLSearchParams(form).get("client_id");
        response.writeHead(200, { "content-type": "application/json" }).end(reply);
      })
    : path.endsWith("/stream")
      ? runTurn(request, response)
      : startSession(response);
  work.catch((error) => {
    console.error(error);
    response.writeHead(500).end(String(error));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  announce({ origin, token, agentId: "floor", consumerKey: "key", consumerSecret: "secret" });
});
