// Orgs: the tenant that owns every other record, with the key that signs its tokens.
import { mintId, normalizeId, prefixes } from "../contract/ids.ts";
import { writeAudit } from "../store/audit.ts";
import { findOrg, insertOrg, lockOrgs, renameOrg } from "../store/orgs.ts";
import { changed, type Declared, difference, inTransaction, Undeclarable } from "./declare.ts";
import type { Identity } from "./identity.ts";
import { ensureSigningKey } from "./keys.ts";

/**
 * Make sure the org exists under this name and has a signing key that this server can open. Without an id it is the
 * org that is there, or a new one. Throws `Undeclarable`, or the vault's sentence when the secret key is another one.
 */
export async function declareOrg(
  identity: Identity,
  org: { readonly id?: string | undefined; readonly name: string; readonly madeBy: string },
): Promise<Declared> {
  const wanted = org.id === undefined ? undefined : normalizeId(org.id, prefixes.org);
  if (org.id !== undefined && !wanted) {
    throw new Undeclarable([`"${org.id}" is not an org id: it has 15 or 18 characters and begins with 00D`]);
  }
  const declared = await inTransaction(identity, async (tx): Promise<Declared> => {
    await lockOrgs(tx);
    const found = await findOrg(tx, wanted);
    if (!found) {
      const id = wanted ?? mintId(prefixes.org, identity.random);
      await insertOrg(tx, { id, name: org.name, myDomain: null }, new Date(identity.now()));
      await writeAudit(tx, {
        orgId: id,
        actor: org.madeBy,
        action: "org.make",
        subject: id,
        detail: { name: org.name },
      });
      return { id, change: "made", what: [] };
    }
    const what = difference("name", found.name, org.name);
    if (what.length > 0) {
      await renameOrg(tx, found.id, org.name);
      await writeAudit(tx, {
        orgId: found.id,
        actor: org.madeBy,
        action: "org.change",
        subject: found.id,
        detail: { what },
      });
    }
    return changed(found.id, what);
  });
  await ensureSigningKey(identity.db, identity.vault, declared.id, identity.now());
  identity.records.forget();
  return declared;
}
