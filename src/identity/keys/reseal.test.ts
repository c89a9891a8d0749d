// A new secret key takes over from a former one, without a secret lost on the way.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { openIdentity, random, type TestIdentity } from "../../../test/support/identity.ts";
import { readCredentials } from "../apps/credentials.ts";
import type { Identity } from "../identity.ts";
import { ensureSigningKey } from "./keys.ts";
import { reseal, sealedCounts } from "./reseal.ts";
import { createVault, openVault } from "./vault.ts";

const by = { actor: "operator" };

for (const database of databases) {
  describe(`on the ${database.name}`, () => {
    let room: TestIdentity;
    const formerKey = random(new Uint8Array(32));
    const key = random(new Uint8Array(32));
    beforeEach(async () => {
      room = await openIdentity(database);
    });
    afterEach(() => room.close());

    /** The room's secrets sealed under `formerKey`, and servers that have the new key besides it, or alone. */
    const servers = async () => {
      const identity = room.elsewhere({ vault: createVault(formerKey, random, []) });
      await reseal(room.elsewhere({ vault: bothVaults(room.identity, formerKey) }), room.orgId, by);
      const both = () => room.elsewhere({ vault: createVault(key, random, [formerKey]) });
      return { former: identity, both, alone: room.elsewhere({ vault: createVault(key, random) }) };
    };
    /** A vault that seals under `to` and opens what the room's own vault sealed. */
    const bothVaults = ({ vault }: Identity, to: Uint8Array) => {
      const next = createVault(to, random);
      const open = (sealed: string, id: string) => (sealed.includes(`.${next.keyId}.`) ? next : vault).open(sealed, id);
      return { ...next, open };
    };

    test("with the former key beside it, a server opens everything; after resealing, it needs the new one only", async () => {
      const app = await room.declare({ apiName: "Sealed" });
      const { former, both, alone } = await servers();
      const secret = async (identity: Identity) => (await readCredentials(identity, app.id, by))?.consumerSecret;
      expect(await secret(former)).toBe(app.consumerSecret);
      expect(await secret(both())).toBe(app.consumerSecret);
      await expect(secret(alone)).rejects.toThrow(/set the former one as DRAGOMAN_SECRET_KEY_PREVIOUS/);

      const { keyId, resealed } = await reseal(both(), room.orgId, by);
      const { db } = room.identity;
      expect(await sealedCounts({ db })).toEqual({ [keyId]: resealed });
      expect(await secret(alone)).toBe(app.consumerSecret);
      await ensureSigningKey(db, alone.vault, room.orgId, room.clock.now);
      await expect(secret(former)).rejects.toThrow(/were sealed with the key/);
      expect(await reseal(both(), room.orgId, by)).toEqual({ keyId, resealed: 0 });
    });

    test("a server that is killed on the way leaves every secret whole, and the next one finishes", async () => {
      const apps = [];
      for (const apiName of ["One", "Two", "Three"]) apps.push(await room.declare({ apiName }));
      const { both, alone } = await servers();
      const { vault } = both();
      let left = 2;
      const seal: typeof vault.seal = (text, id) => {
        if (left-- === 0) throw new Error("killed");
        return vault.seal(text, id);
      };
      await expect(reseal(room.elsewhere({ vault: { ...vault, seal } }), room.orgId, by)).rejects.toThrow("killed");
      expect(Object.keys(await sealedCounts(room.identity))).toHaveLength(2);
      for (const app of apps) {
        expect((await readCredentials(both(), app.id, by))?.consumerSecret).toBe(app.consumerSecret);
      }
      await reseal(both(), room.orgId, by);
      for (const app of apps) {
        expect((await readCredentials(alone, app.id, by))?.consumerSecret).toBe(app.consumerSecret);
      }
    });

    test("two servers at once seal each secret once", async () => {
      for (let at = 0; at < 12; at += 1) await room.declare({ apiName: `App_${at}` });
      const { both } = await servers();
      const total = Object.values(await sealedCounts(room.identity)).reduce((sum, count) => sum + count, 0);
      const done = await Promise.all([reseal(both(), room.orgId, by), reseal(both(), room.orgId, by)]);
      expect(done[0].resealed + done[1].resealed).toBe(total);
    });
  });
}

test("former keys come from their setting, and one that is no key is named", async () => {
  const [a, b] = [random(new Uint8Array(32)), random(new Uint8Array(32))].map((key) =>
    Buffer.from(key).toString("base64"),
  );
  const sealed = (await openVault({ secretKey: a, data: ":memory:" }, random)).seal("text", "record");
  expect((await openVault({ secretKey: b, previous: [a!], data: ":memory:" }, random)).open(sealed, "record")).toBe(
    "text",
  );
  const wrong = openVault({ secretKey: b, previous: ["short"], data: ":memory:" }, random);
  await expect(wrong).rejects.toThrow(/^DRAGOMAN_SECRET_KEY_PREVIOUS does not hold a key/);
});
