// The audit trail in the server's log: every entry once.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { writeAudit } from "../store/audit.ts";
import type { Store } from "../store/open.ts";
import { keepAuditLogged } from "./audit-log.ts";

for (const database of databases) {
  describe(`the log of the audit trail in the ${database.name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await database.open();
      await store.db.insertInto("org").values({ id: "00D", name: "Test" }).execute();
    });
    afterAll(() => store.close());

    const entry = (subject: string) => ({ orgId: "00D", actor: "operator", action: "app.change", subject });

    test("has what is committed after its start, once, with who and what", async () => {
      await writeAudit(store.db, entry("before"));
      const lines: string[] = [];
      const log = keepAuditLogged(store.db, ({ orgId, actor, action, subject }) =>
        lines.push(`${orgId} ${actor} ${action} ${subject}`),
      );
      await log.started;
      await writeAudit(store.db, entry("first"));
      await writeAudit(store.db, entry("second"));
      await log.stop();
      expect(lines).toEqual(["00D operator app.change first", "00D operator app.change second"]);
    });
  });
}
