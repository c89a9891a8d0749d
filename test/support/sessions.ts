// A session as a test of the store needs it: open, greeted, and of nobody in particular; and the room they live in.
import { randomUUID } from "node:crypto";
import type { Catalogue } from "../../src/agents/catalogue.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { createSessions, type Sessions } from "../../src/sessions/sessions.ts";
import type { Db } from "../../src/store/schema.ts";
import { openSession, type SessionKey } from "../../src/store/sessions.ts";
import { createTracer } from "../../src/telemetry/spans.ts";

export async function newSession(db: Db, orgId = "00Dorg"): Promise<SessionKey> {
  const key = { id: randomUUID(), orgId, appId: "0xIapp" };
  await openSession(db, {
    ...key,
    agentId: "0Xxagent",
    versionId: "0X9version",
    memberId: "005user",
    externalKey: "key",
    timeZone: null,
    streamsText: true,
    bypassUser: false,
    state: { step: 0 },
    greeting: { role: "assistant", text: "Hello", calls: [] },
  });
  return key;
}

/** A sessions room in which no model answers and every action fails. */
export function openSessions(catalogue: Catalogue): Sessions {
  return createSessions({
    db: catalogue.db,
    catalogue,
    model: scriptedModel([]).stream,
    action: async () => ({ ok: false, reason: "unresolved", message: "There are no actions here." }),
    mayRepeat: async () => false,
    origin: () => "http://127.0.0.1",
    now: catalogue.now,
    newId: randomUUID,
    newKey: randomUUID,
    limits: { turnTimeoutMs: 60_000, leaseMs: 60_000, idleMs: 3_600_000, historyMessages: 24, turnsHere: 1000 },
    limitsOf: async () => [],
    costOf: () => 0,
    mayUseAgent: async () => true,
    unknownAgentIs500: false,
    observe: () => {},
    tracer: createTracer(undefined, { now: Date.now, random: (bytes) => bytes }),
  });
}
