// A session as a test of the store needs it: open, greeted, and of nobody in particular.
import { randomUUID } from "node:crypto";
import type { Db } from "../../src/store/schema.ts";
import { openSession, type SessionKey } from "../../src/store/sessions.ts";

export async function newSession(db: Db): Promise<SessionKey> {
  const key = { id: randomUUID(), orgId: "00Dorg", appId: "0xIapp" };
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
