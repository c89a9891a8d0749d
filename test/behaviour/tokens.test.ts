// What housekeeping forgets of grants and tokens, and what it keeps, on both databases.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rememberAssertion } from "../../src/store/assertions.ts";
import { insertCode } from "../../src/store/codes.ts";
import { insertGrant } from "../../src/store/grants.ts";
import { insertOpaqueToken } from "../../src/store/opaque-tokens.ts";
import type { Store } from "../../src/store/open.ts";
import { insertRefreshToken, replaceRefreshToken } from "../../src/store/refresh-tokens.ts";
import { forgetOutlived, vacuum } from "../../src/store/retention.ts";
import { insertRevocation } from "../../src/store/revocations.ts";
import type { Tables } from "../../src/store/schema.ts";
import { databases } from "../support/databases.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ago = (ms: number) => new Date(Date.now() - ms);
const hash = (name: string) => Buffer.from(name.padEnd(32));
const whose = { orgId: "00D000000000001AAA", appId: "0xI000000000001AAA", memberId: "005000000000001AAA" };
const kind = "authorization_code" as const;
const grantId = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

for (const database of databases) {
  describe(database.name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await database.open();
    });
    afterAll(() => store.close());

    const names = async (table: keyof Tables, column: string) => {
      const rows = await store.db.selectFrom(table).selectAll().execute();
      return rows.map((row) => String(Reflect.get(row, column)).trim()).sort();
    };

    test("codes, tokens, grants, assertions and revocations are forgotten once their time is over", async () => {
      const { db } = store;
      const at = ago(60 * DAY_MS);
      const [past, future] = [ago(HOUR_MS), ago(-HOUR_MS)];
      await insertGrant(db, { ...whose, id: grantId(1), kind, scopes: [] }, at, past);
      await insertGrant(db, { ...whose, id: grantId(2), kind, scopes: [] }, at, future);
      await insertGrant(db, { ...whose, id: grantId(3), kind, scopes: [] }, at, null);
      for (const digit of [1, 2, 3]) {
        await insertRefreshToken(db, { ...whose, hash: hash(`token ${digit}`), grantId: grantId(digit) }, at);
      }
      for (const [name, days] of [
        ["replaced", 29],
        ["long replaced", 31],
      ] as const) {
        await insertRefreshToken(db, { ...whose, hash: hash(name), grantId: grantId(3) }, at);
        await replaceRefreshToken(db, hash(name), ago(days * DAY_MS));
      }
      const code = { ...whose, grantId: grantId(2), consumerKey: "key", redirectUri: "https://a.example", scopes: [] };
      const more = { codeChallenge: null, nonce: null, authTime: at };
      await insertCode(db, { ...code, ...more, hash: hash("fresh"), expiresAt: ago(23 * HOUR_MS) }, at);
      await insertCode(db, { ...code, ...more, hash: hash("old"), expiresAt: ago(25 * HOUR_MS) }, at);
      for (const [name, expiresAt] of [
        ["live", future],
        ["dead", past],
      ] as const) {
        const opaque = { ...whose, grantId: null, consumerKey: "key", scopes: [], issuedAt: at };
        await insertOpaqueToken(db, { ...opaque, hash: hash(name), expiresAt });
        await rememberAssertion(db, whose.orgId, hash(name), expiresAt);
        await insertRevocation(db, { orgId: whose.orgId, tokenId: name, expiresAt }, at);
      }

      expect(await forgetOutlived(db)).toBe(6);
      await vacuum(db, "tokens");

      expect(await names("oauth_grant", "id")).toEqual([grantId(2), grantId(3)]);
      expect(await names("refresh_token", "token_hash")).toEqual(["replaced", "token 2", "token 3"]);
      expect(await names("authorization_code", "code_hash")).toEqual(["fresh"]);
      expect(await names("opaque_token", "token_hash")).toEqual(["live"]);
      expect(await names("used_assertion", "assertion_hash")).toEqual(["live"]);
      expect(await names("revocation", "id")).toEqual(["live"]);
    });
  });
}
