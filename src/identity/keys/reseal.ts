// Seals every secret anew under the key of this server, so that a former key can be thrown away.
import { writeAudit } from "../../store/audit.ts";
import { countSealed, listSealedElsewhere, replaceSealed } from "../../store/sealed.ts";
import type { Actor } from "../actor.ts";
import type { Identity } from "../identity.ts";

const BATCH = 100;

export interface Resealed {
  /** The key that sealed them: eight hex digits. */
  readonly keyId: string;
  /** How many secrets were sealed anew. */
  readonly resealed: number;
}

/**
 * Seal anew whatever another key sealed. Each secret is replaced by itself and only while it is still the one that was
 * read: a server killed on the way leaves every secret whole, under one key or the other, and two servers at once do
 * each one once. Throws the vault's sentence when a secret was sealed with a key that this server does not have.
 */
export async function reseal(identity: Identity, orgId: string, by: Actor): Promise<Resealed> {
  const { db, vault, records } = identity;
  const { keyId } = vault;
  let resealed = 0;
  for (let batch = await listSealedElsewhere(db, keyId, BATCH); batch.length > 0; ) {
    for (const each of batch) {
      const anew = vault.seal(vault.open(each.sealed, each.recordId), each.recordId);
      if (await replaceSealed(db, each, anew)) resealed += 1;
    }
    batch = await listSealedElsewhere(db, keyId, BATCH);
  }
  records.forget();
  await writeAudit(db, { orgId, ...by, action: "secrets.reseal", subject: orgId, detail: { keyId, resealed } });
  return { keyId, resealed };
}

/** How many secrets each key has sealed, by key id. */
export const sealedCounts = ({ db }: Pick<Identity, "db">): Promise<Readonly<Record<string, number>>> =>
  countSealed(db);
