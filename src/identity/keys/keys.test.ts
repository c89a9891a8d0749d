// The rotation of signing keys: no token ends by it, and a key that others know ends at once.
import { decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { granted, openIdentity, type TestApp, type TestIdentity } from "../../../test/support/identity.ts";
import { keySet } from "../holders/discovery.ts";
import { principalOf } from "../tokens/principal.ts";
import { AHEAD_MS, rotateKey, withdrawKey } from "./keys.ts";

let room: TestIdentity;
let app: TestApp;
beforeEach(async () => {
  room = await openIdentity();
  app = await room.declare();
});
afterEach(() => room.close());

const by = { actor: "operator" };
const tokenNow = async () => granted(await room.post(app.form)).access_token;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const published = async () => (await keySet(room.identity, await room.org())).keys.map(({ kid }) => kid);

describe("the next key", () => {
  test("is published a day before it signs, and the former one a day after", async () => {
    const old = kidOf(await tokenNow());
    room.clock.now += 1;
    const signsFrom = room.clock.now + AHEAD_MS;
    const next = await rotateKey(room.identity, room.orgId, new Date(signsFrom), by);
    expect(await published()).toEqual([next, old]);
    room.clock.now = signsFrom - 1;
    const before = await tokenNow();
    expect(kidOf(before)).toBe(old);
    room.clock.now = signsFrom + 1000;
    const after = await tokenNow();
    expect(kidOf(after)).toBe(next);
    for (const token of [before, after]) await principalOf(room.identity, token);
    room.clock.now = signsFrom + 24 * 3_600_000 + 29_000;
    expect(await published()).toEqual([next, old]);
    room.clock.now += 2000;
    expect(await published()).toEqual([next]);
  });

  test("takes the place of one that was waiting", async () => {
    const old = kidOf(await tokenNow());
    const at = (ms: number) => new Date(room.clock.now + ms);
    room.clock.now += 1;
    await rotateKey(room.identity, room.orgId, at(AHEAD_MS), by);
    room.clock.now += 1;
    const second = await rotateKey(room.identity, room.orgId, at(1000), by);
    expect(kidOf(await tokenNow())).toBe(old);
    room.clock.now += 2 * AHEAD_MS;
    expect(kidOf(await tokenNow())).toBe(second);
  });

  test("has a name of its own, also when it is made in the same millisecond as another", async () => {
    const old = await tokenNow();
    const now = () => rotateKey(room.identity, room.orgId, new Date(room.clock.now), by);
    const kids = [kidOf(old), await now(), await now()];
    expect(new Set(kids).size).toBe(3);
    expect(new Set(await published())).toEqual(new Set(kids));
    const next = await tokenNow();
    expect(kidOf(next)).toBe(kids[2]);
    for (const token of [old, next]) await principalOf(room.identity, token);
  });

  test("is one, however many ask for it at once: the others are told that it was rotated", async () => {
    const signsFrom = new Date(room.clock.now + AHEAD_MS);
    const asked = Array.from({ length: 5 }, () => rotateKey(room.identity, room.orgId, signsFrom, by));
    const outcomes = await Promise.allSettled(asked);
    const made = outcomes.filter((each) => each.status === "fulfilled").map(({ value }) => value);
    const whyNot = outcomes.filter((each) => each.status === "rejected").map(({ reason }) => reason.code);
    expect([made.length, whyNot]).toEqual([1, Array(4).fill("edit_conflict")]);
    expect(await published()).toContain(made[0]);
    expect(await published()).toHaveLength(2);
  });

  test("signs for its own org only", async () => {
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await room.store.db.insertInto("org").values(there).execute();
    const next = await rotateKey(room.identity, there.id, new Date(room.clock.now), by);
    expect(await published()).not.toContain(next);
    expect(kidOf(await tokenNow())).not.toBe(next);
  });
});

describe("a key that others know", () => {
  test("is withdrawn: its tokens end here at once and elsewhere within a second, and a new key signs", async () => {
    const elsewhere = room.elsewhere();
    const token = await tokenNow();
    for (const identity of [room.identity, elsewhere]) await principalOf(identity, token);
    expect(await withdrawKey(room.identity, room.orgId, kidOf(token)!, by)).toBe(true);
    expect(await published()).not.toContain(kidOf(token));
    const refused = { code: "token_invalid", message: expect.stringMatching(/which this server does not have/) };
    await expect(principalOf(room.identity, token)).rejects.toMatchObject(refused);
    room.clock.now += 1000;
    await expect(principalOf(elsewhere, token)).rejects.toMatchObject(refused);
    const next = await tokenNow();
    expect(kidOf(next)).not.toBe(kidOf(token));
    await principalOf(elsewhere, next);
  });

  test("is withdrawn from its own org only", async () => {
    const token = await tokenNow();
    expect(await withdrawKey(room.identity, room.orgId, "CORE_ATJWT.unknown", by)).toBe(false);
    expect(kidOf(await tokenNow())).toBe(kidOf(token));
  });
});
